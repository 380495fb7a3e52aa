"""Names that would break a page, in the hands of a reader: hovered, searched, opened, downloaded, sent as a link."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote

import pandas as pd
import pytest
from test_browser import figure, genes, ready, rows_of, saved, tip

from harness import write
from situations import HOSTILE, hostile_names

pytestmark = pytest.mark.slow
Open = Callable[..., Any]
TURNED = re.compile("[\u202a-\u202e\u2066-\u2069]")
SHOWN = " ".join(HOSTILE.split()).replace("\u202e", "\ufffd")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import seqfolio

    folder = tmp_path_factory.mktemp("hostile")
    files = dict(hostile_names())
    text = str(files["project.yaml"]).replace("formats: []", "formats: [html]")
    files["project.yaml"] = text.replace("  sections:\n  - summary\n  - findings\n  - methods\n", "")
    write(folder, files)
    seqfolio.run(folder / "project.yaml", folder / "out")
    return folder / "out"


@pytest.fixture
def page(open_page: Open, hostile: Path) -> Any:
    made = open_page(hostile / "report.html")
    made.on("dialog", lambda dialog: pytest.fail(f"the page asks: {dialog.message}"))
    return made


@pytest.fixture(scope="module")
def strongest(hostile: Path) -> str:
    return str(pd.read_csv(hostile / "tables/b_vs_a.csv").sort_values("pvalue")["gene_id"].iloc[0])


@pytest.mark.parametrize(
    "name", ["pca-pca", "distance-distance", "volcano-b_vs_a-volcano", "ma-b_vs_a-ma", "heatmap-b_vs_a-heatmap"]
)
def test_figures_tell_and_save_such_names(page: Any, name: str) -> None:
    host = figure(page, name)
    host.locator(".stage").focus()
    page.keyboard.press("n")
    assert SHOWN in tip(host)[0]
    rows = rows_of(saved(page, host, "Data"))
    assert any(" ".join(HOSTILE.split()) in cell for cell in rows[0].values())  # a file keeps the name as it is
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "@"))]
    host.get_by_text("Download", exact=True).click()
    with page.expect_download() as waiting:
        host.get_by_role("button", name="SVG").click()
    assert re.fullmatch(r"[\w.-]+", waiting.value.suggested_filename)
    assert not TURNED.search(Path(waiting.value.path()).read_text("utf-8"))


def test_a_name_copied_from_the_page_is_found(page: Any, strongest: str) -> None:
    seen = " ".join(strongest.split()).replace("\u202e", "\ufffd")
    page.get_by_label("Search the report").fill(seen)
    page.locator(".hits button", has_text=seen).click()
    assert seen in page.locator("dialog[open] h2").inner_text()
    assert parse_qs(page.url.partition("#")[2])["gene"] == [strongest]
    page.keyboard.press("Escape")
    host = genes(page)
    host.get_by_label("Gene", exact=True).fill(seen)
    host.locator(".found", has_text="1 of 10 genes").wait_for()


def test_a_link_to_such_a_gene_opens_it_and_its_covariate(open_page: Open, hostile: Path, strongest: str) -> None:
    page = open_page(hostile / "report.html", fragment=f"#gene={quote(strongest)}&by=batch")
    page.wait_for_selector("dialog[open] table")
    assert "Medians by batch: x " in page.locator("dialog[open] figcaption").inner_text()


@pytest.mark.parametrize(
    "fragment",
    [
        "#gene=%",
        "#gene=%ff&by=%00",
        "#gene=__proto__",
        "#by=constructor&gene=",
        f"#{quote('<script>alert(1)</script>')}",
        "#gene=" + "x" * 5000,
    ],
)
def test_a_fragment_that_names_nothing_opens_nothing(open_page: Open, hostile: Path, fragment: str) -> None:
    page = open_page(hostile / "report.html", fragment=fragment)
    ready(page, "#fig-pca-pca")
    assert page.locator("dialog[open]").count() == 0


def test_no_name_turns_the_text_around_it(page: Any) -> None:
    for name in ("pca-pca", "volcano-b_vs_a-volcano"):
        figure(page, name)
    genes(page).locator("button.gene").first.click()
    page.wait_for_selector("dialog[open] table")
    assert not TURNED.search(page.locator("body").evaluate("e => e.innerText"))
    assert SHOWN in page.locator("body").evaluate("e => e.innerText.replace(/\\s+/g, ' ')")


def test_samples_of_such_names_are_hidden_and_renamed(page: Any) -> None:
    page.get_by_role("button", name="Samples …").click()
    page.get_by_role("textbox", name="Hide").fill("a1 <b>")
    page.get_by_role("textbox", name="Rename").fill("<b>&_*\"'`$\\{{7*7}}</b> = .")
    page.wait_for_function("() => document.querySelector('dialog.toolbox').innerText.includes('1 hidden')")
    page.get_by_role("button", name="Close").click()
    assert len(rows_of(saved(page, figure(page, "pca-pca"), "Data"))) == 5
    assert not page.locator("#samples td", has_text="a1 <b>").first.is_visible()
