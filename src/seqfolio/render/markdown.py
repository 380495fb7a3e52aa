"""Markdown of the document -> HTML; raw HTML in it stays text."""

from __future__ import annotations

from functools import cache
from html import unescape

from markdown_it import MarkdownIt
from markupsafe import Markup


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).disable(["image", "html_block", "html_inline", "link", "autolink"])


def to_html(text: str) -> Markup:
    """Paragraphs, emphasis, lists and code as HTML."""
    return Markup(_parser().render(text))  # noqa: S704 - markdown-it escapes what is not its own


def to_text(text: str) -> str:
    """Markdown as it is read in a text file: entities become the characters they stand for."""
    return unescape(text)
