"""What a figure's SVG consists of, in the words of a PDF page.

Figures come from matplotlib and use little of SVG: paths, texts, pictures and rectangles to clip by. Anything else is
refused here, and left to WeasyPrint.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import cos, radians, sin
from typing import Any

Matrix = tuple[float, float, float, float, float, float]
_SVG, _HREF = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}href"
_LINE = ("stroke-width", "stroke-dasharray", "stroke-dashoffset", "stroke-linecap", "stroke-linejoin")
_KNOWN = {
    "svg": {"width", "height", "viewBox", "version", "stroke-linejoin", "stroke-linecap"},
    "defs": set(),
    "clipPath": {"id"},
    "rect": {"x", "y", "width", "height"},
    "g": {"clip-path"},
    "path": {"d", "clip-path", "opacity", "fill", "fill-opacity", "stroke", "stroke-opacity", *_LINE},
    "text": {"font-size", "font-family", "text-anchor", "fill", "opacity", "x", "y", "transform"},
    "image": {"image-rendering", _HREF, "id", "transform", "x", "y", "width", "height"},
}
_PLAIN_PATH = re.compile(r"[MLQCz\d\s.-]*")
_STEPS = re.compile(r"([MLQCz])([^MLQCz]*)")
_OPERATOR = {"M": "m", "L": "l", "C": "c", "z": "h"}
_TOO_EXACT = re.compile(r"(\.\d{3})\d+")  # a thousandth of a point is seen by nobody
_TRANSFORM = re.compile(r"(\w+)\(([^)]*)\)")
_CAPS = {"butt": 0, "round": 1, "square": 2}
_JOINS = {"miter": 0, "round": 1, "bevel": 2}


class NotPlainError(Exception):
    """An SVG uses what matplotlib does not write."""


@dataclass(frozen=True)
class Stroke:
    """A path; ``look`` and ``path`` are operators of PDF."""

    clip: str
    look: tuple[bytes, ...]
    fill_alpha: float
    stroke_alpha: float
    path: bytes


@dataclass(frozen=True)
class Label:
    """A line of text; ``anchor`` is the share of its width that lies before its place."""

    text: str
    families: tuple[str, ...]
    size: float
    look: bytes
    alpha: float
    anchor: float
    place: Matrix


@dataclass(frozen=True)
class Raster:
    """A picture of pixels."""

    clip: str
    url: str
    size: tuple[float, float]
    place: Matrix


@dataclass(frozen=True)
class Strokes:
    """A figure.

    Attributes:
        size: in points, as the SVG says.
        box: width and height of its own units.
        clips: name -> operators that clip.
        parts: in the order of drawing.
    """

    size: tuple[float, float]
    box: tuple[float, float]
    clips: dict[str, bytes]
    parts: tuple[Stroke | Label | Raster, ...]


def strokes_of(tree: Any) -> Strokes:
    """What an SVG draws.

    Args:
        tree: its root element, of ``xml.etree``.

    Raises:
        NotPlainError: it uses what this module does not know.
    """
    try:
        return _strokes(tree)
    except (KeyError, ValueError) as error:
        raise NotPlainError(str(error)) from error


def _strokes(tree: Any) -> Strokes:
    x, y, width, height = map(float, tree.get("viewBox").split())
    _check(tree, "svg")
    if x or y or not all(tree.get(side).endswith("pt") for side in ("width", "height")):
        raise NotPlainError("its place or its units")
    clips = {clip.get("id"): _rectangle(clip) for clip in tree.iter(f"{_SVG}clipPath")}
    look = {key: tree.get(key) for key in _LINE if tree.get(key)}
    parts = tuple(part for child in tree for part in _parts(child, "", look))
    return Strokes((float(tree.get("width")[:-2]), float(tree.get("height")[:-2])), (width, height), clips, parts)


def _check(element: Any, tag: str) -> None:
    if not _KNOWN[tag].issuperset(element.keys()):
        raise NotPlainError(f"{tag}: {sorted(set(element.keys()) - _KNOWN[tag])}")


def _rectangle(clip: Any) -> bytes:
    (rect,) = clip
    _check(clip, "clipPath")
    _check(rect, rect.tag.removeprefix(_SVG))
    return " ".join(rect.attrib[key] for key in ("x", "y", "width", "height")).encode() + b" re W n"


def _parts(element: Any, clip: str, look: dict[str, str]) -> Iterator[Stroke | Label | Raster]:
    tag = element.tag.removeprefix(_SVG)
    _check(element, tag)
    clip = element.get("clip-path", clip).removeprefix("url(#").removesuffix(")")
    if tag == "g":
        for child in element:
            yield from _parts(child, clip, look)
    elif tag == "path":
        yield _stroke({**look, **element.attrib}, clip)
    elif tag == "text" and not len(element) and not clip:
        yield from _label(element)
    elif tag == "image":
        size = float(element.get("width")), float(element.get("height"))
        corner = (1.0, 0.0, 0.0, 1.0, float(element.get("x")), float(element.get("y")))
        yield Raster(clip, element.attrib[_HREF], size, _then(corner, _matrix(element.get("transform", ""))))
    elif tag != "defs":
        raise NotPlainError(tag)


def _stroke(given: dict[str, str], clip: str) -> Stroke:
    """A path with its pen; where fill and line overlap, both are seen, as in matplotlib's pixels."""
    path = given["d"]
    if not _PLAIN_PATH.fullmatch(path):
        raise NotPlainError("a path with other steps")
    steps = "\n".join(
        f"{numbers.strip()} {_OPERATOR[step]}" for step, numbers in _without_quadratic(_STEPS.findall(path))
    )
    fill, stroke = given.get("fill", "#000000"), given.get("stroke", "none")
    paint = {(True, True): "B", (True, False): "f", (False, True): "S", (False, False): "n"}[
        fill != "none", stroke != "none"
    ]
    all_of_it = float(given.get("opacity", 1))
    return Stroke(
        clip,
        tuple(_pen(given, fill, stroke)),
        all_of_it * float(given.get("fill-opacity", 1)),
        all_of_it * float(given.get("stroke-opacity", 1)),
        _TOO_EXACT.sub(r"\1", f"{steps}\n{paint}").encode(),
    )


def _without_quadratic(steps: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Curves with one control point as curves with two, the only ones that PDF has."""
    before = ""
    for step, numbers in steps:
        if step == "Q":
            here = [float(number) for number in before.split()[-2:]]
            *control, x, y = (float(number) for number in numbers.split())
            toward = [(a + 2 * b) / 3 for end in (here, [x, y]) for a, b in zip(end, control, strict=True)]
            yield "C", " ".join(f"{number:f}" for number in (*toward, x, y))
        else:
            yield step, numbers
        before = numbers


def _pen(given: dict[str, str], fill: str, stroke: str) -> Iterator[bytes]:
    if fill != "none":
        yield colour(fill) + b" rg"
    if stroke != "none":
        dashes = given.get("stroke-dasharray", "").replace(",", " ")
        yield colour(stroke) + b" RG"
        yield f"{float(given.get('stroke-width', 1)):g} w".encode()
        yield f"[{dashes}] {float(given.get('stroke-dashoffset', 0)):g} d".encode()
        yield f"{_CAPS[given.get('stroke-linecap', 'butt')]} J".encode()
        yield f"{_JOINS[given.get('stroke-linejoin', 'miter')]} j".encode()


def colour(name: str) -> bytes:
    """``#ff8000`` as numbers from 0 to 1."""
    if not re.fullmatch("#[0-9a-f]{6}", name):
        raise NotPlainError(f"a colour of {name}")
    return " ".join(f"{int(name[i : i + 2], 16) / 255:.4g}" for i in (1, 3, 5)).encode()


def _label(element: Any) -> Iterator[Label]:
    text = element.text or ""
    if not text.strip():
        return
    place: Matrix = (1.0, 0.0, 0.0, 1.0, float(element.get("x", 0)), float(element.get("y", 0)))
    yield Label(
        text,
        tuple(family.strip("'\" ") for family in element.attrib["font-family"].split(",")),
        float(element.attrib["font-size"].removesuffix("px")),
        colour(element.get("fill", "#000000")) + b" rg",
        float(element.get("opacity", 1)),
        {"start": 0.0, "middle": 0.5, "end": 1.0}[element.get("text-anchor", "start")],
        _then(place, _matrix(element.get("transform", ""))),
    )


def _matrix(transform: str) -> Matrix:
    """A list of transforms as one; the last one written is the first one done."""
    found: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    for name, text in reversed(_TRANSFORM.findall(transform)):
        numbers = [float(number) for number in text.replace(",", " ").split()]
        found = _then(found, _one(name, numbers))
    return found


def _one(name: str, numbers: list[float]) -> Matrix:
    if name == "translate":
        return (1.0, 0.0, 0.0, 1.0, *_pair(numbers, 0.0))
    if name == "scale":
        across, down = _pair(numbers, numbers[0])
        return (across, 0.0, 0.0, down, 0.0, 0.0)
    if name == "rotate":
        angle, x, y = [*numbers, 0.0, 0.0][:3]
        a, b = cos(radians(angle)), sin(radians(angle))
        return (a, b, -b, a, x - a * x + b * y, y - b * x - a * y)
    raise NotPlainError(name)


def _pair(numbers: list[float], other: float) -> tuple[float, float]:
    return numbers[0], numbers[1] if len(numbers) > 1 else other


def _then(first: Matrix, second: Matrix) -> Matrix:
    """One transform, then another one, as one."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = second
    return (
        a * p + b * r,
        a * q + b * s,
        c * p + d * r,
        c * q + d * s,
        e * p + f * r + t,
        e * q + f * s + u,
    )
