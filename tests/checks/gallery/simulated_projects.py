"""Projects whose truth is known: counts drawn from genes learned from real data.

``simulate(Plan(...))`` gives a clean `Project`: negative binomial counts whose means and dispersions come from airway
(human, annotated) or pasilla (fly), with chosen groups, batches, donors, sexes, depth and changed genes.
``analysed(project)`` runs the program on it.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

from seqfolio import pipeline
from seqfolio.config import read
from seqfolio.model import Analysis, Finding

HERE = Path(__file__).resolve().parent
Y_GENES = ("RPS4Y1", "RPS4Y2", "KDM5D", "DDX3Y", "UTY", "USP9Y", "EIF1AY", "ZFY")
SEX_DISPERSION = 0.02  # the learned one is the difference between men and women
SEX_LEAK = 0.002  # share of the reads of the other sex that a sample shows


@dataclass(frozen=True)
class Plan:
    """What to simulate.

    Attributes:
        sizes: samples in groups "control" and "treated".
        source: ``airway`` or ``pasilla``.
        batches: levels of a batch that is balanced over the groups, with an effect; 0 for none.
        batch_sd: standard deviation over the genes of a batch's effect, log2.
        paired: each donor gives one sample to either group.
        donor_sd: the same of a donor's effect.
        in_formula: whether batch and donor stand in the formula.
        in_sheet: whether batch and donor stand in the sample sheet.
        changed: share of genes that differ between the groups; their log2 fold changes are normal with ``change_sd``.
        noise: factor on every dispersion.
        depth_sd: standard deviation of the log of the library sizes.
        programs: how many programs (cell cycle, stress ...) each sample runs at its own strength: genes then correlate.
        program_sd: standard deviation over genes and samples of what one program does, log2.
        sexes: whether the sheet has a column sex, half and half, crossed with the groups.
    """

    sizes: tuple[int, int] = (4, 4)
    source: str = "airway"
    batches: int = 0
    batch_sd: float = 0.3
    paired: bool = False
    donor_sd: float = 0.3
    in_formula: bool = True
    in_sheet: bool = True
    changed: float = 0.1
    change_sd: float = 1.0
    noise: float = 2.0
    depth_sd: float = 0.2
    programs: int = 0
    program_sd: float = 0.15
    sexes: bool = False
    seed: int = 1


@dataclass(frozen=True)
class Project:
    """Files of a project before they are written; ``analysis`` and ``input`` are laid over the YAML."""

    counts: pd.DataFrame = field(repr=False)
    sheet: pd.DataFrame = field(repr=False)
    genes: pd.DataFrame = field(repr=False)
    formula: str = "~ group"
    analysis: dict[str, Any] = field(default_factory=dict)
    input: dict[str, Any] = field(default_factory=dict)


@cache
def learned(source: str) -> pd.DataFrame:
    """Mean, dispersion and annotation of 3,000 genes; made by tools/learn_gallery_genes.py."""
    return pd.read_csv(HERE / f"{source}_genes.csv.gz", index_col=0).fillna({"gene_name": "", "location": ""})


def simulate(plan: Plan) -> Project:
    """A project in which nothing is wrong."""
    random = np.random.default_rng(plan.seed)
    genes, sheet = learned(plan.source), _sheet(plan)
    change = random.normal(0, plan.change_sd, len(genes)) * (random.random(len(genes)) < plan.changed)
    log2 = np.outer(change, sheet["group"] == "treated").astype(float)
    for name, sd in (("batch", plan.batch_sd), ("donor", plan.donor_sd)):
        if name in sheet:
            effects = {level: random.normal(0, sd, len(genes)) for level in sheet[name].unique()}
            log2 += np.column_stack([effects[level] for level in sheet[name]])
    for _ in range(plan.programs):
        log2 += np.outer(random.normal(0, plan.program_sd, len(genes)), random.normal(0, 1, len(sheet)))
    mean, dispersion = _with_sexes(plan, genes, sheet)
    depth = np.exp(random.normal(0, plan.depth_sd, len(sheet)))
    counts = draw(mean * 2.0**log2 * depth, dispersion[:, None] * plan.noise, random)
    terms = [name for name in ("batch", "donor") if name in sheet and plan.in_formula]
    shown = [name for name in sheet if name not in ("batch", "donor") or plan.in_sheet]
    return Project(
        pd.DataFrame(counts, index=genes.index, columns=sheet.index),
        sheet[shown],
        genes.drop(columns=["mean", "dispersion"]),
        " + ".join(["~", *[f"{term} +" for term in terms], "group"]).replace("~ + ", "~ ").replace("+ +", "+"),
    )


def draw(mean: np.ndarray, dispersion: np.ndarray | float, random: np.random.Generator) -> np.ndarray:
    """Negative binomial counts: Poisson with gamma rates."""
    shape = 1 / np.broadcast_to(dispersion, mean.shape)
    return random.poisson(random.gamma(shape, mean / shape))


def _sheet(plan: Plan) -> pd.DataFrame:
    groups = ["control"] * plan.sizes[0] + ["treated"] * plan.sizes[1]
    within = np.concatenate([np.arange(n) for n in plan.sizes])
    columns: dict[str, Any] = {"group": groups}
    if plan.batches:
        columns["batch"] = [f"b{i % plan.batches + 1}" for i in within]
    if plan.paired:
        columns["donor"] = [f"d{i + 1}" for i in within]
    if plan.sexes:
        columns["sex"] = np.where(within // max(plan.batches, 1) % 2 == 0, "female", "male")
    names = [f"{group[0]}{i + 1}" for group, i in zip(groups, within, strict=True)]
    return pd.DataFrame(columns, index=pd.Index(names, name="sample"))


def _with_sexes(plan: Plan, genes: pd.DataFrame, sheet: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Means (genes x samples) and dispersions, XIST and the Y chromosome as the sex demands; without a column all are male."""
    mean = np.repeat(genes["mean"].to_numpy(dtype=float)[:, None], len(sheet), axis=1)
    dispersion = genes["dispersion"].to_numpy(dtype=float).copy()
    if "gene_name" not in genes:
        return mean, dispersion
    female = (sheet["sex"] == "female").to_numpy() if "sex" in sheet else np.zeros(len(sheet), dtype=bool)
    xist, y = genes["gene_name"].isin(["XIST", "TSIX"]).to_numpy(), genes["gene_name"].isin(Y_GENES).to_numpy()
    mean[np.ix_(xist, ~female)] *= SEX_LEAK
    mean[np.ix_(y, female)] *= SEX_LEAK
    dispersion[xist | y] = SEX_DISPERSION
    return mean, dispersion


def written(project: Project, folder: Path) -> Path:
    """The project's files in a folder; the path of project.yaml."""
    project.counts.to_csv(folder / "counts.csv", index_label="gene_id")
    project.sheet.to_csv(folder / "samples.csv", index_label="sample")
    project.genes.to_csv(folder / "genes.csv", index_label="gene_id")
    annotation = {"genes": "genes.csv"} if len(project.genes.columns) else {}
    contrast = {"id": "t_vs_c", "factor": "group", "numerator": "treated", "denominator": "control"}
    config = {
        "seqfolio": 1,
        "project": {"id": "gallery", "organism": "Homo sapiens" if annotation else "Drosophila melanogaster"},
        "input": {"counts": "counts.csv", "samples": "samples.csv", **annotation, **project.input},
        "design": {"formula": project.formula, "contrasts": [contrast]},
        "analysis": project.analysis,
        "report": {"formats": []},
    }
    (folder / "project.yaml").write_text(yaml.safe_dump(config), "utf-8")
    return folder / "project.yaml"


def analysed(project: Project) -> Analysis:
    """What the program makes of a project."""
    with tempfile.TemporaryDirectory() as folder:
        return pipeline.analyse(read(written(project, Path(folder))))


def with_method(project: Project, method: str) -> Project:
    """The same project analysed by another method."""
    return replace(project, analysis={**project.analysis, "method": method})


def alarms(findings: tuple[Finding, ...], *severities: str) -> set[str]:
    """Ids of the checks that found something of these severities; warnings and stops unless told otherwise."""
    wanted = severities or ("stop", "warning")
    return {finding.check for finding in findings if finding.severity in wanted}
