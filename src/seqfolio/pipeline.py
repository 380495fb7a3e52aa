"""START HERE: analyse(config) -> Analysis; report(analysis) -> Report; publish(...) -> a results folder.

Each stage is a function of a folder of the same name; the log and the progress bar use those names.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from seqfolio import differential, provenance, sensitivity
from seqfolio.checks.check import run_checks, settings_of
from seqfolio.config import Config
from seqfolio.design import build
from seqfolio.differential.method import Method
from seqfolio.document import Report
from seqfolio.load import load
from seqfolio.model import Analysis, Dataset, Design, Normalized, Provenance
from seqfolio.normalize import normalize
from seqfolio.progress import Progress, Silent
from seqfolio.qc import quality
from seqfolio.render.look import look_of
from seqfolio.render.theme import Look
from seqfolio.sections.compose import Plan, compose, plan
from seqfolio.sensitivity import Trials
from seqfolio.sensitivity.refit import part


@dataclass(frozen=True)
class Checked:
    """A project whose files, design and settings fit together; nothing was computed yet."""

    config: Config
    dataset: Dataset
    designs: tuple[Design, ...]
    method: Method
    plan: Plan
    look: Look
    trials: Trials = field(default_factory=Trials)


def check(config: Config, progress: Progress | None = None) -> Checked:
    """Read and check everything.

    Raises:
        InputError: something does not fit.
    """
    told = progress or Silent()
    chosen, look = plan(config.report), look_of(config)
    settings_of(config)
    differential.METHODS.get(config.analysis.method, "analysis.method")
    told.stage("load")
    dataset = load(config)
    told.stage("load", f"{len(dataset.counts):,} genes x {dataset.counts.shape[1]} samples")
    designs = build(config, dataset)
    told.stage("design", f"{designs[0].formula}, {len(config.design.contrasts)} contrasts")
    method = differential.choose(config, dataset, designs)
    trials = sensitivity.plan(config, dataset, designs, method)
    return Checked(config, dataset, designs, method, chosen, look, trials)


def analyse(config: Config, progress: Progress | None = None) -> Analysis:
    """All numbers of a project.

    Raises:
        InputError: the input does not allow it.
    """
    return analyse_checked(check(config, progress), progress)


def analyse_checked(checked: Checked, progress: Progress | None = None) -> Analysis:
    """All numbers of a project that was checked."""
    told = progress or Silent()
    config, dataset, designs, method = checked.config, checked.dataset, checked.designs, checked.method
    normalized = normalize(config, dataset, designs[0], method.needs)
    told.stage(
        "normalize",
        f"{len(dataset.counts) - len(normalized.dropped):,} genes to test, size factors: {normalized.normalization}",
    )
    qualities = quality(dataset, normalized)
    told.stage("qc", f"{int(qualities.samples['outlier'].sum())} samples unlike the others")
    told.stage("differential", method.title)
    fits, contrasts = differential.differential(config, _parts(checked, normalized), method)
    analysis = Analysis(
        _project(config), dataset, designs, normalized, qualities, fits, contrasts, (), _provenance(config)
    )
    return _with_findings(config, _with_sensitivity(checked, analysis, told), told)


def _with_sensitivity(checked: Checked, analysis: Analysis, told: Progress) -> Analysis:
    """What was asked for beside the analysis itself: it costs nothing when nobody did."""
    trials = checked.trials
    if not trials:
        return analysis
    told.stage("sensitivity", f"{len(trials.seconds)} second opinions, {len(trials.leave_outs)} leave-outs")
    found = sensitivity.sensitivity(checked.config, checked.dataset, checked.method, analysis.contrasts, trials, told)
    return replace(analysis, sensitivity=found)


def _parts(checked: Checked, normalized: Normalized) -> tuple[differential.Part, ...]:
    """Each design that has comparisons, with its own samples normalised by themselves."""
    parts = []
    for design in checked.designs:
        if not design.comparisons:
            continue
        if design.samples == list(normalized.counts.columns) and design is checked.designs[0]:
            parts.append((design, checked.dataset, normalized))
            continue
        parts.append(part(checked.config, checked.dataset, design, checked.method))
    return tuple(parts)


def _with_findings(config: Config, analysis: Analysis, told: Progress) -> Analysis:
    findings = run_checks(config, analysis)
    warnings = sum(f.severity in ("stop", "warning") for f in findings)
    told.stage("checks", f"{warnings} warnings")
    return replace(analysis, findings=findings)


def report(
    analysis: Analysis, chosen: Plan, look: Look, genes_of_interest: tuple[str, ...], progress: Progress | None = None
) -> Report:
    """The report as data."""
    told = progress or Silent()
    told.stage("sections")
    return compose(analysis, chosen, look.lang, genes_of_interest, told.step)


def _project(config: Config) -> dict[str, Any]:
    return {**config.project.model_dump(mode="json"), "id": config.project_id}


def _provenance(config: Config) -> Provenance:
    """What made the result; absolute paths of this machine are cut down to the file's name."""
    text = config.file.read_text("utf-8-sig") if config.file.is_file() else ""
    parameters = config.model_dump(mode="json", exclude_none=True)
    for key in ("counts", "samples", "genes"):
        value = parameters["input"].get(key)
        if value and Path(value).expanduser().is_absolute():
            parameters["input"][key] = Path(value).name
            text = text.replace(value, Path(value).name)
    return Provenance(
        created=provenance.now().isoformat(),
        versions=provenance.versions(),
        parameters=parameters,
        seed=0,
        config_text=text,
    )
