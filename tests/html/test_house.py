"""A house's own report: colours, words around it and one style sheet, from the YAML and a folder."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from html_projects import reads
from PIL import Image
from test_browser import figure, saved

from harness import Run, write
from seqfolio.config.colours import standing_out
from seqfolio.render.house import DARK, LIGHT

HOUSE: dict[str, Any] = {"colours": {"accent": "#7a1f5c", "higher": "#8a5a00", "lower": "#00695c"}, "header": "House of Reads",
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
    overlap = ran.path("out/figures/overlap/overlap.svg")
    for picture in (drawing, *([overlap.read_text("utf-8")] if overlap.exists() else [])):
        assert "#8a5a00" in picture
        assert "#00695c" in picture
        assert "#d55e00" not in picture.lower()


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
        name.strip()
        for cell in re.findall(r'<tr><td class="text[^"]*">([^<]+)</td>', table)
        for name in cell.split(",")
    ]
    assert len(paths) > 12
    for path in paths:
        assert ran.path(f"out/{path}").exists(), path
    listed = {path for path in paths if path.startswith("tables/")}
    assert listed == {f"tables/{path.name}" for path in ran.path("out/tables").iterdir()}


def test_shades_stand_out_on_light_and_dark_by_an_independent_formula() -> None:
    from seaborn.utils import relative_luminance

    from seqfolio.config.colours import standing_out

    def contrast(one: str, other: str) -> float:
        low, high = sorted((relative_luminance(one), relative_luminance(other)))
        return float((high + 0.05) / (low + 0.05))

    for red in range(0, 256, 51):
        for green in range(0, 256, 51):
            for ground in (DARK, LIGHT):
                for least in (3, 4.5):
                    colour = f"#{red:02x}{green:02x}80"
                    shade = standing_out(colour, ground, least)
                    assert contrast(shade, ground) >= least - 0.01, (colour, ground)
                    assert (shade == colour) == (contrast(colour, ground) >= least), (colour, ground)


# A house's whole theme: logo, colours, a font, words around the report, and one file of its own

NOTICE = """<aside class="notice {{ block.severity }}" aria-label="{{ block.title }}"><p>House note: <strong>{{ block.title }}</strong></p>
<p>{{ block.message }}</p></aside>
"""


def logo() -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (160, 40), (122, 31, 92)).save(data, "PNG")
    return data.getvalue()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import seqfolio
    from seqfolio import resources

    folder = tmp_path_factory.mktemp("house")
    font = resources.folder("templates") / "default" / "fonts" / "OpenSans-Italic.ttf"
    report = {**HOUSE, "formats": ["html", "pdf"], "logo": "logo.png", "fonts": ["house.ttf"], "sections": None}
    files = {**reads(300, report=report), "logo.png": logo(), "house.ttf": font.read_bytes()}
    write(folder, {**files, "house/elements/notice.html.j2": NOTICE})
    seqfolio.run(folder / "project.yaml", folder / "out")
    return folder / "out"


def pixels(host: Any) -> set[tuple[int, ...]]:
    """Colours of the canvas of a figure."""
    return {
        tuple(colour)
        for colour in host.locator("canvas").first.evaluate("""c => {
        const {data} = c.getContext('2d').getImageData(0, 0, c.width, c.height), seen = new Map();
        for (let i = 0; i < data.length; i += 4) if (data[i + 3] > 250) seen.set([data[i], data[i + 1], data[i + 2]].join(), 1);
        return [...seen.keys()].map(k => k.split(',').map(Number)); }""")
    }


def rgb(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_whole_theme_on_the_screen(open_page: Callable[..., Any], house: Path, scheme: str) -> None:
    page = open_page(house / "report.html", color_scheme=scheme)
    assert page.locator("img.logo").evaluate("e => e.naturalWidth") == 160
    assert page.get_by_text("House of Reads").is_visible()
    assert page.get_by_text("Confidential: for the client only").is_visible()
    assert page.get_by_text("House note:").count() == page.locator(".notice").count() > 0
    host = figure(page, "volcano-b_vs_a-volcano")
    seen = pixels(host)
    for key in ("higher", "lower"):
        expected = HOUSE["colours"][key] if scheme == "light" else standing_out(HOUSE["colours"][key], DARK, 3)
        assert rgb(expected) in seen, key
        default = (
            {"higher": "#d55e00", "lower": "#0072b2"}
            if scheme == "light"
            else {"higher": "#f08a3c", "lower": "#4aa3e0"}
        )
        assert rgb(default[key]) not in seen
    link = page.locator(".contents a").first.evaluate("e => getComputedStyle(e).color")
    wanted = standing_out(HOUSE["colours"]["accent"], LIGHT if scheme == "light" else DARK, 4.5)
    assert tuple(map(int, re.findall(r"\d+", link))) == rgb(wanted)
    drawing = saved(page, host, "SVG").decode()
    assert HOUSE["colours"]["higher"] in drawing  # on paper they are as the house gave them
    assert HOUSE["colours"]["lower"] in drawing


def test_a_whole_theme_on_paper(house: Path) -> None:
    with pypdfium2.PdfDocument(house / "report.pdf") as pdf:
        words = "".join(page.get_textpage().get_text_bounded() for page in pdf)
        seen = set()
        for page in pdf:
            picture = page.render(scale=2).to_pil().convert("RGB")
            seen |= {colour for _, colour in picture.getcolors(1 << 24)}
    assert {rgb(colour) for colour in HOUSE["colours"].values()} <= seen
    assert "House of Reads" in words
    assert "Confidential: for the client only" in words
    assert "House note:" in words
