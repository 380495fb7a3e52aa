"""``report: {multiqc: custom_content}``: files that a MultiQC without our plug-in shows.

They hold what the plug-in shows, in the words of the plug-in, as far as MultiQC's custom content can say it: pictures in
place of the plots that our script draws. MultiQC sorts the sections of a project by name, so they are numbered. With the
plug-in installed they are ignored.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from seqfolio.export import summary
from seqfolio.model import Analysis
from seqfolio.multiqc_plugin import names, shapes, tables, words
from seqfolio.multiqc_plugin.blocks import Blocks, Matrix, Points, read_blocks
from seqfolio.multiqc_plugin.reading import Figure, Project, read_figures, read_project

Content = dict[str, Any]


def write(analysis: Analysis, folder: Path) -> None:
    """``multiqc/*_mqc.json`` of a results folder whose blocks are written already."""
    read = read_project(json.dumps(summary.finite(summary.summary(analysis, folder))), folder)
    project = replace(read, folder="")  # the folder has not got its name yet
    slug = names.slug(project.id)
    parts = [_samples(project), *_numbered(_sections(project, read_figures(folder), read_blocks(folder)))]
    for name, content in parts:
        identity = {"id": f"seqfolio_{slug}_{name}", **_parent(project, slug)}
        if content["plot_type"] == "generalstats":
            identity = {"id": f"seqfolio_{slug}_{name}"}
        if "pconfig" in content:
            content["pconfig"]["id"] = f"seqfolio_{slug}_{name}_plot"
        path = folder / "multiqc" / f"seqfolio_{slug}_{name}_mqc.json"
        path.write_text(json.dumps({**identity, **content}, indent=1, ensure_ascii=False) + "\n", "utf-8")


def _parent(project: Project, slug: str) -> dict[str, str]:
    return {
        "parent_id": f"seqfolio_{slug}",
        "parent_name": names.plain(f"Seqfolio: {project.id}: {project.title or 'Differential expression'}"),
        "parent_description": words.about(project, 0),
    }


def _numbered(sections: Iterator[tuple[str, str, Content]]) -> Iterator[tuple[str, Content]]:
    for number, (name, title, content) in enumerate(sections, 1):
        yield f"{number:02d}_{names.slug(name)}", {"section_name": names.plain(f"{number}. {title}"), **content}


def _shown(project: Project) -> dict[str, str]:
    safe = names.unique(names.plain(sample.id) for sample in project.samples)
    return dict(zip((sample.id for sample in project.samples), safe, strict=True))


def _samples(project: Project) -> tuple[str, Content]:
    """The columns in General Statistics."""
    shown = _shown(project)
    headers = tables.sample_headers("")
    headers["library_size"] |= {"format": "{:,.0f}"}
    headers["library_size"].pop("shared_key")
    data = {shown[s.id]: tables.sample_row(s, "") for s in project.samples}
    used = {key for row in data.values() for key in row}
    kept = {key: header for key, header in headers.items() if key in used}
    return "samples", {
        "plot_type": "generalstats",
        "namespace": f"Seqfolio {names.plain(project.id)}",
        "headers": kept,
        "data": data,
    }


def _sections(project: Project, figures: tuple[Figure, ...], blocks: Blocks) -> Iterator[tuple[str, str, Content]]:
    """(name, title, content) in the order of the report."""
    yield "findings", "Findings", _html(_findings(project))
    if project.contrasts:
        yield "calls", "Genes called", _calls(project)
    for figure in figures:
        yield figure.id, figure.title, _figure(figure, blocks, _shown(project))
    for table in blocks.tables:
        if table.rows and len(table.columns) > 1:
            yield (
                table.id,
                table.title,
                {
                    "plot_type": "table",
                    "description": words.paragraph(f"{table.caption} {table.note}"),
                    "headers": shapes.headers(table),
                    "pconfig": shapes.table_settings("", table.title, table.columns[0].title),
                    "data": shapes.rows(table),
                },
            )
    if blocks.methods:
        yield "methods", "Methods and citations", _html(words.methods(blocks.methods))


def _html(text: str) -> Content:
    return {"plot_type": "html", "data": text}


def _findings(project: Project) -> str:
    shown = _shown(project)
    alerts = words.alerts_as_content(words.alerts(project.findings, shown))
    return words.bar(project.findings) + alerts + words.passed(project.findings)


def _calls(project: Project) -> Content:
    return {
        "plot_type": "table",
        "description": "",
        "helptext": words.HELP,
        "headers": tables.contrast_headers(project.contrasts),
        "pconfig": shapes.table_settings("", f"Genes called in {project.id}", "Contrast"),
        "data": tables.contrast_rows(project.contrasts),
    }


def _figure(figure: Figure, blocks: Blocks, shown: dict[str, str]) -> Content:
    plot = blocks.plots.get(figure.id)
    if isinstance(plot, Points):
        return {
            "plot_type": "scatter",
            "description": words.paragraph(plot.caption or figure.caption),
            "pconfig": shapes.points_settings(plot, "", figure.title),
            "data": shapes.points(plot, shown),
        }
    if isinstance(plot, Matrix):
        samples, values = shapes.matrix(plot, shown)
        return {
            "plot_type": "heatmap",
            "description": words.paragraph(plot.caption or figure.caption),
            "pconfig": shapes.matrix_settings(plot, len(samples), "", figure.title),
            "xcats": samples,
            "ycats": samples,
            "data": values,
        }
    return _html(words.picture(figure))
