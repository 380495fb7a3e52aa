"""Report -> one HTML page, for the screen or, as the PDF's source, for paper."""

from __future__ import annotations

import base64
import traceback
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import PurePath
from typing import Literal

from jinja2 import StrictUndefined, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from seqfolio import fonts, gene_links
from seqfolio.document import Block, Data, Explore, Figure, Report
from seqfolio.errors import InputError, fail
from seqfolio.render import cells, house, markdown, script
from seqfolio.render.direction import straight
from seqfolio.render.pdf_archival import svg_for_archive
from seqfolio.render.theme import THEMES, Look, loader, style_files
from seqfolio.render.words import words_of

Medium = Literal["screen", "print", "digest"]
PAGES = {"screen": "report.html.j2", "print": "report.html.j2", "digest": "digest.html.j2"}


def render(
    report: Report,
    look: Look,
    medium: Medium = "screen",
    *,
    attached: Sequence[object] = (),
    note: str = "",
    families: Mapping[str, str] | None = None,
    data: Sequence[Data] = (),
    thinned: str = "",
) -> str:
    """The page.

    Args:
        report: what it shows.
        look: how it looks.
        medium: for a screen, for paper, or for one page of paper.
        attached: files that a PDF brings; each has ``name`` and ``description``.
        note: what is said of files that are not attached.
        families: names of font families in figures -> their names in the page's style sheet.
        data: what figures and tables hold on a screen; without it the page has no script.
        thinned: what was left out of them, in a sentence.

    Raises:
        InputError: a template of the user does not work; the message names file and line.
    """
    environment = _environment(look, families or {})
    try:
        words = words_of(look)
        blocks = script.data_blocks(report, data, words) if data else []
        code = script.assembled(partial(_module, environment)) if data else ""
        style = "\n".join(
            (
                *(str(environment.get_template(name).render()) for name in style_files(look, medium)),
                house.colours(look.colours),
            )
        )
        page = environment.get_template(PAGES[medium]).render(
            report=report,
            medium="screen" if medium == "screen" else "print",
            look=look,
            style=Markup(style),  # noqa: S704 - style sheets of the theme, not of the data
            style_hash=script.digest(style),
            words=words,
            blocks=script.at_once(blocks),
            code=Markup(code),  # noqa: S704 - our own modules
            script_hashes=sorted({b.hash for b in (*blocks, script.Block("", code))}) if data else [],
            thinned=thinned,
            logo=look.logo,
            kind=kind,
            attached=attached,
            note=note,
            unknown=sorted(fonts.current().unknown),
        )
    except Exception as error:
        if not look.overrides and THEMES.origin(look.theme) == "seqfolio":
            raise  # a mistake of ours keeps its traceback
        raise _explained(error) from error
    return straight(page) + "\n"


def kind(block: Block) -> str:
    """The element that draws a block: ``prose``, ``figure``, ``table`` or ``notice``."""
    return type(block).__name__.lower()


def image(figure: Figure, medium: str, families: Mapping[str, str]) -> str:
    """The picture as a data URI: on paper the SVG, whose text can be searched; on a screen, without its font, the PNG."""
    kind, data = ("svg+xml", svg_for_archive(figure.svg, families)) if medium == "print" else ("png", figure.png)
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"


def _environment(look: Look, families: Mapping[str, str]) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        loader=loader(look),
        autoescape=lambda name: not (name or "").endswith(".css"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        markdown=markdown.to_html,
        cell=cells.html,
        longest_word=cells.longest_word,
        gene_link=gene_links.link,
        image=partial(image, families=families),
        ord=ord,
        spec=spec,
    )
    return environment


def spec(explore: Explore) -> str:
    """What a drawing needs to know, as JSON."""
    return script.as_json(explore.spec)


def _module(environment: ImmutableSandboxedEnvironment, name: str) -> str:
    """The text of a module of the script, as it is: a template would trip over its braces."""
    if environment.loader is None:  # it was given one
        raise RuntimeError("no loader")
    return environment.loader.get_source(environment, f"js/{name}")[0]


def _explained(error: Exception) -> InputError:
    """What is wrong with a template that is not ours, and in which line of which file."""
    name, line = getattr(error, "name", None) or "", getattr(error, "lineno", None)
    for frame, number in traceback.walk_tb(error.__traceback__):
        if frame.f_code.co_filename.endswith((".j2", ".css")) and not isinstance(error, TemplateSyntaxError):
            name, line = frame.f_code.co_filename, number
    shown = PurePath(name).name if PurePath(name).is_absolute() else name  # no path of the machine in a message
    where = f"{shown}:{line}" if line else shown or "report.template_dir"
    hint = "Compare it with the file of the same name in templates/default."
    return fail("template", f"a template does not work: {error or type(error).__name__}", where, hint)
