"""Themes: folders of templates, each with a parent, and a user's own files over them."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path

from jinja2 import BaseLoader, ChoiceLoader, FileSystemLoader, FunctionLoader

from seqfolio import resources
from seqfolio.errors import PluginError, Problem, fail
from seqfolio.plugins import Registry

MEDIA = ("screen", "print")


@dataclass(frozen=True)
class Theme:
    """A folder with ``theme.toml`` and any of the files of ``templates/default``.

    Attributes:
        id: ``report.theme`` in the YAML.
        title: for people.
        folder: where its files lie.
    """

    id: str
    title: str
    folder: Path
    description: str = ""

    @cached_property
    def settings(self) -> dict[str, object]:
        """What theme.toml says."""
        try:
            return tomllib.loads((self.folder / "theme.toml").read_text("utf-8"))
        except (OSError, tomllib.TOMLDecodeError) as error:
            raise PluginError(Problem("broken-theme", f'the theme "{self.id}" cannot be read: {error}')) from None


class _Themes(Registry[Theme]):
    """The built-in themes are the folders of ``templates`` that hold a theme.toml."""

    def _built_in(self) -> list[Theme]:  # type: ignore[override]
        return [_from_folder(path.parent) for path in sorted(resources.folder("templates").glob("*/theme.toml"))]


def _from_folder(folder: Path) -> Theme:
    about = tomllib.loads((folder / "theme.toml").read_text("utf-8"))
    return Theme(folder.name, str(about["title"]), folder, str(about.get("description", "")))


THEMES: Registry[Theme] = _Themes(Theme, "", "", "theme")


@dataclass(frozen=True)
class Look:
    """Everything about the looks of a report, as data: no renderer reads a user's file.

    Attributes:
        theme: id.
        overrides: file name in the theme -> the user's text.
        logo: data URI, or empty.
        lang, paper: as in the YAML.
        colours: name -> #rrggbb of those that the project gives.
        fonts: paths of the project's fonts; in a finished folder their names in ``data/fonts``.
        header, footer, digest, attach_limit, size_budget, multiqc: as in the YAML.
    """

    theme: str = "default"
    overrides: dict[str, str] = field(default_factory=dict, repr=False)
    logo: str = field(default="", repr=False)
    lang: str = "en"
    paper: str = "a4"
    fonts: tuple[str, ...] = ()
    header: str = ""
    footer: str = ""
    digest: bool = False
    attach_limit: int = 5_000_000
    size_budget: int = 5_000_000
    colours: dict[str, str] = field(default_factory=dict)
    multiqc: str = ""


def chain(theme_id: str) -> list[Theme]:
    """A theme and its parents, ending with the default one.

    Raises:
        InputError: no such theme, or parents in a circle.
    """
    found: list[Theme] = []
    name: str | None = theme_id
    while name:
        theme = THEMES.get(name, "report.theme")
        if theme in found:
            raise fail("broken-theme", f'the theme "{theme_id}" is its own ancestor', "report.theme")
        found.append(theme)
        parent = theme.settings.get("parent")
        name = str(parent) if parent else ("default" if name != "default" else None)
    return found


def loader(look: Look) -> BaseLoader:
    """Finds a template: the user's file first, then the theme's, then its parents'."""
    folders = [theme.folder for theme in chain(look.theme)]
    return ChoiceLoader([FunctionLoader(partial(_override, look)), *(FileSystemLoader(folder) for folder in folders)])


def _override(look: Look, name: str) -> tuple[str, str, None] | None:
    """A user's template, with its name as file name, so that errors can tell where they are."""
    return (look.overrides[name], name, None) if name in look.overrides else None


SECTION_TEXT = re.compile(r"sections/([A-Za-z0-9_-]+)/text\.md\.j2")


def section_texts(look: Look) -> dict[str, str]:
    """Section id -> its prose as the theme, or the project over it, has it; sections that are not named keep their own."""
    found: dict[str, str] = {}
    for theme in reversed(chain(look.theme)):
        for path in sorted(theme.folder.glob("sections/*/text.md.j2")):
            found[path.parent.name] = path.read_text("utf-8")
    for name, text in look.overrides.items():
        if section := SECTION_TEXT.fullmatch(name):
            found[section[1]] = text
    return found


def style_files(look: Look, medium: str) -> list[str]:
    """Names of the style sheets of a medium, in order."""
    for theme in chain(look.theme):
        style = theme.settings.get("style")
        if isinstance(style, dict) and medium in style:
            return [str(name) for name in style[medium]]
    return []
