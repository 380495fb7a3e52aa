"""The report's looks against small pictures of them: light, dark, on paper, and 320 pixels wide.

Programs draw the same letters a little differently, so pictures are compared after they were made small and soft. What may
differ is bounded by what a real change makes: tests change a colour, move tools, hide a drawing, and see each of them.
``ACCEPT_PICTURES=1`` keeps the new pictures; look at them.
"""

from __future__ import annotations

import base64
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from html_projects import reads
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from harness import write
from seqfolio import resources

pytestmark = pytest.mark.slow
Open = Callable[..., Any]
KEPT = Path(__file__).with_name("pictures")
SMALL = 5  # pixels of the page to one of a kept picture
MOST = 0.06  # difference of a spot, 0 to 1: letters drawn in another way stay below, another colour or place does not
VIEWS = {
    "light": {"viewport": {"width": 1300, "height": 900}},
    "dark": {"viewport": {"width": 1300, "height": 900}, "color_scheme": "dark"},
    "paper": {"viewport": {"width": 794, "height": 1100}},
    "narrow": {"viewport": {"width": 320, "height": 800}},
}
FACES = [(400, "OpenSans-Regular.ttf"), (600, "OpenSans-Semibold.ttf")]
PLACES = ["summary", "pca", "distance", "genes-b_vs_a", "volcano-b_vs_a", "heatmap-b_vs_a", "pairs"]


@pytest.fixture(scope="module")
def pictured(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import seqfolio

    folder = tmp_path_factory.mktemp("pictured")
    write(folder, reads(400))
    seqfolio.run(folder / "project.yaml", folder / "out")
    return folder / "out" / "report.html"


def opened(open_page: Open, path: Path, view: str) -> Any:
    page = open_page(path, reduced_motion="reduce", bypass_csp=True, **VIEWS[view])
    page.add_style_tag(content="\n".join(_face(*face) for face in FACES))
    page.evaluate("() => Promise.all(['400', '600'].map(w => document.fonts.load(`${w} 12px 'Open Sans'`)))")
    for host in page.locator("[data-explore]").all():
        host.evaluate("e => (e.closest('section.page') ?? e).scrollIntoView({behavior: 'instant'})")
    page.wait_for_function(
        "() => [...document.querySelectorAll('[data-explore]')].every(e => e.hasAttribute('data-ready'))"
    )
    if view == "paper":
        page.emulate_media(media="print")
    page.wait_for_timeout(200)
    return page


def _face(weight: int, name: str) -> str:
    """Our own font, so that the pictures hold on machines with other ones."""
    data = base64.b64encode((resources.folder("templates") / "default" / "fonts" / name).read_bytes()).decode()
    return f'@font-face {{ font-family: "Open Sans"; font-weight: {weight}; src: url(data:font/ttf;base64,{data}); }}'


def soft(page: Any, place: str) -> Image.Image:
    """A section of the page, small and soft."""
    data = page.locator(f"#{place}").screenshot(animations="disabled")
    picture = Image.open(io.BytesIO(data)).convert("RGB").filter(ImageFilter.GaussianBlur(SMALL))
    return picture.resize((max(1, picture.width // SMALL), max(1, picture.height // SMALL)), Image.Resampling.BOX)


def difference(one: Image.Image, other: Image.Image) -> float:
    """The spot of about 10 pixels where they differ most, 0 to 1; other sizes of more than a line are a difference of 1."""
    if max(abs(one.width - other.width), abs(one.height - other.height)) * SMALL > 40:
        return 1.0
    size = (min(one.width, other.width), min(one.height, other.height))
    a, b = (_softer(picture.crop((0, 0, *size))) for picture in (one, other))
    return float(np.abs(a - b).max())


def _softer(picture: Image.Image) -> NDArray[np.float64]:
    return np.asarray(picture.filter(ImageFilter.BoxBlur(2)), dtype=np.float64) / 255


@pytest.mark.parametrize("view", VIEWS)
def test_it_looks_as_it_did(open_page: Open, pictured: Path, view: str) -> None:
    page = opened(open_page, pictured, view)
    found = {}
    for place in PLACES:
        made, kept = soft(page, place), KEPT / f"{view}-{place}.jpeg"
        if os.environ.get("ACCEPT_PICTURES") == "1":
            KEPT.mkdir(exist_ok=True)
            made.save(kept, quality=92, subsampling=0)
        with Image.open(kept) as picture:
            found[kept.name] = round(difference(made, picture.convert("RGB")), 3)
    assert not {name: much for name, much in found.items() if much >= MOST}, (
        "ACCEPT_PICTURES=1 keeps the new ones: look at them"
    )


CHANGES = {
    "a hidden canvas": "document.querySelector('#volcano-b_vs_a canvas').style.visibility = 'hidden'",
    "a moved tool": "document.querySelector('#volcano-b_vs_a .tools').style.justifyContent = 'end'",
    "another colour": "document.querySelector('#volcano-b_vs_a canvas').style.filter = 'hue-rotate(90deg)'",
    "a caption without style": "document.querySelector('#volcano-b_vs_a figcaption').style.fontSize = '2em'",
    "a dark corner in the light": "document.querySelector('#volcano-b_vs_a figcaption').style.background = '#14191f'",
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_real_change_is_seen(open_page: Open, pictured: Path, change: str) -> None:
    page = opened(open_page, pictured, "light")
    before = soft(page, "volcano-b_vs_a")
    page.evaluate(f"() => {{ {CHANGES[change]}; }}")
    page.wait_for_timeout(100)
    assert difference(before, soft(page, "volcano-b_vs_a")) >= MOST


def test_letters_drawn_in_another_way_are_no_change(open_page: Open, pictured: Path) -> None:
    page = opened(open_page, pictured, "light")
    before = soft(page, "summary")
    page.evaluate("() => { document.documentElement.style.textRendering = 'geometricPrecision'; }")
    page.wait_for_timeout(100)
    assert difference(before, soft(page, "summary")) < MOST
