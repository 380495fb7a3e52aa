"""The site: one page that searches by itself and a page per year; the browser's part is in test_site_browser.py."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from harness import prose
from seqfolio.archive import Archive
from seqfolio.archive.site import write_site

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'&{{7*7}}\n"


def data_of(page: str) -> Any:
    match = re.search(r'id="data">([^<]*)<', page)
    assert match is not None
    return json.loads(gzip.decompress(base64.b64decode(match[1])))


def site(archive: Archive) -> dict[str, str]:
    return {path.name: path.read_text("utf-8") for path in write_site(archive)}


class Addresses(HTMLParser):
    """Everything that a page could load or run."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.odd: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        for name, value in attributes:
            if name == "href":
                self.links.append(value or "")
            elif name in ("src", "srcset", "style", "action", "data") or name.startswith("on"):
                self.odd.append(f"{tag} {name}")
        if tag in ("iframe", "object", "embed", "base", "link", "img"):
            self.odd.append(tag)


def test_links_lead_to_files_and_nothing_is_loaded(keep, archive: Archive) -> None:
    keep({"project": {"title": HOSTILE, "client": HOSTILE, "organism": HOSTILE}})
    for page in site(archive).values():
        found = Addresses()
        found.feed(page)
        assert found.odd == []
        for link in found.links:
            assert link.startswith("#") or (archive.folder / link).is_file(), link
        assert HOSTILE.split("\n")[0] not in page


def test_scripts_and_styles_are_those_of_the_policy(keep, archive: Archive) -> None:
    keep()
    for page in site(archive).values():
        policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
        assert policy is not None
        inline = re.findall(r"<(style|script)[^>]*>(.*?)</\1>", page, re.DOTALL)
        hashes = {f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}" for _, text in inline}
        assert set(re.findall(r"'(sha256-[^']+)'", policy[1])) == hashes
        assert policy[1].startswith("default-src 'none'")
        assert "unsafe" not in policy[1]


def test_the_page_knows_every_project_and_its_strongest_genes(keep, archive: Archive) -> None:
    keep({"project": {"id": "B", "title": "Zwei", "organism": "Homo sapiens"}, "created": "2024-05-06T00:00:00+00:00"})
    keep({"project": {"id": "A", "title": HOSTILE}, "created": "2025-05-06T00:00:00+00:00"})
    data = data_of(site(archive)["index.html"])
    first, second = data["projects"]
    assert first[:4] == ["A", 1, "2025-05-06", HOSTILE]
    (contrast,) = second[9]
    assert contrast[:4] == ["b vs a", 1, 1, 0]
    assert [(data["genes"][g >> 1], "lower" if g % 2 else "higher") for g in contrast[4]] == [
        ("g_down", "lower"),
        ("g_up", "higher"),
    ]
    assert data["organisms"][second[4]] == "Homo sapiens"


def test_the_newest_projects_are_there_without_the_script(keep, archive: Archive) -> None:
    keep({"project": {"title": "Plain words"}})
    text = prose(re.sub(r"<script.*?</script>", "", site(archive)["index.html"], flags=re.DOTALL))
    assert "##Plain words" in text
    assert "b vs a: 1 higher, 1 lower" in text


def test_a_year_counts_projects_by_month_organism_method_and_finding(keep, archive: Archive) -> None:
    for month, organism in (("01", "mouse"), ("01", "fish"), ("11", "mouse")):
        finding = {"check": "c", "title": "Something", "severity": "warning", "message": "m"}
        keep({"project": {"id": f"{organism}{month}", "organism": organism}, "created": f"2025-{month}-09T00:00:00+00:00",
              "findings": [finding, finding]})  # fmt: skip
    keep({"project": {"id": "fish01"}, "created": "2025-01-09T00:00:00+00:00", "findings": []})  # its newest version
    keep({"project": {"id": "other"}, "created": "2023-01-09T00:00:00+00:00"})
    pages = site(archive)
    assert sorted(pages) == ["index.html", "year-2023.html", "year-2025.html"]
    text = prose(pages["year-2025.html"])
    for line in (
        "January | 2 |",
        "November | 1 |",
        "December | 0 |",
        "mouse | 2 |",
        "not named | 1 |",
        "welch | 3 |",
        "Something warning | 2 |",
    ):
        assert line in text, (line, text)
    assert "Projects 3" in " ".join(text.split("\n"))


def test_pages_of_years_without_projects_go(keep, archive: Archive) -> None:
    keep({"created": "2023-01-09T00:00:00+00:00"})
    site(archive)
    keep({"created": "2024-01-09T00:00:00+00:00"})
    assert sorted(site(archive)) == ["index.html", "year-2024.html"]
    assert not (archive.folder / "year-2023.html").exists()


def test_an_empty_archive_has_a_page_too(keep, archive: Archive) -> None:
    archive.create()
    assert "0 projects" in site(archive)["index.html"]


@pytest.mark.usefixtures("same_date")
def test_the_same_archive_gives_the_same_page(keep, archive: Archive) -> None:
    keep()
    assert site(archive) == site(archive)
