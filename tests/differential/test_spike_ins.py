"""ERCC spike-ins change nothing for the genes: the results are those of counts without their rows, for every method."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from harness import write
from seqfolio import pipeline
from seqfolio.config import read
from seqfolio.differential.method import METHODS
from seqfolio.errors import InputError
from seqfolio.model import Analysis

SAMPLES = [f"{group}{i}" for group in "ab" for i in (1, 2, 3, 4)]
SHEET = "sample,group\n" + "".join(f"{s},{s[0]}\n" for s in SAMPLES)


def counts(*, spikes: bool) -> str:
    """300 genes, and 92 spike-ins that differ wildly between the groups."""
    rng = np.random.default_rng(5)
    genes = rng.negative_binomial(5, 5 / (5 + rng.lognormal(5, 1.5, (300, 1)) * np.ones(8)))
    added = rng.poisson(rng.lognormal(6, 2, (92, 1)) * np.repeat([1.0, 30.0], 4))
    ids = [f"gene{i}" for i in range(300)] + [f"ERCC-{i:05d}" for i in range(92)]
    frame = pd.DataFrame(np.vstack([genes, added]), index=pd.Index(ids, name="gene"), columns=SAMPLES)
    return str((frame if spikes else frame.iloc[:300]).to_csv())


def project(method: str) -> str:
    return f"""seqfolio: 1
project: {{id: p}}
input: {{counts: counts.csv, samples: samples.csv}}
design: {{contrasts: [{{id: c, factor: group, numerator: b, denominator: a}}]}}
analysis: {{method: {method}}}
report: {{formats: [html], sections: [findings]}}
"""


def analysed(folder: Path, method: str, *, spikes: bool) -> Analysis:
    write(folder, {"counts.csv": counts(spikes=spikes), "samples.csv": SHEET, "project.yaml": project(method)})
    return pipeline.analyse(read(folder / "project.yaml"))


@pytest.mark.parametrize("method", METHODS.ids())
def test_results_are_those_without_the_rows_of_the_spike_ins(tmp_path: Path, method: str) -> None:
    if method == "edger-ql":
        pytest.importorskip("edgepython", reason="the extra seqfolio[edger] is not installed")
    with_them, without = (
        analysed(tmp_path, method, spikes=spikes).contrasts[0].table.set_index("gene_id") for spikes in (True, False)
    )
    spikes_in = with_them.index.str.startswith("ERCC-")
    assert set(with_them["reason"][spikes_in]) == {"spike-in"}
    assert set(with_them["call"][spikes_in]) == {"not tested"}
    assert (with_them["call"] != "not tested").sum() > 100
    pd.testing.assert_frame_equal(with_them[~spikes_in], without)


@pytest.mark.parametrize("method", ["ttest", "deseq2", "limma-trend"])  # log2, vst, logcpm
def test_pictures_of_the_samples_leave_them_out(tmp_path: Path, method: str) -> None:
    with_them, without = (analysed(tmp_path, method, spikes=spikes).quality for spikes in (True, False))
    assert with_them.pca is not None
    assert without.pca is not None
    pd.testing.assert_frame_equal(with_them.pca.scores, without.pca.scores)


def test_nothing_but_spike_ins_is_refused(tmp_path: Path) -> None:
    only = "gene," + ",".join(SAMPLES) + "\n" + "".join(f"ERCC-{i:05d},1,2,3,4,5,6,7,8\n" for i in range(9))
    write(tmp_path, {"counts.csv": only, "samples.csv": SHEET, "project.yaml": project("deseq2")})
    with pytest.raises(InputError, match="every row is an ERCC spike-in"):
        pipeline.analyse(read(tmp_path / "project.yaml"))
