"""START HERE: analyse(config) -> Analysis; report(analysis) -> Report; publish(...) -> a results folder.

Each stage is a function of a folder of the same name; the log and the progress bar use those names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from seqfolio import differential, enrichment, provenance, sensitivity
from seqfolio.beyond_tests import Enrichment
from seqfolio.checks.check import ranked, run_checks, settings_of, stopping
from seqfolio.checks.groups import grouping
from seqfolio.config import Config
from seqfolio.config import read as read_yaml
from seqfolio.config.facility import read_facility
from seqfolio.config.located import located
from seqfolio.config.private import without_deliveries
from seqfolio.config.read import Units
from seqfolio.deliver.plan import Delivery
from seqfolio.deliver.plan import plan as deliver
from seqfolio.design import build
from seqfolio.differential.method import Method
from seqfolio.document import Report
from seqfolio.errors import InputError, Problem, counted, gathered
from seqfolio.figures.lettering import Lettering
from seqfolio.load import load
from seqfolio.load.contrast_file import with_contrasts
from seqfolio.load.multiqc import with_sequencing
from seqfolio.model import Analysis, Contrast, Dataset, Design, Finding, Measured, Normalized, Planned, Provenance
from seqfolio.normalize import normalize
from seqfolio.progress import Progress, Silent
from seqfolio.qc import quality
from seqfolio.render.look import look_of
from seqfolio.render.theme import THEMES, Look, section_texts
from seqfolio.sections.ahead import Ahead
from seqfolio.sections.alike import merged
from seqfolio.sections.compose import compose, plan
from seqfolio.sections.pages import Plan, Wishes
from seqfolio.sections.section import SECTIONS
from seqfolio.sensitivity import Trials
from seqfolio.sensitivity.refit import part
from seqfolio.unfinished import Unfinished, unfinished

Early = Callable[[Unfinished], None]
UNITS: Units = {("analysis", "method"): differential.METHODS, ("report", "theme"): THEMES}


@dataclass(frozen=True)
class Checked:
    """A project whose files, design and settings fit together; nothing was computed yet."""

    config: Config
    planned: Planned
    method: Method
    plan: Plan
    look: Look
    trials: Trials = field(default_factory=Trials)
    collections: tuple[enrichment.Collection, ...] = ()
    deliveries: tuple[Delivery, ...] = ()

    @property
    def dataset(self) -> Dataset:
        """What was read."""
        return self.planned.dataset

    @property
    def designs(self) -> tuple[Design, ...]:
        """The models, the project's own first."""
        return self.planned.designs


@dataclass(frozen=True)
class Inspected:
    """A project before anything is fitted.

    Attributes:
        measured: the samples; None when a finding stops the run before they were looked at.
        findings: of every check that needs no fit, the gravest first.
    """

    measured: Measured | None
    findings: tuple[Finding, ...]


def read(path: Path | str) -> Config:
    """Read and check a project file, with the names of the units that it asks for.

    Raises:
        InputError: with all problems of the file.
    """
    facility = read_facility()
    if facility.report.theme:
        THEMES.get(facility.report.theme, "report.theme of the facility's configuration")
    return read_yaml(path, UNITS, facility.below)


def check(config: Config, progress: Progress | None = None) -> Checked:
    """Read and check everything.

    Raises:
        InputError: something does not fit.
    """
    with located(config):
        return _checked(config, progress or Silent())


def _checked(given: Config, told: Progress) -> Checked:
    told.skip(*_not_asked_for(given))
    config, contrast_sources = with_contrasts(given)
    chosen, look, _, deliveries, *_ = gathered(
        lambda: plan(config.report),
        lambda: look_of(config),
        lambda: settings_of(config),
        lambda: deliver(config),
        lambda: differential.METHODS.get(config.analysis.method, "analysis.method"),
    )
    for name in section_texts(look):
        SECTIONS.get(name, f"report.template_dir: sections/{name}")
    told.stage("load")
    dataset = load(config, told)
    config = config.model_copy(update={"input": config.input.model_copy(update={"values": dataset.values})})
    collections = enrichment.collections(config, dataset)
    dataset = replace(dataset, sources=(*dataset.sources, *contrast_sources, *(c.source() for c in collections)))
    dataset = with_sequencing(config, dataset)
    told.stage("load", f"{counted(len(dataset.counts), 'gene')} x {counted(dataset.counts.shape[1], 'sample')}")
    designs = build(config, dataset)
    told.stage("design", f"{designs[0].formula}, {counted(len(config.design.contrasts), 'contrast')}")
    method = differential.choose(config, dataset, designs)
    trials = sensitivity.plan(config, dataset, designs, method)
    planned = Planned(_project(config), _provenance(config), dataset, designs)
    return Checked(config, planned, method, chosen, look, trials, collections, deliveries)


def _not_asked_for(config: Config) -> list[str]:
    """Stages that a run does not have."""
    sensitivity = config.analysis.concordance or config.analysis.stability != "none"
    return ([] if config.enrichment else ["enrichment"]) + ([] if sensitivity else ["sensitivity"])


def inspect(checked: Checked, progress: Progress | None = None) -> Inspected:
    """Normalise, look at the samples, and run every check that needs no fit.

    Raises:
        InputError: the counts cannot be normalised.
    """
    told = progress or Silent()
    config, planned = checked.config, checked.planned
    early = run_checks(config, planned, "design")
    if stopping(early):
        return Inspected(None, ranked(early))
    measured = _measured(checked, told)
    return Inspected(measured, ranked(early + run_checks(config, measured, "samples")))


def _measured(checked: Checked, told: Progress) -> Measured:
    planned = checked.planned
    normalized = normalize(checked.config, planned.dataset, planned.design, checked.method.needs)
    told.stage(
        "normalize",
        f"{counted(len(planned.dataset.counts) - len(normalized.dropped), 'gene')} to test, "
        f"size factors: {normalized.normalization}",
    )
    qualities = quality(planned.dataset, normalized, grouping(planned))
    told.stage("qc", f"{counted(int(qualities.samples['outlier'].sum()), 'sample')} unlike the others")
    return Measured(**vars(planned), normalized=normalized, quality=qualities)


def refuse(findings: tuple[Finding, ...]) -> None:
    """End the run when a check says that its results would mislead.

    Raises:
        InputError: with every finding that stops.
    """
    problems = [
        Problem("stopped-by-check", f"{f.title}: {f.message}", f"checks.{f.check}", f.action)
        for f in stopping(findings)
    ]
    if problems:
        raise InputError(problems)


def analyse(config: Config, progress: Progress | None = None) -> Analysis:
    """All numbers of a project.

    Raises:
        InputError: the input does not allow it.
    """
    return analyse_checked(check(config, progress), progress)


def analyse_checked(checked: Checked, progress: Progress | None = None, early: Early = lambda _: None) -> Analysis:
    """All numbers of a project that was checked.

    Args:
        checked: the project.
        progress: hears what is done.
        early: hears what is known so far, whenever that is much more than before.

    Raises:
        InputError: a check stops the run, or the method cannot use the data.
    """
    with located(checked.config):
        return _analysed(checked, progress or Silent(), early)


def _analysed(checked: Checked, told: Progress, early: Early) -> Analysis:
    seen = inspect(checked, told)
    refuse(seen.findings)
    if seen.measured is None:  # only after a finding that stops, which was refused above
        raise RuntimeError("the samples were not looked at")
    early(unfinished(seen.measured))
    told.stage(
        "differential", checked.method.title if checked.planned.comparisons else "no contrasts: nothing is tested"
    )
    parts = _parts(checked, seen.measured.normalized)
    fits, contrasts = differential.differential(checked.config, parts, checked.method)
    fitted: dict[str, Any] = {
        "fits": fits,
        "contrasts": contrasts,
        "gene_sets": tuple(collection.about for collection in checked.collections),
    }
    early(unfinished(seen.measured, **fitted))
    analysis = Analysis(**vars(seen.measured), **fitted, findings=(), enrichment=_enrichment(checked, contrasts, told))
    return _with_findings(checked.config, _with_sensitivity(checked, analysis, told), seen.findings, told)


def _with_sensitivity(checked: Checked, analysis: Analysis, told: Progress) -> Analysis:
    """What was asked for beside the analysis itself: it costs nothing when nobody did."""
    trials = checked.trials
    if not trials:
        return analysis
    told.stage(
        "sensitivity",
        f"{counted(len(trials.seconds), 'second opinion')}, {counted(len(trials.leave_outs), 'leave-out')}",
    )
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


def _enrichment(checked: Checked, contrasts: tuple[Contrast, ...], told: Progress) -> tuple[Enrichment, ...]:
    settings, alternative = checked.config.enrichment, checked.config.analysis.alternative
    if settings is None:
        return ()
    told.stage("enrichment", ", ".join(c.about.title for c in checked.collections))
    return tuple(enrichment.enrich(settings, alternative, checked.collections, contrast) for contrast in contrasts)


def _with_findings(config: Config, analysis: Analysis, before: tuple[Finding, ...], told: Progress) -> Analysis:
    findings = ranked(before + run_checks(config, analysis, "fit"))
    refuse(findings)
    warnings = sum(f.severity == "warning" for f in merged(findings, analysis.titles))
    told.stage("checks", counted(warnings, "warning"))
    return replace(analysis, findings=findings)


def ahead(checked: Checked) -> Ahead:
    """The pages of the report, to be begun while the analysis is running."""
    config, look = checked.config, checked.look
    wishes = Wishes(config.genes_of_interest, section_texts(look))
    return Ahead(checked.plan, wishes, Lettering(tuple(map(Path, look.fonts)), look.colours))


def report(
    analysis: Analysis,
    chosen: Plan,
    look: Look,
    genes_of_interest: tuple[str, ...],
    progress: Progress | None = None,
    ahead: Ahead | None = None,
) -> Report:
    """The report as data."""
    told = progress or Silent()
    told.stage("sections")
    return compose(analysis, chosen, look.lang, genes_of_interest, told.step, section_texts(look), ahead)


def _project(config: Config) -> dict[str, Any]:
    return {**config.project.model_dump(mode="json"), "id": config.project_id}


def parameters(config: Config) -> dict[str, Any]:
    """The project file as it was understood; absolute paths of this machine are cut down to the file's name."""
    values = config.model_dump(mode="json", exclude_none=True, exclude={"deliver"})
    for holder, key in _absolute_paths(values):
        holder[key] = Path(holder[key]).name
    return values


def _absolute_paths(values: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """The mappings and keys that hold one."""
    files = ("counts", "samples", "genes", "gtf", "tx2gene", "multiqc")
    held = [(values["input"], key) for key in files if values["input"].get(key)]
    held += [(values["design"], "contrast_file")] if values["design"].get("contrast_file") else []
    held += [(spec, "path") for spec in values.get("enrichment", {}).get("sets", ())]
    held += [(values["report"], key) for key in ("logo", "template_dir") if values["report"].get(key)]
    held += [(values, "archive")] if values.get("archive") else []
    yield from ((holder, key) for holder, key in held if Path(holder[key]).expanduser().is_absolute())


def _provenance(config: Config) -> Provenance:
    """What made the result; absolute paths of this machine are cut down to the file's name."""
    text = without_deliveries(config.file.read_text("utf-8-sig")) if config.file.is_file() else ""
    for holder, key in _absolute_paths(config.model_dump(mode="json", exclude_none=True)):
        text = text.replace(holder[key], Path(holder[key]).name)
    return Provenance(
        created=provenance.now().isoformat(),
        versions=provenance.versions(),
        parameters=parameters(config),
        seed=config.enrichment.seed if config.enrichment else 0,
        config_text=text,
        origins=dict(config.origins),
    )
