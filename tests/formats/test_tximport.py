"""Counts and lengths of genes are those of R's tximport; tximport/make_reference.R wrote its tables."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from reading import read_counts

HERE = Path(__file__).parent
HOW = {"none": "no", "scaledTPM": "scaledTPM", "lengthScaledTPM": "lengthScaledTPM"}
FOLDERS = {"salmon": "real/salmon", "kallisto": "real/kallisto", "gaps": "tximport/gaps", "isoforms": "real/rsem"}


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("kind", FOLDERS)
def test_the_numbers_are_those_of_tximport(kind: str, how: str) -> None:
    forced = {"format": "rsem-isoforms"} if kind == "isoforms" else {}
    table = read_counts(HERE, FOLDERS[kind], tx2gene="real/tx2gene.tsv", counts_from_abundance=how, **forced)
    expected = pd.read_csv(HERE / "tximport" / f"{kind}_{HOW[how]}.csv", index_col="gene")
    counts = expected.filter(regex="^counts").to_numpy()
    assert list(table.counts.index) == list(expected.index)
    np.testing.assert_allclose(table.counts.to_numpy(), counts, rtol=1e-9, atol=1e-9)
    if how == "none":
        assert table.lengths is not None
        np.testing.assert_allclose(table.lengths.to_numpy(), expected.filter(regex="^length").to_numpy(), rtol=1e-9)
    else:
        assert table.lengths is None


def test_genes_of_rsem_keep_their_lengths() -> None:
    table = read_counts(HERE, "real/rsem")
    expected = pd.read_csv(HERE / "tximport" / "rsem_no.csv", index_col="gene")
    np.testing.assert_allclose(table.counts.to_numpy(), expected.filter(regex="^counts").to_numpy())
    assert table.lengths is not None
    np.testing.assert_allclose(table.lengths.to_numpy(), expected.filter(regex="^length").to_numpy())
