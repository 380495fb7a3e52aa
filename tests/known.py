"""What a check is given, made in memory from a few numbers: ``Planned`` and ``Measured`` without any file."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from harness import write
from seqfolio import differential, pipeline
from seqfolio.checks.check import CHECKS
from seqfolio.config import Config, read
from seqfolio.design import build
from seqfolio.model import Dataset, Finding, Measured, Planned
from small_projects import config_text

Sheet = dict[str, list[Any]]


def config(changes: dict[str, Any] | None = None) -> Config:
    """The small project's settings with changes; its files do not exist."""
    with tempfile.TemporaryDirectory() as folder:
        write(
            Path(folder),
            {
                "project.yaml": config_text(
                    {"analysis": {"method": "deseq2", "normalization": "auto"}, **(changes or {})}
                )
            },
        )
        return read(Path(folder) / "project.yaml")


def dataset(counts: Any, sheet: Sheet, values: str = "counts", genes: pd.DataFrame | None = None) -> Dataset:
    """``counts`` genes x samples; a column of the sheet is a category unless its cells are numbers."""
    numbers = np.asarray(counts, dtype=np.float64)
    names = [f"s{i + 1}" for i in range(numbers.shape[1])]
    annotation = (
        genes
        if genes is not None
        else pd.DataFrame({"gene_name": ""}, index=[f"g{i + 1}" for i in range(len(numbers))], dtype=object)
    )
    samples = pd.DataFrame({name: pd.Series(cells, index=names, dtype=object if isinstance(cells[0], str) else float)
                            for name, cells in sheet.items()}, index=names)  # fmt: skip
    assumed = {name: "continuous" if samples[name].dtype.kind == "f" else "category" for name in samples}
    frame = pd.DataFrame(numbers, index=annotation.index, columns=names)
    return Dataset(frame, values, samples, {n: n for n in names}, annotation, (), {}, assumed)


def planned(counts: Any, sheet: Sheet, changes: dict[str, Any] | None = None, **more: Any) -> Planned:
    """A project that compares b with a in ``group``, unless ``changes`` say otherwise."""
    made, data = config(changes), dataset(counts, sheet, **more)
    return Planned({"id": "known"}, pipeline._provenance(made), data, build(made, data))


def measured(counts: Any, sheet: Sheet, changes: dict[str, Any] | None = None, **more: Any) -> Measured:
    """The same with its samples looked at."""
    known, made = planned(counts, sheet, changes, **more), config(changes)
    method = differential.METHODS.get(made.analysis.method)
    checked: Any = pipeline.Checked(made, known, method, None, None)  # type: ignore[arg-type]
    return pipeline._measured(checked, pipeline.Silent())


def said(check: str, known: Planned, **settings: Any) -> list[Finding]:
    """The findings of one check."""
    unit = CHECKS.get(check)
    return list(unit.run(known, unit.Settings(**settings)))


def only(check: str, known: Planned, **settings: Any) -> Finding:
    """The one finding of a check."""
    (finding,) = said(check, known, **settings)
    return finding


def severities(check: str, known: Planned, **settings: Any) -> list[str]:
    """What it says, in short."""
    return [finding.severity for finding in said(check, known, **settings)]


def libraries(
    samples: int, genes: int = 400, seed: int = 1, variation: float = 0.3, effects: np.ndarray | None = None
) -> np.ndarray:
    """Counts of replicates whose true expression varies: genes x samples. ``effects`` (genes x samples) is log2."""
    random = np.random.default_rng(seed)
    mean = random.lognormal(6, 1.2, genes)[:, None] * 2.0 ** (
        effects if effects is not None else np.zeros((genes, samples))
    )
    depth = np.linspace(0.8, 1.3, samples)[random.permutation(samples)]
    return random.poisson(mean * depth * random.gamma(1 / variation**2, variation**2, (genes, samples))).astype(float)
