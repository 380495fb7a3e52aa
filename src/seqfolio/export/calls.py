"""Tables over all contrasts, second opinions and leave-outs: one row per gene."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from seqfolio.differential.ranking import is_called, is_tested
from seqfolio.model import Analysis, Contrast

Flags = NDArray[np.bool_]


def calls(analysis: Analysis) -> pd.DataFrame | None:
    """The call and the fold change of every gene in every contrast; None with fewer than two contrasts."""
    if len(analysis.contrasts) < 2:
        return None
    table = _genes(analysis.contrasts[0])
    for name in ("call", "log2FoldChange", "padj"):
        columns = {f"{name}_{contrast.id}": contrast.table[name].to_numpy() for contrast in analysis.contrasts}
        table = pd.concat([table, pd.DataFrame(columns)], axis=1)
    return table


def tested_anywhere(analysis: Analysis) -> Flags:
    """Genes with a verdict in at least one contrast."""
    return np.asarray(np.logical_or.reduce([is_tested(contrast.table) for contrast in analysis.contrasts]))


def called_anywhere(analysis: Analysis) -> Flags:
    """Genes that are called in at least one contrast."""
    return np.asarray(np.logical_or.reduce([is_called(contrast.table) for contrast in analysis.contrasts]))


def concordance(analysis: Analysis) -> Iterator[tuple[str, pd.DataFrame]]:
    """(contrast id, every gene by its own and by the other methods) of each contrast with a second opinion."""
    for contrast in analysis.contrasts:
        opinions = [o for o in analysis.sensitivity.opinions if o.contrast == contrast.id]
        parts = [_genes(contrast), contrast.table[["log2FoldChange", "stat", "pvalue", "padj", "call"]]]
        parts += [opinion.table.add_suffix(f"_{opinion.method}") for opinion in opinions]
        if opinions:
            yield contrast.id, pd.concat([part.reset_index(drop=True) for part in parts], axis=1)


def stability(analysis: Analysis) -> Iterator[tuple[str, pd.DataFrame]]:
    """(contrast id, every gene with the number of leave-outs in which it is called) of each contrast."""
    for found in analysis.sensitivity.stability:
        contrast = analysis.contrast(found.contrast)
        table = _genes(contrast).assign(
            call=contrast.table["call"].to_numpy(),
            padj=contrast.table["padj"].to_numpy(),
            called_in=found.genes["called_in"].to_numpy(),
            leave_outs=len(found.samples),
        )
        yield contrast.id, table


def _genes(contrast: Contrast) -> pd.DataFrame:
    return contrast.table[["gene_id", "gene_name"]].reset_index(drop=True)
