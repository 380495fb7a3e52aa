"""Report -> one HTML page, for the screen or, as the PDF's source, for paper."""

from __future__ import annotations

import base64
import hashlib
from typing import Literal

from jinja2 import StrictUndefined, TemplateError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from seqfolio.document import Block, Figure, Report
from seqfolio.errors import fail
from seqfolio.render import cells, markdown
from seqfolio.render.theme import Look, loader, style_files

Medium = Literal["screen", "print"]


def render(report: Report, look: Look, medium: Medium = "screen") -> str:
    """The page.

    Raises:
        InputError: a template of the user does not work; the message names file and line.
    """
    environment = _environment(look)
    try:
        style = "\n".join(str(environment.get_template(name).render()) for name in style_files(look, medium))
        page = environment.get_template("report.html.j2").render(
            report=report,
            medium=medium,
            style=Markup(style),  # noqa: S704 - style sheets of the theme, not of the data
            style_hash=_hash(style),
            logo=look.logo,
            kind=kind,
        )
    except (TemplateError, SecurityError, TypeError, ValueError, AttributeError) as error:
        raise _explained(error, look) from error
    return page + "\n"


def kind(block: Block) -> str:
    """The element that draws a block: ``prose``, ``figure``, ``table`` or ``notice``."""
    return type(block).__name__.lower()


def image(figure: Figure, medium: str) -> str:
    """The picture as a data URI: on paper the SVG, whose text can be searched; on a screen, without its font, the PNG."""
    kind, data = ("svg+xml", figure.svg) if medium == "print" else ("png", figure.png)
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"


def _environment(look: Look) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        loader=loader(look),
        autoescape=lambda name: not (name or "").endswith(".css"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(markdown=markdown.to_html, cell=cells.html, image=image)
    return environment


def _hash(style: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}"


def _explained(error: Exception, look: Look) -> Exception:
    if not look.overrides and look.theme in ("default", "plain"):
        return error  # a mistake of ours keeps its traceback
    name, line = getattr(error, "name", None) or "", getattr(error, "lineno", None)
    where = f"{name}:{line}" if line else name or "report.template_dir"
    return fail(
        "template",
        f"a template does not work: {error}",
        where,
        "Compare it with the file of the same name in templates/default.",
    )
