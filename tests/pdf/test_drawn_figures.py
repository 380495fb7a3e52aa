"""Figures that we draw on the pages of a PDF look as WeasyPrint draws them, and their labels are lines of text."""

from __future__ import annotations

import base64
import io
from collections import Counter
from xml.etree import ElementTree as ET

import pypdfium2
import pytest
import weasyprint
from PIL import Image, ImageChops
from weasyprint import images

from seqfolio.document import Figure
from seqfolio.render import pdf_picture
from seqfolio.render.pdf_archival import svg_for_archive
from seqfolio.render.pdf_strokes import Label, NotPlainError, Raster, Stroke, strokes_of
from seqfolio.sections.compose import compose
from situations import SITUATIONS, checked

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" version="1.1"'
WEASYPRINTS = images.SVGImage


def figures(situation: str) -> list[Figure]:
    made, analysis = checked(situation)
    pages = compose(analysis, made.plan, "en", made.config.genes_of_interest).pages()
    return [block for page in pages for block in page.blocks if isinstance(block, Figure)]


def svg(body: str, size: tuple[int, int] = (200, 100)) -> bytes:
    width, height = size
    return f'{SVG} width="{width}pt" height="{height}pt" viewBox="0 0 {width} {height}">{body}</svg>'.encode()


def text(words: str, more: str) -> str:
    return f'<text font-size="10px" font-family="sans-serif" fill="#000000" {more}>{words}</text>'


@pytest.fixture
def ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "SVGImage", WEASYPRINTS)
    pdf_picture.install()
    assert images.SVGImage is not WEASYPRINTS, "this version of WeasyPrint was not tried"


def pdf_of(picture: bytes, width: int = 150) -> bytes:
    source = base64.b64encode(picture).decode()
    page = (
        f"<html lang=en><title>A</title><style>@page {{ size: {width + 20}mm 260mm; margin: 10mm }} img {{ width: 100% }}"
        f'</style><img alt="A" src="data:image/svg+xml;base64,{source}">'
    )
    return bytes(weasyprint.HTML(string=page).write_pdf())


def seen(pdf: bytes) -> Image.Image:
    with pypdfium2.PdfDocument(pdf) as document:
        return document[0].render(scale=1.5).to_pil().convert("L")


def words(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return str(document[0].get_textpage().get_text_range())


def unlike(one: bytes, other: bytes) -> float:
    """Share of pixels that differ visibly."""
    counts = ImageChops.difference(seen(one), seen(other)).histogram()
    return sum(counts[64:]) / sum(counts)


@pytest.mark.parametrize("situation", list(SITUATIONS))
def test_every_figure_is_one_that_we_can_draw(situation: str) -> None:
    for figure in figures(situation):
        if b"<pattern" in figure.svg:  # hatched bars are left to WeasyPrint
            continue
        drawn = strokes_of(ET.fromstring(svg_for_archive(figure.svg, {})))
        assert sum(isinstance(part, Stroke) for part in drawn.parts) > 3, figure.id


@pytest.mark.parametrize("situation", ["ordinary", "several_contrasts", "gene_sets", "many_samples", "long_names"])
def test_figures_look_as_weasyprint_draws_them(situation: str, ours: None, monkeypatch: pytest.MonkeyPatch) -> None:
    for figure in figures(situation):
        picture = svg_for_archive(figure.svg, {})
        mine = pdf_of(picture)
        monkeypatch.setattr(images, "SVGImage", WEASYPRINTS)
        theirs = pdf_of(picture)
        pdf_picture.install()
        assert unlike(mine, theirs) < 0.004, figure.id  # a heat map without its pixels: 0.05
        assert Counter("".join(words(mine).split())) == Counter("".join(words(theirs).split())), figure.id
        assert sum(seen(mine).histogram()[:128]) > 300, f"{figure.id} is nearly blank"


def test_a_label_is_a_line_of_text(ours: None) -> None:
    places = (
        'text-anchor="middle" x="100" y="50" transform="rotate(-0 100 50)"',
        'transform="translate(20 90) rotate(-90)"',
    )
    found = words(pdf_of(svg(text("mean of normalised counts", places[0]) + text("upright", places[1]))))
    assert "mean of normalised counts" in found
    assert "upright" in found


def test_arabic_letters_are_joined(ours: None) -> None:
    """Joined, the word is narrower than its letters side by side."""
    word = "\u0639\u064a\u0646\u0629"

    def width(label: str) -> int:
        box = ImageChops.invert(seen(pdf_of(svg(text(label, 'x="20" y="50"'))))).getbbox()
        assert box
        return box[2] - box[0]

    assert width(word) < 0.9 * width("\u200c".join(word))


def test_what_matplotlib_does_not_write_is_left_to_weasyprint(ours: None) -> None:
    circle = svg('<circle cx="50" cy="50" r="40" fill="#000000"/>')
    with pytest.raises(NotPlainError):
        strokes_of(ET.fromstring(circle))
    assert sum(seen(pdf_of(circle)).histogram()[:128]) > 1000


@pytest.mark.parametrize(
    "body",
    [
        '<path d="M 1 1 A 5 5 0 0 0 9 9" fill="none" stroke="#000000"/>',
        '<path d="M 1 1 L 9 9" stroke="url(#gradient)"/>',
        '<path d="M 1 1 L 9 9" filter="url(#blur)"/>',
        '<path d="M 1 1 L 9 9" transform="skewX(3)"/>',
        '<text font-size="9px" font-family="x">a<tspan>b</tspan></text>',
        '<text font-size="9em" font-family="x">a</text>',
        "<foreignObject/>",
        '<defs><clipPath id="a"><circle r="3"/></clipPath></defs>',
    ],
)
def test_nothing_is_guessed(body: str) -> None:
    with pytest.raises(NotPlainError):
        strokes_of(ET.fromstring(svg(body)))


def place_of(transform: str) -> tuple[float, ...]:
    (part,) = strokes_of(ET.fromstring(svg(text("a", f'transform="{transform}"')))).parts
    assert isinstance(part, Label)
    return part.place


def test_transforms_follow_each_other_from_the_last_to_the_first() -> None:
    a, b, c, d, e, f = place_of("translate(10 20) rotate(90) scale(2 -1)")
    assert (a, b, c, d, e, f) == pytest.approx((0, 2, 1, 0, 10, 20))
    assert place_of("rotate(-90 30 40)") == pytest.approx((0, -1, 1, 0, -10, 70))


def test_a_picture_keeps_its_place() -> None:
    image = (
        '<image xlink:href="data:image/png;base64,AA==" transform="scale(1 -1) translate(0 -30)" x="5" y="-60" '
        'width="40" height="30"/>'
    )
    (part,) = strokes_of(ET.fromstring(svg(image))).parts
    assert isinstance(part, Raster)
    assert part.size == (40, 30)
    assert part.place == pytest.approx((1, 0, 0, -1, 5, 90))


def test_curves_with_one_control_point_keep_their_shape() -> None:
    (part,) = strokes_of(ET.fromstring(svg('<path d="M 0 0 Q 10 20 30 0" fill="none" stroke="#000000"/>'))).parts
    assert isinstance(part, Stroke)
    x0, y0, _, *rest = part.path.decode().split()
    points = [(float(x0), float(y0)), *zip(map(float, rest[0:6:2]), map(float, rest[1:6:2]), strict=True)]
    middle = [sum(w * p[i] for w, p in zip((1, 3, 3, 1), points, strict=True)) / 8 for i in (0, 1)]
    assert middle == pytest.approx([0.25 * 0 + 0.5 * 10 + 0.25 * 30, 0.5 * 20], abs=1e-3)
    assert part.path.split()[-2:] == [b"c", b"S"]


def test_a_figure_of_another_version_is_left_to_weasyprint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "SVGImage", WEASYPRINTS)
    monkeypatch.setattr(weasyprint, "__version__", "99.0")
    pdf_picture.install()
    assert images.SVGImage is WEASYPRINTS


def test_pictures_of_the_page_are_pixels_as_they_were(ours: None) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (4, 4), "black").save(buffer, "png")
    source = base64.b64encode(buffer.getvalue()).decode()
    image = f'<image xlink:href="data:image/png;base64,{source}" x="50" y="25" width="100" height="50"/>'
    box = ImageChops.invert(seen(pdf_of(svg(image), 200))).getbbox()
    assert box
    assert (box[2] - box[0]) / (box[3] - box[1]) == pytest.approx(2, abs=0.05)
