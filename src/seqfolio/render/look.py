"""The report part of the YAML -> Look: reads logo and templates, and only from where they may lie."""

from __future__ import annotations

import base64
from pathlib import Path

from seqfolio.config import Config
from seqfolio.errors import fail, listed, nearest, printable
from seqfolio.fonts import is_font
from seqfolio.render.theme import SECTION_TEXT, THEMES, Look, chain

LOGO_TYPES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
MOST_LOGO_BYTES = 1_000_000


def look_of(config: Config) -> Look:
    """Logo, theme and the user's own templates as data.

    Raises:
        InputError: no such theme or file, a file outside the project's folder, or one that no theme has.
    """
    report = config.report
    THEMES.get(report.theme, "report.theme")
    return Look(
        theme=report.theme,
        overrides=_overrides(config),
        logo=_logo(config),
        lang=report.lang,
        paper=report.pdf.paper,
        fonts=tuple(_font(config, value) for value in report.fonts),
        header=report.header,
        footer=report.footer,
        digest=report.pdf.digest,
        attach_limit=report.pdf.attach_limit,
        size_budget=report.size_budget,
        colours=report.colours.model_dump(exclude_none=True),
        multiqc=report.multiqc or "",
    )


def _inside(config: Config, value: str, key: str) -> Path:
    path = config.path(value).resolve()
    if not any(map(path.is_relative_to, config.roots)):
        raise fail(
            "outside-project",
            f'"{printable(value)}" lies outside the project\'s folder',
            key,
            "What is embedded in a report must lie in the folder of the YAML file: copy it there. A facility may name "
            "further folders with embed_roots in its own configuration.",
        )
    if not path.exists():
        raise fail("file-not-found", f'there is no "{printable(value)}"', key)
    return path


def _font(config: Config, value: str) -> str:
    path = _inside(config, value, "report.fonts")
    if not path.is_file() or not is_font(path):
        raise fail("wrong-font", f'"{printable(value)}" is not a TTF or OTF font with outlines', "report.fonts")
    return str(path)


def _logo(config: Config) -> str:
    if config.report.logo is None:
        return ""
    path = _inside(config, config.report.logo, "report.logo")
    data = path.read_bytes() if path.is_file() else b""
    kind = next((kind for magic, kind in LOGO_TYPES.items() if data.startswith(magic)), "")
    if not kind and b"<svg" in data[:2000]:
        kind = "image/svg+xml"
    if not kind or len(data) > MOST_LOGO_BYTES:
        raise fail("wrong-logo", "report.logo: a PNG, JPEG or SVG file of at most 1 MB is needed", "report.logo")
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def _overrides(config: Config) -> dict[str, str]:
    if config.report.template_dir is None:
        return {}
    folder = _inside(config, config.report.template_dir, "report.template_dir")
    if not folder.is_dir():
        raise fail("file-not-found", "report.template_dir is not a folder", "report.template_dir")
    known = {
        str(p.relative_to(t.folder)) for t in chain(config.report.theme) for p in t.folder.rglob("*") if p.is_file()
    }
    texts = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and not p.name.startswith(".")):
        name = path.relative_to(folder).as_posix()
        if not any(map(path.resolve().is_relative_to, config.roots)):
            raise fail(
                "outside-project", f'"{printable(name)}" points outside the project\'s folder', "report.template_dir"
            )
        if name not in known and not SECTION_TEXT.fullmatch(name):
            raise fail(
                "unknown-template",
                f'no theme has a file "{printable(name)}", so it would never be used',
                "report.template_dir",
                nearest(name, known) or f"Files: {listed(sorted(known), 30)}.",
            )
        texts[name] = _text(path, name)
    return texts


def _text(path: Path, name: str) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError:
        raise fail("file-encoding", f'"{printable(name)}" is not UTF-8 text', "report.template_dir") from None
