"""Names from users reach the reader as they are and do nothing: in HTML, tables, pictures and PDF."""

from __future__ import annotations

import csv
import re
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

from harness import Run
from situations import HOSTILE, hostile_names

ALLOWED_TAGS = {
    "html", "head", "meta", "title", "style", "body", "a", "header", "p", "h1", "h2", "h3", "h4", "dl", "div", "dt", "dd",
    "nav", "ol", "ul", "li", "main", "section", "aside", "strong", "em", "span", "details", "summary", "figure", "img",
    "figcaption", "script", "table", "caption", "thead", "tbody", "tr", "th", "td", "sup", "footer", "code", "br", "col", "colgroup",
}  # fmt: skip


class Strict(HTMLParser):
    """Remembers every tag and attribute, and the text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str, str]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(tag, name, value or "") for name, value in attributes]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_html_tables_and_pictures(run: Run) -> None:
    files = hostile_names()
    text = str(files["project.yaml"]).replace("formats: []", "formats:\n  - html")
    text = text.replace("  sections:\n  - summary\n  - findings\n  - methods\n", "")
    ran = run("run project.yaml -o out", {**files, "project.yaml": text})
    assert ran.code == 0, ran.err

    page = Strict()
    page.feed(ran.text("out/report.html"))
    assert page.tags <= ALLOWED_TAGS
    assert not [a for a in page.attributes if a[1].startswith("on") or a[1] in ("style", "srcdoc", "formaction")]
    links = {value for tag, name, value in page.attributes if name == "href"}
    assert all(link.startswith("#") for link in links)
    assert all(value.startswith("data:image/") for tag, name, value in page.attributes if name == "src")
    one_line = " ".join(HOSTILE.split()).replace("\u202e", "\ufffd")  # it would turn what follows
    assert one_line in " ".join("".join(page.words).split())
    policy = next(v for t, n, v in page.attributes if n == "content" and "default-src" in v)
    assert "default-src 'none'" in policy
    assert re.fullmatch(r"default-src 'none'; script-src( 'sha256-[A-Za-z0-9+/=]{44}')+; style-src 'sha256-[A-Za-z0-9+/=]{44}'; "
                        r"img-src data:; base-uri 'none'; form-action 'none'", policy)  # fmt: skip
    assert "unsafe" not in policy

    with ran.path("out/tables/b_vs_a.csv").open(encoding="utf-8", newline="") as file:
        ids = [row["gene_id"] for row in csv.DictReader(file)]
    assert ids[0] == f"g_up {HOSTILE} 1"
    for picture in ran.path("out/figures").rglob("*.svg"):
        root = ET.fromstring(picture.read_bytes())
        assert not [e for e in root.iter() if e.tag.rpartition("}")[2] in ("script", "foreignObject", "a")]
        assert not [k for e in root.iter() for k in e.attrib if k.startswith("on")]
    methods = ran.text("out/methods.md")
    assert "<b>" not in methods or "`" not in methods.split("<b>")[0][-1:]
