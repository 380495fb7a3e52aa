"""The MultiQC module: finds the results, and puts names, tables, findings and pictures into MultiQC's report."""

from __future__ import annotations

import inspect
import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from multiqc import config, report
from multiqc.base_module import BaseMultiqcModule, ModuleNoSamplesFound

from seqfolio.multiqc_plugin import drawing, names, tables, words
from seqfolio.multiqc_plugin.blocks import Blocks, Cloud, Matrix, Points, read_blocks
from seqfolio.multiqc_plugin.hooks import MODULE, SEARCH_KEY
from seqfolio.multiqc_plugin.reading import Figure, Project, UnreadableError, read_figures, read_project

log = logging.getLogger(__name__)


@dataclass
class Result:
    """A project on its way into the report.

    Attributes:
        file: MultiQC's record of the file.
        figures: its pictures.
        blocks: its tables, methods and plots.
        shown: id -> name in the report, of the samples that are not ignored.
        label: its unique name in the report.
        genes: files of genes that stand in the report -> the id of the script that holds them.
    """

    file: dict[str, Any]
    project: Project
    figures: tuple[Figure, ...]
    blocks: Blocks
    shown: dict[str, str] = field(default_factory=dict)
    label: str = ""
    genes: dict[bytes, str] = field(default_factory=dict, repr=False)


class MultiqcModule(BaseMultiqcModule):
    """Shows every Seqfolio result in the searched folders."""

    def __init__(self) -> None:
        super().__init__(
            name="Seqfolio",
            anchor=MODULE,
            info="Differential expression from RNA-seq counts: findings, samples, and genes called per contrast.",
        )
        self.js = {"assets/js/seqfolio_cloud.js": str(drawing.SCRIPT)}
        results = self._results()
        if not results:
            raise ModuleNoSamplesFound
        log.info("Found %d reports", len(results))
        _label(results)
        self._ids: set[str] = set()
        self._add_samples(results)
        for result in results:
            self._add_project(result)
        self.write_data_file(_contrast_data(results), "multiqc_seqfolio_contrasts")

    def _results(self) -> list[Result]:
        """Every readable project that has a sample to show."""
        found, seen = [], set[str]()
        for file in self.find_log_files(SEARCH_KEY):
            digest = sha256((file["f"] or "").encode("utf-8", "replace")).hexdigest()
            if file["f"] and digest in seen:
                log.info("Left out, a copy of another result: %s", _where(file))
                continue
            seen.add(digest)
            result = _read(file)
            if result and self._name_samples(result):
                found.append(result)
        return found

    def _name_samples(self, result: Result) -> bool:
        """Clean, rename and ignore samples as MultiQC is asked to; says whether any is left."""
        ids = [sample.id for sample in result.project.samples]
        cleaned = names.clean_names(
            ids, lambda name: self._clean(name, result.file), lambda name: self._rename(name, result.file)
        )
        kept = [(i, name) for i, name in zip(ids, cleaned, strict=True) if not self.is_ignore_sample(name)]
        safe = names.unique(names.plain(name) for _, name in kept)
        result.shown = dict(zip((i for i, _ in kept), safe, strict=True))
        if not result.shown:
            log.debug("No sample left to show: %s", _where(result.file))
        return bool(result.shown)

    def _clean(self, name: str, file: dict[str, Any]) -> str:
        return str(self.clean_s_name(name, file, filename=name))

    def _rename(self, name: str, file: dict[str, Any]) -> str:
        with _no_cutting():
            return self._clean(name, file)

    def _add_samples(self, results: list[Result]) -> None:
        """The one block of columns in General Statistics."""
        rows: dict[str, tables.Row] = {}
        for result in results:
            for sample in result.project.samples:
                if sample.id in result.shown:
                    name = result.shown[sample.id]
                    rows[name] = tables.sample_row(sample, result.label if len(results) > 1 else "")
                    self.add_data_source(result.file, s_name=name)
                    report.sample_names.append(name)
        self.general_stats_addcols(rows, tables.sample_headers(config.read_count_desc))
        self.write_data_file(rows, "multiqc_seqfolio")
        for version in sorted({result.project.version for result in results} - {""}):
            self.add_software_version(names.plain(version))
        for library, version in sorted({pair for r in results for pair in r.project.libraries.items()}):
            self.add_software_version(names.plain(version), software_name=library)

    def _add_project(self, result: Result) -> None:
        """A section with the project's title, findings and calls, and one per picture."""
        project, slug = result.project, names.slug(result.label)
        made = words.alerts(project.findings, result.shown)
        extra: dict[str, Any] = {"alerts": made} if _has("alerts") else {}
        by_sample = words.statuses(project.findings, result.shown)
        if by_sample and _has("statuses"):
            extra["statuses"] = by_sample
        rows = tables.contrast_rows(project.contrasts)
        self.add_section(
            name=names.plain(f"{result.label}: {project.title or 'Differential expression'}"),
            anchor=self._id("project", slug),
            description=words.about(project, len(project.samples) - len(result.shown)),
            helptext=words.HELP if rows else "",
            content_before_plot=words.bar(project.findings)
            + ("" if "alerts" in extra else words.alerts_as_content(made)),
            plot=drawing.calls(project.contrasts, self._id("calls", slug), result.label) if rows else None,
            content=words.passed(project.findings) + ("" if rows else "<p>No contrast was tested.</p>"),
            autoformat=False,
            **extra,
        )
        for figure in result.figures:
            self._add_figure(result, figure, slug)
        for block in result.blocks.tables:
            self._add(
                f"{result.label}: {block.title}",
                self._id("section", slug, names.slug(block.id)),
                description=words.paragraph(f"{block.caption} {block.note}"),
                plot=drawing.rows(block, self._id("table", slug, names.slug(block.id))),
            )
        if result.blocks.methods:
            self._add(
                f"{result.label}: Methods and citations",
                self._id("methods", slug),
                content=words.methods(result.blocks.methods),
            )

    def _add_figure(self, result: Result, figure: Figure, slug: str) -> None:
        """A figure as a plot of MultiQC or of our script where there is one, else as the picture that it is."""
        plot, name = result.blocks.plots.get(figure.id), names.slug(figure.id)
        title, anchor = f"{result.label}: {figure.title}", self._id("figure", slug, name)
        if plot is None or drawing.still():
            self._add(title, anchor, content=words.picture(figure))
        elif isinstance(plot, Cloud):
            self._add(title, anchor, content=self._cloud(result, plot, figure, slug))
        else:
            drawn = self._drawn(plot, result, self._id("plot", slug, name), figure.title)
            self._add(title, anchor, description=words.paragraph(plot.caption or figure.caption), plot=drawn)

    def _drawn(self, plot: Points | Matrix, result: Result, identity: str, title: str) -> Any:
        draw: Any = drawing.points if isinstance(plot, Points) else drawing.matrix
        return draw(plot, result.shown, identity, f"{title}, {result.label}")

    def _cloud(self, result: Result, plot: Cloud, figure: Figure, slug: str) -> str:
        """Canvas and, the first time that they are needed, the genes."""
        known = result.genes.get(plot.genes)
        identity = known or self._id("genes", slug, str(len(result.genes)))
        result.genes[plot.genes] = identity
        script = "" if known else drawing.genes_script(plot.genes, identity)
        return script + drawing.cloud(plot, figure, identity)

    def _add(self, title: str, anchor: str, **parts: Any) -> None:
        """A section, unless there is nothing in it."""
        if parts.get("plot") is not None or parts.get("content"):
            self.add_section(name=names.plain(title), anchor=anchor, autoformat=False, **parts)

    def _id(self, *parts: str) -> str:
        """An HTML id that nothing else in the report has."""
        return names.unique(["_".join((MODULE, *parts))], self._ids, "{}_{}")[0]


def _read(file: dict[str, Any]) -> Result | None:
    """The project of a file; nothing, with a line in the log, when it cannot be shown."""
    folder = Path(file["root"])
    try:
        project = read_project(file["f"], folder)
    except UnreadableError as error:
        log.warning("Left out: %s %s", _where(file), _printable(error))
        return None
    try:
        return Result(file, project, read_figures(folder), read_blocks(folder))
    except UnreadableError as error:
        log.warning("Shown without pictures: the list beside %s %s", _where(file), _printable(error))
    return Result(file, project, (), Blocks())


def _label(results: list[Result]) -> None:
    """Name and sort the projects, and add the project's name to samples that stand in several of them."""
    labels = names.labels((r.project.id, r.project.folder) for r in results)
    count = Counter(name for r in results for name in r.shown.values())
    taken: set[str] = set()
    for result, label in zip(results, labels, strict=True):
        result.label = label
        wished = [n if count[n] == 1 else f"{n} ({label})" for n in result.shown.values()]
        result.shown = dict(zip(result.shown, names.unique(wished, taken), strict=True))
    results.sort(key=lambda result: result.label.casefold())


def _contrast_data(results: list[Result]) -> dict[str, tables.Row]:
    """The genes called, for MultiQC's data folder."""
    return {
        f"{result.label}: {title}": row
        for result in results
        for title, row in tables.contrast_rows(result.project.contrasts).items()
    }


def _has(what: str) -> bool:
    """Whether sections of this MultiQC have ``alerts`` (from 1.35 on) or ``statuses``."""
    return what in inspect.signature(BaseMultiqcModule.add_section).parameters


@contextmanager
def _no_cutting() -> Iterator[None]:
    """MultiQC's renaming without the cutting of file endings."""
    before = config.fn_clean_sample_names
    config.fn_clean_sample_names = False
    try:
        yield
    finally:
        config.fn_clean_sample_names = before


def _where(file: dict[str, Any]) -> str:
    return _printable(Path(file["root"]) / file["fn"])


def _printable(value: object) -> str:
    """For the log, where MultiQC reads square brackets as markup."""
    return names.plain(str(value)).replace("[", "(").replace("]", ")")
