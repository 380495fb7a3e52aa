"""One drawing, two pictures: matplotlib walks through a figure once, and each stroke goes to SVG and to pixels.

Walking is what costs: ticks, texts and transforms are worked out again for each file that matplotlib saves.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import Any

from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.backends.backend_mixed import MixedModeRenderer
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure
from matplotlib.transforms import Affine2D, Bbox, TransformedPath
from PIL import Image, ImageChops

POINTS = 72  # per inch: the unit of the SVG, in which the figure is laid out
DPI = 200  # of the pixels, and of the clouds of points inside the SVG
COLOURS = 256
UNLIKE, SHARE = 7, 0.005  # of 256 steps: what an eye could see; the share of pixels that may be so far off
_SCALE = DPI / POINTS
_TO_PIXELS = Affine2D().scale(_SCALE)
_NO_METADATA = {"Date": None, "Creator": None}
_ROOT_STYLE = b'stroke-linejoin="round" stroke-linecap="butt"'  # what matplotlib says in a style sheet for "*"


@dataclass(frozen=True)
class Drawn:
    """Both pictures of a figure; the same bytes every time."""

    svg: bytes
    png: bytes


def draw(figure: Figure) -> Drawn:
    """Draw a figure. It is laid out afterwards; call it inside ``style.drawing()``."""
    _lay_out(figure)
    width, height = figure.get_size_inches()
    figure.dpi = POINTS
    file = io.StringIO()
    svg = _PlainSvg(width * POINTS, height * POINTS, file, image_dpi=DPI, metadata=_NO_METADATA)  # type: ignore[no-untyped-call]
    pixels = RendererAgg(width * DPI, height * DPI, DPI)  # type: ignore[no-untyped-call]
    renderer: Any = MixedModeRenderer(figure, width, height, DPI, _Twin(svg, pixels))  # type: ignore[no-untyped-call]
    figure.draw(renderer)
    svg.finalize()  # type: ignore[no-untyped-call]
    return Drawn(_lean(file.getvalue().encode()), _png(pixels))


def _lay_out(figure: Figure) -> None:
    """Make room for labels once, at the pixels' size: at that of the SVG, letters are measured in whole points."""
    engine = figure.get_layout_engine()
    if engine is not None:
        figure.dpi = DPI
        engine.execute(figure)
        figure.set_layout_engine("none")


class _PlainSvg(RendererSVG):
    """SVG without groups and without marks by reference: half the elements for whoever reads it."""

    def open_group(self, s: str, gid: str | None = None) -> None: ...

    def close_group(self, s: str) -> None: ...

    draw_markers = RendererBase.draw_markers
    draw_path_collection = RendererBase.draw_path_collection


class _Twin(RendererBase):
    """Hands each stroke to two renderers, to the second one in its own, larger scale."""

    def __init__(self, svg: Any, pixels: Any) -> None:  # matplotlib's renderers have no types
        super().__init__()
        self._svg, self._pixels = svg, pixels

    def draw_path(self, gc: Any, path: Any, transform: Any, rgbFace: Any = None) -> None:
        self._svg.draw_path(gc, path, transform, rgbFace)
        self._pixels.draw_path(_larger(gc), path, transform + _TO_PIXELS, rgbFace)

    def draw_markers(
        self,
        gc: Any,
        marker_path: Any,
        marker_trans: Any,
        path: Any,
        trans: Any,
        rgbFace: Any = None,
    ) -> None:
        self._svg.draw_markers(gc, marker_path, marker_trans, path, trans, rgbFace)
        larger = marker_trans + _TO_PIXELS
        self._pixels.draw_markers(_larger(gc), marker_path, larger, path, trans + _TO_PIXELS, rgbFace)

    def draw_path_collection(  # type: ignore[override]
        self,
        gc: Any,
        transform: Any,
        paths: Any,
        transforms: Any,
        offsets: Any,
        offset_trans: Any,
        *rest: Any,
        **more: Any,
    ) -> None:
        self._svg.draw_path_collection(gc, transform, paths, transforms, offsets, offset_trans, *rest, **more)
        places = (transform + _TO_PIXELS).frozen(), paths, transforms, offsets, offset_trans + _TO_PIXELS
        self._pixels.draw_path_collection(_larger(gc), *places, *rest, **more)

    def draw_image(self, gc: Any, x: float, y: float, im: Any, transform: Any = None) -> None:  # noqa: ARG002
        self._svg.draw_image(gc, x, y, im)
        self._pixels.draw_image(_larger(gc), x * _SCALE, y * _SCALE, im)

    def draw_text(
        self, gc: Any, x: float, y: float, s: str, prop: Any, angle: float, ismath: Any = False, mtext: Any = None
    ) -> None:
        self._svg.draw_text(gc, x, y, s, prop, angle, ismath, mtext)
        self._pixels.draw_text(_larger(gc), x * _SCALE, y * _SCALE, s, prop, angle, ismath, mtext)

    def get_text_width_height_descent(self, s: str, prop: Any, ismath: Any) -> Any:
        return self._svg.get_text_width_height_descent(s, prop, ismath)

    def get_canvas_width_height(self) -> tuple[float, float]:
        width, height = self._svg.get_canvas_width_height()
        return width, height

    def flipy(self) -> bool:
        return True

    def option_image_nocomposite(self) -> bool:
        return True

    def get_image_magnification(self) -> float:
        return _SCALE


def _larger(gc: GraphicsContextBase) -> GraphicsContextBase:
    """The same pen; what it may not cross is given in pixels."""
    window: Any = gc.get_clip_rectangle()
    clip: Any = gc.get_clip_path()
    path, transform = clip
    larger = GraphicsContextBase()
    larger.copy_properties(gc)
    if window is not None:
        larger.set_clip_rectangle(Bbox(window.get_points() * _SCALE))
    if path is not None:
        larger.set_clip_path(TransformedPath(path, transform + _TO_PIXELS))
    return larger


def _lean(svg: bytes) -> bytes:
    """Without metadata, and with attributes in place of style sheets, which take long to read."""
    text = re.sub(rb"<metadata>.*?</metadata>\s*|<style.*?</style>\s*|<defs>\s*</defs>\s*", b"", svg, flags=re.DOTALL)
    return re.sub(rb' style="([^"]*)"', _attributes, text.replace(b"<svg ", b"<svg " + _ROOT_STYLE + b" ", 1))


def _attributes(style: re.Match[bytes]) -> bytes:
    """``fill: red; stroke: none`` as attributes."""
    pairs = (part.split(b":", 1) for part in style[1].split(b";") if part.strip())
    return b"".join(b' %s="%s"' % (name.strip(), value.strip()) for name, value in pairs)


def _png(pixels: Any) -> bytes:
    """At print quality for a text column."""
    buffer = io.BytesIO()
    image = Image.frombuffer("RGBA", (int(pixels.width), int(pixels.height)), pixels.buffer_rgba(), "raw", "RGBA", 0, 1)
    few = _palette(image.convert("RGB"))
    few.save(buffer, "png", compress_level=6, dpi=(DPI, DPI))
    return buffer.getvalue()


def _palette(image: Image.Image) -> Image.Image:
    """The picture in few colours where none can tell: a third of the bytes, and less time to compress them.

    The fast way of choosing colours is enough for points and lines, the slower one for heat maps.
    """
    for method in (Image.Quantize.FASTOCTREE, Image.Quantize.MAXCOVERAGE):
        few = image.quantize(COLOURS, method=method, dither=Image.Dither.NONE)
        if _unlike(image, few) < SHARE:
            return few
    return image


def _unlike(image: Image.Image, few: Image.Image) -> float:
    """Share of pixels whose colour is visibly another one, of every third row and column."""
    size = (-(-image.width // 3), -(-image.height // 3))
    one, other = image.resize(size, Image.Resampling.NEAREST), few.resize(size, Image.Resampling.NEAREST).convert("RGB")
    counts = ImageChops.difference(one, other).histogram()
    return max(sum(counts[256 * band + UNLIKE : 256 * (band + 1)]) for band in range(3)) / (size[0] * size[1])
