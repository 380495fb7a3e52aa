"""The commands as functions; the command line and notebooks call these."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from seqfolio import pipeline, store
from seqfolio.archive.keeping import is_kept
from seqfolio.config import Config
from seqfolio.deliver import plan as plan_of_deliveries
from seqfolio.errors import fail, printable
from seqfolio.model import Analysis
from seqfolio.progress import Silent
from seqfolio.publish import Published, check_target, is_ours, publish, rerender
from seqfolio.render import pdf
from seqfolio.render.look import look_of
from seqfolio.render.theme import Look
from seqfolio.sections.compose import plan

RUN_ONLY = ("input", "design", "analysis", "enrichment", "checks")  # of the project file, as `render` takes the rest


def default_target(config: Config) -> Path:
    """``<project id>_seqfolio`` beside the YAML."""
    return config.folder / f"{config.project_id}_seqfolio"


def run(
    project: Path | str,
    out: Path | str | None = None,
    *,
    force: bool = False,
    progress: Silent | None = None,
    notes: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Analysis, Published]:
    """Analyse a project and write its results folder. Nothing is delivered: see ``seqfolio.sending``.

    Args:
        project: the project file.
        out: the results folder; by default beside the project file.
        force: replace an existing one of ours.
        progress: hears what is done.
        notes: further texts for ``receipts/``.

    Raises:
        InputError: the input or the call is wrong; nothing was written.
    """
    told = progress or Silent()
    config = pipeline.read(project)
    target = Path(out) if out is not None else default_target(config)
    check_target(target, force=force)
    with ExitStack() as stack:
        stack.enter_context(pdf.prepared(wanted="pdf" in config.report.formats))
        checked = pipeline.check(config, told)
        ahead = stack.enter_context(pipeline.ahead(checked))
        analysis = pipeline.analyse_checked(checked, told, ahead.begin)
        made = publish(
            analysis,
            lambda: pipeline.report(analysis, checked.plan, checked.look, config.genes_of_interest, told, ahead),
            checked.look,
            config.report.formats,
            target,
            told,
            told.lines,
            {plan_of_deliveries.NAME: plan_of_deliveries.stored(checked.deliveries), **notes},
        )
    return analysis, made


def render(
    out: Path | str,
    edited: Path | str | None = None,
    progress: Silent | None = None,
    target: Path | str | None = None,
) -> Published:
    """Make the report of a finished folder again from its own ``data/``; no statistics are computed.

    Args:
        out: a results folder.
        edited: a project file whose ``report`` and ``project`` parts replace those of the run.
        progress: hears what is done.
        target: a new folder for the report and everything else of ``out``, which then stays as it is.

    Raises:
        InputError: the folder is not a result or is kept in an archive, or the project file is wrong.
    """
    told, folder = progress or Silent(), Path(out)
    told.skip(*(stage for stage in told.stages if stage not in ("sections", "render")))
    if not is_ours(folder):
        raise fail(
            "not-a-result",
            f'"{printable(folder)}" is not a results folder of Seqfolio',
            hint="Name the folder that `seqfolio run` wrote.",
        )
    _check_place(folder, Path(target) if target is not None else None)
    try:
        analysis = store.load(Analysis, folder / "data")
        look = Look(**json.loads((folder / "data" / "look.json").read_text("utf-8")))
    except (ValueError, OSError, TypeError) as error:
        raise fail(
            "result-damaged", f"the stored results cannot be read: {error}", hint="Run the project again."
        ) from None
    config = pipeline.read(edited if edited is not None else folder / "project.yaml")
    if edited is not None:
        look = look_of(config)
        project = {**config.project.model_dump(mode="json"), "id": config.project.id or analysis.project["id"]}
        analysis = replace(analysis, project=project)
    chosen = plan(config.report)
    made = rerender(
        analysis,
        lambda: pipeline.report(analysis, chosen, look, config.genes_of_interest, told),
        look,
        config.report.formats,
        folder,
        told,
        Path(target) if target is not None else None,
    )
    return made if edited is None else replace(made, unused=_unused(config, analysis))


def _check_place(folder: Path, target: Path | None) -> None:
    """Nothing that may not be replaced would be."""
    if target is not None:
        check_target(target, force=False)
    elif is_kept(folder):
        raise fail(
            "archive-kept",
            f'"{printable(folder, 200)}" is kept in an archive and is not changed',
            hint="Name a new folder for the report with -o (in Python: target=...).",
        )


def _unused(config: Config, analysis: Analysis) -> tuple[str, ...]:
    """Parts that only a run reads and that are not what they were in the run."""
    now, then = pipeline.parameters(config), analysis.provenance.parameters
    return tuple(part for part in RUN_ONLY if _given(now, part) != _given(then, part))


def _given(parameters: dict[str, Any], part: str) -> Any:
    """A part of the parameters as the project file gives it: contrasts of a file are named by the file."""
    value = parameters.get(part)
    if part == "design" and isinstance(value, dict) and value.get("contrast_file"):
        return {key: item for key, item in value.items() if key not in ("contrasts", "formula")}
    return value
