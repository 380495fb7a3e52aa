"""What tests share beside fixtures: files from short texts, and what a command did."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

Content = str | bytes
Files = Mapping[str, Content]


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str
    folder: Path

    def path(self, name: str) -> Path:
        return self.folder / name

    def text(self, name: str) -> str:
        return (self.folder / name).read_text("utf-8")


Run = Callable[..., Ran]


def write(folder: Path, files: Files) -> None:
    """Files from short texts."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


BLOCK_TAGS = {
    "p",
    "h1",
    "h2",
    "h3",
    "li",
    "tr",
    "figcaption",
    "caption",
    "dt",
    "dd",
    "summary",
    "title",
    "footer",
    "div",
}


class Words(HTMLParser):
    """The text of a page, a line per block, cells between bars; a picture is its alternative text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.silent = "", 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag in ("style", "script"):
            self.silent += 1
        if tag == "img":
            self.text += f"\n[picture: {dict(attributes).get('alt')}]\n"
        if tag in BLOCK_TAGS:
            self.text += "\n" + "#" * (int(tag[1]) if re.fullmatch("h[1-6]", tag) else 0)
        if tag in ("td", "th"):
            self.text += " | "

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("style", "script")
        if tag in BLOCK_TAGS:
            self.text += "\n"

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.text += data


def prose(page: str) -> str:
    words = Words()
    words.feed(page)
    lines = (re.sub(r"^\| | {2,}", " ", " ".join(line.split())).strip() for line in words.text.splitlines())
    return "\n".join(line for line in lines if line) + "\n"
