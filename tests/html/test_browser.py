"""The report in a real browser: everything that a reader can do, by mouse, keyboard and finger.

What is expected comes from the result tables, read by pandas, never from the page.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from seqfolio.render import cells

pytestmark = pytest.mark.slow
Open = Callable[..., Any]
CALLED = ["higher", "lower", "changed", "equivalent"]


@pytest.fixture(scope="module")
def table(report: Path) -> pd.DataFrame:
    return pd.read_csv(report / "tables/b_vs_a.csv", keep_default_na=False, na_values=["NA", ""]).fillna(
        {"gene_name": "", "reason": ""}
    )


@pytest.fixture(scope="module")
def counts(report: Path) -> pd.DataFrame:
    return pd.read_csv(report / "tables/normalized_counts.csv", index_col="gene_id").drop(columns="gene_name")


def ready(page: Any, selector: str) -> Any:
    """A figure or table, scrolled into view and explored."""
    element = page.locator(selector).first
    element.scroll_into_view_if_needed()
    page.wait_for_function("s => document.querySelector(s).hasAttribute('data-ready')", arg=selector)
    return element


def figure(page: Any, name: str) -> Any:
    return ready(page, f"#fig-{name}")


def genes(page: Any, contrast: str = "b_vs_a") -> Any:
    page.locator(f"#genes-{contrast}").scroll_into_view_if_needed()
    page.wait_for_selector(f"#genes-{contrast} .gene-table")
    return page.locator(f"#genes-{contrast} .gene-table")


def downloaded(page: Any, act: Callable[[], None]) -> bytes:
    with page.expect_download() as waiting:
        act()
    return Path(waiting.value.path()).read_bytes()


def saved(page: Any, host: Any, entry: str) -> bytes:
    host.get_by_text("Download", exact=True).click()
    return downloaded(page, lambda: host.get_by_role("button", name=entry).click())


def rows_of(data: bytes, between: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode()), delimiter=between))


def tip(host: Any) -> list[str]:
    host.locator(".tip").wait_for(state="visible")
    return list(host.locator(".tip > *").all_inner_texts())


def ring(host: Any) -> tuple[float, float]:
    """Where the ring around the chosen point lies on the page: the middle of what is drawn on the upper canvas."""
    x, y = host.locator("canvas.over").evaluate("""c => {
        const {data, width} = c.getContext('2d').getImageData(0, 0, c.width, c.height); let n = 0, x = 0, y = 0;
        for (let i = 3; i < data.length; i += 4) if (data[i]) { n += 1; x += (i >> 2) % width; y += Math.floor((i >> 2) / width); }
        return [x / n / devicePixelRatio, y / n / devicePixelRatio]; }""")
    box = host.locator("canvas.over").bounding_box()
    return box["x"] + x, box["y"] + y


def inked(host: Any) -> int:
    """Pixels of a canvas that are not empty."""
    return int(host.locator("canvas").first.evaluate(
        "c => c.getContext('2d').getImageData(0, 0, c.width, c.height).data.filter((v, i) => i % 4 == 3 && v).length"))  # fmt: skip


# The gene table


def test_every_gene_is_in_the_table_and_few_of_them_in_the_page(open_page: Open, table: pd.DataFrame) -> None:
    page = open_page()
    host = genes(page)
    assert host.locator("table").get_attribute("aria-rowcount") == str(len(table) + 1)
    assert host.locator("tbody tr").count() < 60
    host.locator(".genes-box").evaluate("b => b.scrollTop = b.scrollHeight")
    last = table[table["call"] == "not tested"]["gene_id"].iloc[-1]
    page.wait_for_function(
        f"() => document.querySelector('#genes-b_vs_a .gene-table tbody').innerText.includes('{last}')"
    )
    assert host.locator(f"tr[aria-rowindex='{len(table) + 1}']").count() == 1


def test_the_table_shows_the_digits_of_the_files(open_page: Open, table: pd.DataFrame) -> None:
    page = open_page()
    found = rows_of(saved(page, genes(page), "These genes as CSV"))
    expected = table.set_index("gene_id")
    assert [row["gene_id"] for row in found][:50] == list(table.sort_values("pvalue", kind="stable")["gene_id"])[:50]
    assert sorted(row["gene_id"] for row in found) == sorted(table["gene_id"])
    for row in found:
        real = expected.loc[row["gene_id"]]
        for column, kind in (
            ("log2FoldChange", "number"),
            ("lfcSE", "number"),
            ("pvalue", "pvalue"),
            ("padj", "pvalue"),
        ):
            if np.isnan(real[column]):
                assert row[column] == "NA"
            else:
                assert cells.text(float(row[column]), kind) == cells.text(float(real[column]), kind)
        assert (row["gene_name"], row["call"], row["reason"]) == (real["gene_name"], real["call"], real["reason"])


def test_shown_numbers_are_written_as_in_the_static_tables(open_page: Open) -> None:
    page = open_page()
    host = genes(page)
    still = page.locator("#genes-b_vs_a .table-strongest tbody tr").all()[:20]
    for row in still:
        gene, *values = [cell.text_content().strip() for cell in row.locator("td").all()]
        live = host.locator("tbody tr", has=page.get_by_text(gene, exact=True)).first
        shown = [cell.text_content() for cell in live.locator("td").all()][2:-1]
        plain = "".join(f"{value}|" for value in shown)
        for small, digit in zip("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "−0123456789", strict=True):
            plain = plain.replace(small, digit)
        assert plain == "".join(f"{value}|" for value in values[1:-1])


def test_filters_choose_what_is_listed_and_change_no_call(open_page: Open, table: pd.DataFrame) -> None:
    page = open_page()
    host = genes(page)

    def found() -> int:
        page.wait_for_timeout(250)
        return int(host.locator(".found").inner_text().split()[0].replace(",", ""))

    host.get_by_role("combobox", name="Call").select_option("higher")
    assert found() == (table["call"] == "higher").sum()
    host.get_by_label("|log2 FC| at least").fill("15")
    change = table["log2FoldChange"].abs().map(lambda v: float(f"{v:.4g}"))  # the page holds the digits that it shows
    assert found() == ((table["call"] == "higher") & (change >= 1.5)).sum()
    host.get_by_label("adj. p at most").fill("30")
    assert (
        found()
        == (
            (table["call"] == "higher") & (change >= 1.5) & (table["padj"].map(lambda v: float(f"{v:.3g}")) <= 1e-3)
        ).sum()
    )
    assert "change no statistics" in host.inner_text()
    assert "padj < 0.05" in host.inner_text()
    host.get_by_role("button", name="Show all").click()
    assert found() == len(table)
    host.get_by_label("Gene", exact=True).fill("nm10")
    assert found() == table["gene_name"].str.contains("Nm10").sum()
    host.get_by_label("Gene", exact=True).fill("Nm10, gene0020;Nm30 nothing")
    assert found() == 3
    host.get_by_label("Gene", exact=True).fill("zzz")
    assert found() == 0
    assert "No gene fits" in host.inner_text()


def test_why_a_gene_has_no_test_is_spelled_out(open_page: Open) -> None:
    host = genes(open_page())
    host.get_by_role("combobox", name="Call").select_option("not tested")
    host.locator(".found", has_text=re.compile(r"^\d+ of")).wait_for()
    assert "not tested: no reads in any sample" in host.locator("tbody").inner_text()
    assert "NA" in host.locator("tbody").inner_text()


def test_sorting_by_keyboard(open_page: Open, table: pd.DataFrame) -> None:
    page = open_page()
    host = genes(page)
    assert host.locator("th[aria-sort]").inner_text().startswith("p")
    host.locator("thead").get_by_role("button", name="log2 FC").focus()
    page.keyboard.press("Enter")
    assert host.locator("th[aria-sort='ascending']").inner_text().startswith("log2 FC")
    least = table.loc[table["log2FoldChange"].idxmin(), "gene_id"]
    assert least in host.locator("tbody tr:not(.spacer)").first.inner_text()
    assert "FDR" in host.locator(".note", has_text="false").inner_text()
    page.keyboard.press("Enter")  # the focus stayed where it was
    assert host.locator("th[aria-sort='descending']").count() == 1
    assert (
        table.loc[table["log2FoldChange"].idxmax(), "gene_id"]
        in host.locator("tbody tr:not(.spacer)").first.inner_text()
    )


def test_columns_are_chosen_and_saved_as_shown(open_page: Open) -> None:
    page = open_page()
    host = genes(page)
    host.get_by_text("Columns", exact=True).click()
    host.get_by_label("SE", exact=True).uncheck()
    host.get_by_label("biotype").check()
    assert "biotype" in host.locator("thead").inner_text()
    head = saved(page, host, "These genes as TSV").decode().splitlines()[0].split("\t")
    assert "gene_biotype" in head  # as the annotation is understood
    assert "lfcSE" not in head


def test_links_lead_to_databases_and_nowhere_by_themselves(open_page: Open) -> None:
    page = open_page(fragment="#gene=Nm11")
    page.wait_for_selector("dialog table")
    links = page.locator("dialog .links a")
    assert links.all_inner_texts() == ["NCBI Gene", "MGI"]
    for link in links.all():
        assert link.get_attribute("href").startswith("https://")
        assert "noreferrer" in link.get_attribute("rel")


# The clouds of genes


@pytest.mark.parametrize("name", ["volcano-b_vs_a-volcano", "ma-b_vs_a-ma", "pairs-pairs"])
def test_a_cloud_is_drawn_with_every_tested_gene(open_page: Open, report: Path, table: pd.DataFrame, name: str) -> None:
    page = open_page()
    host = figure(page, name)
    assert inked(host) > 5000
    assert not host.locator("img").is_visible()
    data = rows_of(saved(page, host, "Data"))
    tested = set(table[table["call"] != "not tested"]["gene_id"])
    if name.startswith("pairs"):
        other = pd.read_csv(report / "tables/c_vs_a.csv")
        tested &= set(other[other["call"] != "not tested"]["gene_id"])
    assert {row["gene_id"] for row in data} == tested
    assert host.locator("canvas").first.get_attribute("aria-label").count(",") >= 1


def test_hover_tells_the_gene_and_click_pins_it_everywhere(open_page: Open, table: pd.DataFrame) -> None:
    page = open_page()
    host = figure(page, "volcano-b_vs_a-volcano")
    strongest = table.sort_values("pvalue").iloc[0]
    name = strongest["gene_name"] or strongest["gene_id"]
    host.locator(".stage").focus()
    page.keyboard.press("n")
    assert tip(host)[0] == name
    x, y = ring(host)
    page.keyboard.press("Escape")
    page.mouse.move(x, y)
    lines = tip(host)
    assert lines[0] == name
    assert f"log2 FC {cells.text(float(strongest['log2FoldChange']), 'number')}".replace("-", "−") in lines
    page.mouse.click(x, y)
    assert name in host.locator(".pins").inner_text()
    assert name in figure(page, "ma-b_vs_a-ma").locator(".pins").inner_text()
    assert genes(page).locator("tr.pinned").first.inner_text().split()[1] == name
    host.get_by_role("button", name=f"Unpin {name}").click()
    assert host.locator(".pins li").count() == 0


def test_box_zoom_pan_and_the_way_back_by_mouse(open_page: Open) -> None:
    page = open_page()
    host = figure(page, "volcano-b_vs_a-volcano")
    box = host.locator(".stage").bounding_box()
    before = host.locator("canvas").first.screenshot()
    page.mouse.move(box["x"] + 200, box["y"] + 150)
    page.mouse.down()
    page.mouse.move(box["x"] + 500, box["y"] + 350, steps=4)
    page.mouse.up()
    page.wait_for_selector(".stage.zoomed")
    zoomed = host.locator("canvas").first.screenshot()
    assert zoomed != before
    page.keyboard.down("Shift")
    page.mouse.move(box["x"] + 400, box["y"] + 250)
    page.mouse.down()
    page.mouse.move(box["x"] + 300, box["y"] + 200, steps=4)
    page.mouse.up()
    page.keyboard.up("Shift")
    page.wait_for_timeout(100)
    assert host.locator("canvas").first.screenshot() != zoomed
    host.get_by_role("button", name="Whole view").click()
    page.wait_for_function(
        "() => !document.querySelector('#fig-volcano-b_vs_a-volcano .stage').classList.contains('zoomed')"
    )
    page.mouse.move(0, 0)
    page.wait_for_timeout(100)
    assert host.locator("canvas").first.screenshot() == before


def test_zoom_pan_step_and_open_by_keyboard_alone(open_page: Open) -> None:
    page = open_page()
    host = figure(page, "ma-b_vs_a-ma")
    host.locator(".stage").focus()
    seen = [host.locator("canvas").first.screenshot()]
    for key in ("+", "ArrowLeft", "ArrowUp", "-", "0"):
        page.keyboard.press(key)
        page.wait_for_timeout(80)
        seen.append(host.locator("canvas").first.screenshot())
    assert len(set(seen[:4])) == 4
    assert seen[5] == seen[0]
    page.keyboard.press("n")
    page.keyboard.press("n")
    second = tip(host)[0]
    page.keyboard.press("p")
    assert tip(host)[0] != second
    page.keyboard.press("Enter")
    assert host.locator(".pins li").count() == 1
    page.keyboard.press("o")
    assert page.locator("dialog[open] h2").inner_text().split()[0] == tip(host)[0]


def test_tap_pinch_and_drag_by_finger(open_page: Open) -> None:
    page = open_page(viewport={"width": 400, "height": 800}, has_touch=True, is_mobile=True)
    host = figure(page, "volcano-b_vs_a-volcano")
    host.locator(".stage").evaluate("e => { e.scrollIntoView({block: 'center', behavior: 'instant'}); e.focus(); }")
    page.keyboard.press("n")
    name = tip(host)[0]
    x, y = ring(host)
    page.keyboard.press("Escape")
    page.touchscreen.tap(x, y)
    assert name in host.locator(".pins").inner_text()
    box = host.locator(".stage").bounding_box()
    hand = page.context.new_cdp_session(page)
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def touch(kind: str, *apart: float) -> None:
        points = [{"x": middle[0] + d, "y": middle[1], "id": i} for i, d in enumerate(apart)]
        hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", -20, 20)
    for d in (30, 50, 70):
        touch("touchMove", -d, d)
    touch("touchEnd")
    page.wait_for_selector(".stage.zoomed")
    before = host.locator("canvas").first.screenshot()
    top = page.evaluate("scrollY")
    touch("touchStart", 0)
    for d in (20, 40, 60):
        touch("touchMove", d)
    touch("touchEnd")
    page.wait_for_timeout(100)
    assert host.locator("canvas").first.screenshot() != before
    assert page.evaluate("scrollY") == top


def test_a_swipe_over_the_whole_figure_scrolls_the_page(open_page: Open) -> None:
    page = open_page(viewport={"width": 400, "height": 800}, has_touch=True, is_mobile=True)
    host = figure(page, "volcano-b_vs_a-volcano")
    assert host.locator(".stage").evaluate("e => getComputedStyle(e).touchAction") == "pan-y"


def test_search_marks_genes_in_the_figures(open_page: Open) -> None:
    page = open_page()
    host = figure(page, "volcano-b_vs_a-volcano")
    before = host.locator("canvas").first.screenshot()
    genes(page).get_by_label("Gene", exact=True).fill("Nm11")
    page.wait_for_timeout(300)
    host.scroll_into_view_if_needed()
    assert host.locator("canvas").first.screenshot() != before


def test_pairs_can_be_turned(open_page: Open) -> None:
    page = open_page()
    host = figure(page, "pairs-pairs")
    words = host.locator("canvas").first.get_attribute("aria-label")
    host.get_by_label("Across", exact=True).select_option("c_vs_a")
    host.get_by_label("Up", exact=True).select_option("b_vs_a")
    page.wait_for_timeout(200)
    turned = host.locator("canvas").first.get_attribute("aria-label")
    both = re.compile(r"([\d,]+) are called in both")
    assert turned != words
    assert both.search(turned)[1] == both.search(words)[1]  # type: ignore[index]


@pytest.mark.parametrize("name", ["volcano-b_vs_a-volcano", "heatmap-b_vs_a-heatmap", "pca-pca"])
def test_figures_are_saved_at_print_quality(open_page: Open, name: str) -> None:
    page = open_page(color_scheme="dark")
    host = figure(page, name)
    width = host.locator("canvas").first.bounding_box()["width"]
    drawing = ET.fromstring(saved(page, host, "SVG"))
    assert drawing.tag == "{http://www.w3.org/2000/svg}svg"
    assert drawing[0].text
    assert not [e for e in drawing.iter() if e.tag.endswith(("script", "foreignObject"))]
    picture = Image.open(io.BytesIO(saved(page, host, "PNG")))
    assert picture.width == pytest.approx(width * 300 / 96, abs=4)
    assert picture.convert("RGB").getpixel((1, 1)) == (255, 255, 255)  # on paper, whatever the screen has


def test_full_screen_and_back(open_page: Open) -> None:
    page = open_page()
    host = figure(page, "volcano-b_vs_a-volcano")
    host.get_by_role("button", name="Full screen").click()
    page.wait_for_function("() => document.fullscreenElement || document.querySelector('.plot.full')")
    page.wait_for_function("() => document.querySelector('#fig-volcano-b_vs_a-volcano canvas').clientHeight > 600")
    host.get_by_role("button", name="Full screen").click()
    page.wait_for_function("() => !document.fullscreenElement && !document.querySelector('.plot.full')")


# One gene


def test_a_link_opens_a_gene_by_a_covariate_with_its_medians(
    open_page: Open, table: pd.DataFrame, counts: pd.DataFrame
) -> None:
    gene = table.sort_values("pvalue").iloc[0]
    page = open_page(fragment=f"#gene={gene['gene_id']}&by=batch")
    page.wait_for_selector("dialog table")
    words = page.locator("dialog figcaption").inner_text()
    batch = ["x" if i % 2 == 0 else "y" for i in range(counts.shape[1])]
    for level in "xy":
        median = np.median([v for v, b in zip(counts.loc[gene["gene_id"]], batch, strict=True) if b == level])
        shown = float(re.search(rf"{level} ([\d.,]+)", words)[1].rstrip(".,").replace(",", ""))  # type: ignore[index]
        assert shown == pytest.approx(median, rel=0.006)
    page.get_by_label("By", exact=True).select_option(label="group")
    assert "by=group" in page.url
    assert (
        cells.text(float(gene["log2FoldChange"]), "number").replace("-", "−")
        in page.locator("dialog table").inner_text()
    )
    page.keyboard.press("Escape")
    page.wait_for_function("() => !location.hash")
    assert page.locator("dialog[open]").count() == 0


def test_counts_of_a_gene_are_saved_with_their_samples(
    open_page: Open, table: pd.DataFrame, counts: pd.DataFrame
) -> None:
    gene = table.sort_values("pvalue").iloc[3]["gene_id"]
    page = open_page(fragment=f"#gene={gene}")
    page.wait_for_selector("dialog .plot")
    found = {row["sample"]: float(row["value"]) for row in rows_of(saved(page, page.locator("dialog"), "Data"))}
    assert found == pytest.approx(counts.loc[gene].to_dict(), rel=0.006)
    for scale in ("age", "batch"):
        page.get_by_label("By", exact=True).select_option(label=scale)
        assert inked(page.locator("dialog")) > 1000


def test_a_gene_opens_from_table_search_and_heat_map(open_page: Open, table: pd.DataFrame) -> None:
    page = open_page()
    genes(page).locator("tbody button.gene").first.click()
    first = table.sort_values("pvalue").iloc[0]
    assert (first["gene_name"] or first["gene_id"]) in page.locator("dialog[open] h2").inner_text()
    page.get_by_role("button", name="Close").click()
    page.get_by_label("Search the report").fill("nm11")
    page.get_by_role("button", name="Nm11 gene0011").click()
    assert "Nm11" in page.locator("dialog[open] h2").inner_text()
    assert "gene=gene0011" in page.url
    page.keyboard.press("Escape")
    host = figure(page, "heatmap-b_vs_a-heatmap")
    host.locator(".stage").focus()
    page.keyboard.press("n")
    name = tip(host)[0]
    page.keyboard.press("o")
    page.wait_for_selector("dialog[open]")
    assert name in page.locator("dialog[open] h2").inner_text()


def test_a_gene_that_does_not_exist_opens_nothing(open_page: Open) -> None:
    page = open_page(fragment="#gene=%3Cimg%20src=x%3E")
    page.wait_for_function(
        "() => [...document.querySelectorAll('[role=status]')].some(e => e.textContent.includes('no gene'))"
    )
    assert page.locator("dialog[open]").count() == 0


# Samples


def test_components_and_covariates_are_chosen(open_page: Open) -> None:
    page = open_page()
    host = figure(page, "pca-pca")
    before = host.locator("canvas").first.screenshot()
    host.get_by_label("Up", exact=True).select_option(label="PC3")
    page.wait_for_timeout(100)
    third = host.locator("canvas").first.screenshot()
    host.get_by_label("Colour", exact=True).select_option(label="age")
    host.get_by_label("Shape", exact=True).select_option(label="batch")
    page.wait_for_timeout(100)
    assert len({before, third, host.locator("canvas").first.screenshot()}) == 3
    assert "PC3" in host.locator("canvas").first.get_attribute("aria-label")
    rows = rows_of(saved(page, host, "Data"))
    assert len(rows) == 9
    assert {"sample", "group", "age", "PC1", "PC3"} <= set(rows[0])


def test_the_distances_tell_both_samples(open_page: Open) -> None:
    page = open_page()
    host = figure(page, "distance-distance")
    box = host.locator("canvas").first.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    lines = tip(host)
    assert re.fullmatch("[abc][123]", lines[0])
    assert re.fullmatch("[abc][123]", lines[1])
    assert lines[2].startswith("Euclidean distance: ")


def test_the_heat_map_holds_the_values_of_its_genes(open_page: Open, report: Path) -> None:
    page = open_page()
    host = figure(page, "heatmap-b_vs_a-heatmap")
    rows = rows_of(saved(page, host, "Data"))
    assert len(rows) == 50
    values = np.array([[float(v) for k, v in row.items() if k] for row in rows])
    assert np.abs(values.mean(axis=1)).max() < 0.01  # z-scores
    assert values.std(axis=1, ddof=1) == pytest.approx(1, abs=0.02)


def test_the_toolbox_hides_renames_and_highlights_and_is_remembered(open_page: Open, tmp_path: Path) -> None:
    page = open_page()
    host = figure(page, "pca-pca")
    plain = host.locator("canvas").first.screenshot()
    page.get_by_role("button", name="Samples …").click()
    page.get_by_role("textbox", name="Hide").fill("c2")
    page.get_by_role("textbox", name="Rename").fill("a1 = first <b>&\nb = B")
    page.get_by_role("textbox", name="Highlight").fill("a\nb3")
    page.wait_for_timeout(300)
    assert "1 hidden" in page.locator("dialog.toolbox").inner_text()
    assert "4 highlighted" in page.locator("dialog.toolbox").inner_text()
    view = json.loads(downloaded(page, lambda: page.get_by_role("button", name="Save to a file").click()))
    assert view["hide"] == "c2"
    page.get_by_role("button", name="Close").click()
    names = [row["name"] for row in rows_of(saved(page, host, "Data"))]
    assert names == ["first <b>&", "a2", "a3", "B1", "B2", "B3", "c1", "c3"]
    assert host.locator("canvas").first.screenshot() != plain
    assert "first <b>&" in page.locator("#samples table").first.inner_text()
    assert not page.get_by_role("cell", name="c2", exact=True).first.is_visible()
    heat = rows_of(saved(page, figure(page, "distance-distance"), "Data"))
    assert len(heat) == 8

    again = open_page(context=page.context)
    assert again.get_by_role("button", name="1 hidden").count() == 1
    other = open_page()
    assert other.get_by_role("button", name="hidden").count() == 0
    (tmp_path / "view.json").write_text(json.dumps(view), "utf-8")
    other.get_by_role("button", name="Samples …").click()
    other.get_by_label("Load", exact=True).set_input_files(tmp_path / "view.json")
    other.wait_for_function("() => document.querySelector('dialog.toolbox').innerText.includes('1 hidden')")
    (tmp_path / "view.json").write_text("no JSON", "utf-8")
    other.get_by_label("Load", exact=True).set_input_files(tmp_path / "view.json")
    other.wait_for_function(
        "() => document.querySelector('dialog.toolbox').innerText.includes('no file that the toolbox saved')"
    )
    other.get_by_role("button", name="Clear").click()
    other.wait_for_function("() => document.querySelector('dialog.toolbox').innerText.includes('0 hidden')")


def test_regular_expressions_and_broken_ones(open_page: Open) -> None:
    page = open_page()
    page.get_by_role("button", name="Samples …").click()
    page.get_by_label("Patterns are regular expressions").check()
    page.get_by_role("textbox", name="Hide").fill("^[ab]1$")
    page.wait_for_function("() => document.querySelector('dialog.toolbox').innerText.includes('2 hidden')")
    page.get_by_role("textbox", name="Hide").fill("[")
    page.wait_for_function("() => document.querySelector('dialog.toolbox').innerText.includes('0 hidden')")
    page.get_by_role("textbox", name="Hide").fill(".")
    page.wait_for_function("() => document.querySelector('dialog.toolbox').innerText.includes('9 hidden')")
    page.get_by_role("button", name="Close").click()
    figure(page, "pca-pca")
    figure(page, "distance-distance")


# The frame


def test_search_finds_sections_by_keyboard(open_page: Open) -> None:
    page = open_page()
    page.get_by_label("Search the report").fill("euclidean")
    page.wait_for_selector(".hits a")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.url.endswith(("#distance", "#heatmap-b_vs_a"))
    page.get_by_label("Search the report").fill("xyzzy")
    page.get_by_text("Nothing found.").wait_for()


def test_the_contents_follow_the_reader(open_page: Open) -> None:
    page = open_page()
    for section in ("pca", "volcano-b_vs_a", "methods"):
        page.evaluate("id => document.getElementById(id).scrollIntoView({behavior: 'instant'})", section)
        page.wait_for_function(
            "id => document.querySelector('.contents a[aria-current=location]')?.hash === '#' + id", arg=section
        )


def test_light_and_dark_by_hand_and_remembered(open_page: Open) -> None:
    page = open_page(color_scheme="light")
    paper = "getComputedStyle(document.documentElement).backgroundColor"
    assert page.evaluate(paper) == "rgb(255, 255, 255)"
    host = figure(page, "volcano-b_vs_a-volcano")
    light = host.locator("canvas").first.screenshot()
    page.get_by_label("Colours").select_option("dark")
    assert page.evaluate(paper) != "rgb(255, 255, 255)"
    page.wait_for_timeout(100)
    assert host.locator("canvas").first.screenshot() != light
    again = open_page(context=page.context)
    assert again.evaluate(paper) == page.evaluate(paper)


def test_methods_are_copied_as_text_and_references_as_bibtex(open_page: Open, report: Path) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.locator("#methods").scroll_into_view_if_needed()
    page.get_by_role("button", name="Copy as text").click()
    text = page.evaluate("navigator.clipboard.readText()")
    assert "limma" in text
    assert "</" not in text
    page.get_by_role("button", name="Copy references").click()
    assert page.evaluate("navigator.clipboard.readText()") == (report / "references.bib").read_text("utf-8")
    assert (
        downloaded(page, lambda: page.get_by_role("button", name="Save references.bib").click())
        == (report / "references.bib").read_bytes()
    )


# Where there is no script, no colour, no room


def test_without_scripts_every_picture_is_there_and_no_dead_button(open_page: Open, browser: Any, report: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"file://{report / 'report.html'}")
    pictures = page.locator("figure img")
    assert pictures.count() >= 9
    assert all(picture.is_visible() for picture in pictures.all())
    assert page.locator("button, select, input").count() == 0
    assert page.locator("#genes-b_vs_a .table-strongest").is_visible()
    context.close()


def test_a_browser_that_cannot_unpack_keeps_the_still_report(open_page: Open, browser: Any) -> None:
    context = browser.new_context()
    context.add_init_script("delete window.DecompressionStream")
    page = open_page(context=context)
    assert page.locator("button").count() == 0
    assert page.locator("#fig-volcano-b_vs_a-volcano img").is_visible()


def test_on_paper_there_are_pictures_and_no_tools(open_page: Open) -> None:
    page = open_page()
    figure(page, "volcano-b_vs_a-volcano")
    genes(page)
    page.emulate_media(media="print")
    assert page.locator("#fig-volcano-b_vs_a-volcano img").is_visible()
    assert page.locator("#genes-b_vs_a .table-strongest").is_visible()
    assert not [tool for tool in page.locator("button, select, input, canvas").all() if tool.is_visible()]


@pytest.mark.parametrize("width", [320, 640, 1300])
def test_nothing_reaches_beyond_the_window(open_page: Open, width: int) -> None:
    """320 CSS pixels; 640 is a window of 1280 at 200 %."""
    page = open_page(viewport={"width": width, "height": 800})
    beyond = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    for name in ("pca-pca", "distance-distance", "volcano-b_vs_a-volcano", "heatmap-b_vs_a-heatmap", "pairs-pairs"):
        host = figure(page, name)
        host.get_by_text("Download", exact=True).click()
        page.wait_for_timeout(100)  # the menu finds its place right after it opened
        assert page.evaluate(beyond) <= 0, name
        menu = host.locator(".entries").bounding_box()
        assert menu["x"] >= 0, name
        assert menu["x"] + menu["width"] <= width, name
        host.get_by_text("Download", exact=True).click()
    host = genes(page)
    host.get_by_text("Columns", exact=True).click()
    assert host.locator(".entries").first.bounding_box()["x"] >= 0
    page.evaluate("location.hash = '#gene=gene0011'")
    page.wait_for_selector("dialog table")
    assert page.locator("dialog.gene-dialog").evaluate("d => d.scrollWidth - d.clientWidth") <= 0
    page.keyboard.press("Escape")
    page.get_by_label("Search the report").fill("nm1")
    page.wait_for_selector(".hits li")
    assert page.evaluate(beyond) <= 0


def test_who_wants_less_motion_gets_none(open_page: Open) -> None:
    page = open_page(reduced_motion="reduce")
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


def test_every_figure_says_its_numbers_in_words(open_page: Open, report: Path, table: pd.DataFrame) -> None:
    page = open_page()
    for host in page.locator("main figure").all():
        words = host.locator(".in-words")
        assert words.is_visible()
        assert re.search(r"\d", words.inner_text())
        assert host.locator("img").get_attribute("alt") in words.inner_text()
    volcano = page.locator("#fig-volcano-b_vs_a-volcano .in-words").inner_text()
    for call in ("higher", "lower"):
        assert f"{(table['call'] == call).sum():,} {call}" in volcano


def test_the_focus_is_seen_on_every_tool(open_page: Open) -> None:
    page = open_page()
    figure(page, "volcano-b_vs_a-volcano")
    reached = set()
    for _ in range(25):
        page.keyboard.press("Tab")
        width = page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)")
        reached.add(page.evaluate("document.activeElement.tagName"))
        assert width >= 2, page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
    assert {"INPUT", "BUTTON", "SELECT", "A"} <= reached
