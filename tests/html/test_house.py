"""A house's own report: colours, words around it and one style sheet, from the YAML and a folder."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from html_projects import reads

from harness import Run

HOUSE = {"colours": {"accent": "#7a1f5c", "higher": "#8a5a00", "lower": "#00695c"}, "header": "House of Reads",
         "footer": "Confidential: for the client only", "template_dir": "house"}  # fmt: skip
STYLE = ".title h1 { letter-spacing: 0.02em; }\n"


def test_its_colours_reach_page_and_pictures(run: Run) -> None:
    ran = run("run project.yaml -o out", {**reads(300, report=HOUSE), "house/css/plain.css": STYLE})
    assert ran.code == 2  # the default theme has no such file, so it would never be used
    assert "css/plain.css" in ran.err
    ran = run(
        "run project.yaml -o out", {**reads(300, report={**HOUSE, "template_dir": "two"}), "two/css/digest.css": STYLE}
    )
    page, drawing = ran.text("out/report.html"), ran.text("out/figures/volcano/b_vs_a.svg")
    assert "--accent: #7a1f5c" in page
    assert "--mark-higher: #8a5a00" in page
    assert "House of Reads" in page
    assert "Confidential: for the client only" in page
    for figure in (
        drawing,
        ran.text("out/figures/overlap/overlap.svg") if ran.path("out/figures/overlap").exists() else drawing,
    ):
        assert "#8a5a00" in figure
        assert "#00695c" in figure
        assert "#d55e00" not in figure.lower()


@pytest.mark.parametrize(
    ("colour", "said"), [("#ffee88", "too pale"), ("red", "report.colours.higher"), ("#12345", "report.colours.higher")]
)
def test_a_colour_that_nobody_sees_is_refused(run: Run, colour: str, said: str) -> None:
    ran = run("check project.yaml", reads(300, report={"colours": {"higher": colour}}))
    assert ran.code == 2
    assert said in ran.err


def test_every_file_that_the_report_lists_is_there(run: Run) -> None:
    sensitivity = {"method": "limma-voom", "concordance": ["limma-trend"], "stability": "leave_one_out"}
    ran = run("run project.yaml -o out", reads(300, analysis=sensitivity))
    table = ran.text("out/report.html").partition('id="tab-provenance-files"')[2].partition("</table>")[0]
    paths = [
        name.strip() for cell in re.findall(r'<tr><td class="text">([^<]+)</td>', table) for name in cell.split(",")
    ]
    assert len(paths) > 12
    for path in paths:
        assert ran.path(f"out/{path}").exists(), path
    listed = {path for path in paths if path.startswith("tables/")}
    assert listed == {f"tables/{path.name}" for path in ran.path("out/tables").iterdir()}


@pytest.mark.slow
def test_its_colours_reach_the_canvas(open_page: Callable[..., Any], tmp_path: Path) -> None:
    import seqfolio
    from harness import write

    write(tmp_path, reads(300, report={**HOUSE, "template_dir": None}))
    seqfolio.run(tmp_path / "project.yaml", tmp_path / "out")
    page = open_page(tmp_path / "out" / "report.html")
    page.locator("#fig-volcano-b_vs_a-volcano").scroll_into_view_if_needed()
    page.wait_for_selector("#fig-volcano-b_vs_a-volcano canvas")
    seen = page.locator("#fig-volcano-b_vs_a-volcano canvas").first.evaluate("""c => {
        const {data} = c.getContext('2d').getImageData(0, 0, c.width, c.height), seen = new Set();
        for (let i = 0; i < data.length; i += 4) seen.add([data[i], data[i + 1], data[i + 2]].join());
        return [...seen]; }""")
    assert "138,90,0" in seen
    assert "0,105,92" in seen
