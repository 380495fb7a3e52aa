"""Every section in every situation: words with their numbers, figures with their words, the same bytes twice."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from seqfolio.document import Block, Figure, Notice, Page, Prose, Report, Table
from seqfolio.render import html
from seqfolio.render.markdown import to_html
from seqfolio.sections.compose import compose
from seqfolio.sections.pages import Plan
from seqfolio.sections.section import SECTIONS
from situations import HOSTILE, SITUATIONS, checked
from wording import forbidden


def report(section: Any, situation: str) -> Report:
    made, analysis = checked(situation)
    pairs = {s.id: settings for s, settings in made.plan.sections}
    return compose(analysis, Plan(((section, pairs[section.id]),)), "en", made.config.genes_of_interest)


@pytest.mark.parametrize("situation", list(SITUATIONS))
@pytest.mark.parametrize("section", list(SECTIONS), ids=lambda s: s.id)
def test_a_section_works_or_steps_back_with_a_reason(section: Any, situation: str) -> None:
    made, contrasts = report(section, situation), checked(situation)[1].contrasts
    pages = list(made.pages())
    expected = len(contrasts) if section.chapter == "contrast" else 1
    assert len(pages) + len(made.left_out) == expected or (len(set(made.left_out)) < expected and not pages)
    assert all(reason for _, reason in made.left_out)
    for page in pages:
        check_page(page)
    assert html.render(made, checked(situation)[0].look)
    assert html.render(made, checked(situation)[0].look, "print")


def check_page(page: Page) -> None:
    assert page.blocks
    assert len({b.id for b in page.blocks if isinstance(b, Figure)}) == sum(isinstance(b, Figure) for b in page.blocks)
    for block in page.blocks:
        check_block(block)


def words_of(block: Block) -> str:
    """Everything that a block says."""
    if isinstance(block, Prose):
        return block.markdown
    if isinstance(block, Figure):
        return f"{block.title}. {block.caption} {block.alt}"
    if isinstance(block, Notice):
        return f"{block.title}. {block.message} {block.action}"
    return f"{block.title}. {block.caption} {block.note} {' '.join(f'{c.title}. {c.help}' for c in block.columns)}"


def check_block(block: Block) -> None:
    assert not forbidden(words_of(block))
    if isinstance(block, Prose):
        assert block.markdown.strip()
        words = re.sub(r"<[^>]+>", "", to_html(block.markdown))
        assert not re.search(
            r"\b(nan|None|inf)\b(?! of)|\{\{|\}\}|&#\d+;(?=;)|\bUndefined\b", strange_names_removed(words)
        ), words
    elif isinstance(block, Figure):
        assert len(block.alt) > 20
        assert len(block.caption) > 20
        assert block.title
        root = ET.fromstring(block.svg)
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        assert not [e for e in root.iter() if e.tag.endswith(("script", "foreignObject"))]
        assert block.png.startswith(b"\x89PNG")
        assert 1 < block.width <= 7.5
        assert 0.5 < block.height < 30
    elif isinstance(block, Table):
        assert block.title
        assert all(len(row) == len(block.columns) for row in block.rows)
    elif isinstance(block, Notice):
        assert block.title
        assert block.message


def strange_names_removed(text: str) -> str:
    return text.replace("{{7*7}}", "").replace("&#123;&#123;", "")


@pytest.mark.parametrize("situation", ["ordinary", "hostile_names"])
@pytest.mark.parametrize("section", list(SECTIONS), ids=lambda s: s.id)
def test_two_compositions_are_the_same_bytes(section: Any, situation: str) -> None:
    assert report(section, situation) == report(section, situation)


@pytest.mark.parametrize("section", list(SECTIONS), ids=lambda s: s.id)
def test_hostile_names_are_inert_in_prose(section: Any) -> None:
    for page in report(section, "hostile_names").pages():
        for block in page.blocks:
            if isinstance(block, Prose):
                made = to_html(block.markdown)
                assert not re.search(r"<(?!/?(p|strong|em|ol|ul|li|code|h[1-6]|hr|br|blockquote|pre)\b)", made)
                assert "&lt;b&gt;" not in made or "{{7*7}}" in made


def test_hostile_names_reach_the_reader_as_they_are() -> None:
    from html import unescape

    made, analysis = checked("hostile_names")
    whole = compose(analysis, made.plan, "en", made.config.genes_of_interest)
    page = html.render(whole, made.look)
    text = unescape(re.sub(r"<[^>]+>", " ", page.split("<main", 1)[1]))
    one_line = re.sub(r"\s+", " ", HOSTILE).replace("\u202e", "\ufffd")  # it would turn what follows
    assert one_line in re.sub(r"\s+", " ", text)
    assert re.sub(r"\s+", " ", unescape(page.split("<h1>", 1)[1].split("</h1>")[0])) == one_line
