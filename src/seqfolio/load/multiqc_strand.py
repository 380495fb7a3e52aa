"""How much of a library lies on the strand of the genes, from what MultiQC knows of RSeQC and Salmon."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

Rows = Mapping[str, Mapping[str, float]]
RSEQC = (("pe_sense", "se_sense"), ("pe_antisense", "se_antisense"))
RSEQC_PLOT = (("sense",), ("antisense",))
SALMON = (("ISF", "OSF", "MSF", "SF"), ("ISR", "OSR", "MSR", "SR"))  # read 1, or the only one: forward, reverse
PLOT = "rseqc_infer_experiment_plot"


def sense(rows: Rows, keys: tuple[tuple[str, ...], tuple[str, ...]]) -> dict[str, float]:
    """Of the reads whose strand is known, the percentage on the gene's, by name.

    Args:
        rows: name -> what a tool counted.
        keys: those of the gene's strand, and those of the other one.
    """
    values = {}
    for name, row in rows.items():
        with_gene, against = (sum(row.get(key, 0.0) for key in side) for side in keys)
        if with_gene + against > 0:
            values[name] = 100 * with_gene / (with_gene + against)
    return values


def plotted(frame: pd.DataFrame) -> Mapping[str, Mapping[str, Any]]:
    """RSeQC's shares in multiqc.parquet, which has them as the data of a plot only.

    Raises:
        ValueError, LookupError, TypeError: the plot is damaged.
    """
    found = frame.loc[(frame["anchor"] == PLOT) & (frame["type"] == "plot_input"), "plot_input_data"]
    return dict(json.loads(found.iloc[0])["data"][0]) if len(found) else {}
