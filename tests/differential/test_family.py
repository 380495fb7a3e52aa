"""One family of tests over all contrasts, against SciPy's adjustment of the pooled p-values."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.stats import false_discovery_control

from harness import Run, write
from seqfolio import pipeline
from seqfolio.config import read
from seqfolio.model import Analysis
from small_projects import many, project

CONTRASTS = [
    {"id": f"{n}_vs_{d}", "factor": "group", "numerator": n, "denominator": d}
    for n, d in (("b", "a"), ("c", "a"), ("c", "b"))
]


def changes(**settings: Any) -> dict[str, Any]:
    return {"analysis": {"normalization": "auto", **settings}, "design": {"contrasts": CONTRASTS}}


def analysed(folder: Path, **settings: Any) -> Analysis:
    counts, samples = many({"a": 4, "b": 4, "c": 4}, genes=150)
    write(folder, project(changes(**settings), counts, samples))
    return pipeline.analyse(read(folder / "project.yaml"))


@pytest.mark.parametrize("method", ["limma-voom", "deseq2", "welch"])
def test_all_p_values_are_adjusted_together(method: str, tmp_path: Path) -> None:
    alone, together = (analysed(tmp_path, method=method, adjust=adjust) for adjust in ("contrast", "global"))
    tested = [c.table["padj"].notna() for c in alone.contrasts]
    pooled = np.concatenate([c.table["pvalue"][t] for c, t in zip(alone.contrasts, tested, strict=True)])
    expected = np.split(false_discovery_control(pooled), np.cumsum([t.sum() for t in tested])[:-1])
    for before, after, t, padj in zip(alone.contrasts, together.contrasts, tested, expected, strict=True):
        np.testing.assert_allclose(after.table["padj"][t], padj)
        assert after.table["padj"][~t].isna().all()
        assert after.table["call"].isin(["higher", "lower"]).tolist() == (after.table["padj"] < 0.05).tolist()
        assert sum(after.counts.values()) == len(after.table)
        assert after.counts["not_tested"] == before.counts["not_tested"]
        assert (before.family, after.family) == (1, 3)
        assert after.criterion == "padj < 0.05 (adjusted over all 3 contrasts together)"


def test_a_single_contrast_is_its_own_family(tmp_path: Path) -> None:
    counts, samples = many({"a": 4, "b": 4})
    tables = []
    for adjust in ("contrast", "global"):
        write(tmp_path, project({"analysis": {"adjust": adjust}}, counts, samples))
        contrast = pipeline.analyse(read(tmp_path / "project.yaml")).contrasts[0]
        tables.append(contrast.table)
        assert contrast.criterion == "padj < 0.05"
    assert tables[0].equals(tables[1])


def test_the_report_says_which_family(run: Run) -> None:
    counts, samples = many({"a": 4, "b": 4, "c": 4})
    for adjust, words in (("global", "over all 3 contrasts together"), ("contrast", "within each contrast")):
        files = project(changes(adjust=adjust, method="welch"), counts, samples)
        made = run(f"run project.yaml -o {adjust} -q", files)
        assert made.code == 0
        assert words in " ".join(made.text(f"{adjust}/methods.md").split())
        assert f'"adjust": "{adjust}"' in made.text(f"{adjust}/provenance.json")
        assert f'"adjusted_over": {3 if adjust == "global" else 1}' in made.text(f"{adjust}/seqfolio_summary.json")
