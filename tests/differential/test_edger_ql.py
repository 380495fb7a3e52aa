"""Foreign code through the method seam: edgepython follows a newer edgeR, so it is asked for likeness, not equality."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from test_methods_against_r import REFERENCE, analysed, by_gene, r_table

from seqfolio.errors import InputError


@pytest.mark.slow
def test_calls_are_much_like_those_of_edger(tmp_path: Path) -> None:
    pytest.importorskip("edgepython", reason="the extra seqfolio[edger] is not installed")
    contrast = analysed(tmp_path, "airway", "method: edger-ql").contrast("x")
    ours, theirs = by_gene(contrast), r_table("airway", "edger_ql")
    called = set(ours.index[ours["call"].isin(["higher", "lower"])])
    calls = pd.read_csv(REFERENCE / "airway" / "whole.csv.gz")["edger_ql:call"].to_numpy()
    expected = set(r_table("airway", "counts").index[calls == 1])
    assert len(called & expected) / len(called | expected) > 0.9
    assert ours.loc[theirs.index, "log2FoldChange"].corr(theirs["logFC"]) > 0.999


def test_without_the_library_the_message_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("seqfolio.differential.rules.find_spec", lambda name: None)
    with pytest.raises(InputError, match=r'pip install "seqfolio\[edger\]"'):
        analysed(tmp_path, "sim_two_groups", "method: edger-ql")
