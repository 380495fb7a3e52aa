"""Figures on the pages of a PDF, drawn by us in WeasyPrint's place.

WeasyPrint draws an SVG letter by letter and number by number, each label in a group of its own: half the time of writing
the pages of a report, and labels whose letters are not joined in Arabic. Here a label is a line of text, and a path is
handed on as it is. It is done with parts of WeasyPrint that it does not promise to keep, so only in the versions that it was
tried with; in others, and for SVGs that are not matplotlib's, WeasyPrint draws by itself.
"""

from __future__ import annotations

from typing import Any

from seqfolio.render.pdf_strokes import Label, NotPlainError, Raster, Stroke, Strokes, strokes_of

TRIED = ("70.",)  # versions of WeasyPrint


def install() -> None:
    """Draw figures ourselves from now on."""
    import weasyprint
    from weasyprint import images

    if weasyprint.__version__.startswith(TRIED):
        images.SVGImage = _picture(images.SVGImage)


def _picture(svg_image: Any) -> Any:
    """WeasyPrint's picture of an SVG, with figures drawn by us."""

    class Picture(svg_image):  # type: ignore[misc]
        def __init__(self, tree: Any, base_url: Any, url_fetcher: Any, context: Any) -> None:
            self._context = context
            self._strokes = _strokes(tree)
            if self._strokes is None:
                super().__init__(tree, base_url, url_fetcher, context)

        def get_intrinsic_size(self, image_resolution: Any, font_size: Any) -> Any:
            if self._strokes is None:
                return super().get_intrinsic_size(image_resolution, font_size)
            width, height = (side * 4 / 3 for side in self._strokes.size)  # pixels of CSS
            return width, height, width / height

        def draw(self, stream: Any, width: float, height: float, style: Any) -> None:
            if self._strokes is None:
                super().draw(stream, width, height, style)
            else:
                _Page(stream, self._context).draw(self._strokes, width, height)

    return Picture


def _strokes(tree: Any) -> Strokes | None:
    try:
        return strokes_of(tree)
    except NotPlainError:
        return None


class _Page:
    """A page that is drawn on; it repeats nothing that the page knows already."""

    def __init__(self, stream: Any, context: Any) -> None:
        self._stream, self._context = stream, context
        self._said: dict[bytes, bytes] = {}  # operator -> the words that were last said with it
        self._styles: dict[Any, Any] = {}
        self._clip = ""

    def draw(self, strokes: Strokes, width: float, height: float) -> None:
        """Draw a figure in a box of this size, whose upper left corner is the page's origin."""
        self._stream.push_state()
        self._stream.transform(a=width / strokes.box[0], d=height / strokes.box[1])
        for part in strokes.parts:
            self._cut(getattr(part, "clip", ""), strokes.clips)
            match part:
                case Stroke():
                    self._draw_stroke(part)
                case Label():
                    self._draw_label(part)
                case Raster():
                    self._draw_raster(part)
        self._cut("", strokes.clips)
        self._stream.pop_state()

    def _cut(self, clip: str, clips: dict[str, bytes]) -> None:
        if clip == self._clip:
            return
        if self._clip:
            self._pop()
        if clip:
            self._stream.push_state()
            self._stream.stream.append(clips[clip])
        self._clip = clip

    def _pop(self) -> None:
        self._stream.pop_state()
        self._said.clear()

    def _say(self, words: bytes) -> None:
        operator = words.rsplit(b" ", 1)[1]
        if self._said.get(operator) != words:
            self._said[operator] = words
            self._stream.stream.append(words)

    def _draw_stroke(self, part: Stroke) -> None:
        self._stream.set_alpha(part.fill_alpha)
        self._stream.set_alpha(part.stroke_alpha, stroke=True)
        for words in part.look:
            self._say(words)
        self._stream.stream.append(part.path)

    def _draw_label(self, part: Label) -> None:
        """A line of text; it has no coloured pictures, which an archive could not print (see ``seqfolio.fonts``)."""
        from weasyprint.draw.text import draw_first_line
        from weasyprint.matrix import Matrix
        from weasyprint.svg.text import TextBox
        from weasyprint.text.line_break import Layout, line_size

        style = self._style(part.families, part.size)
        layout = Layout(style)
        layout.set_text(part.text)
        width, _ = line_size(layout.get_first_line()[0], style)
        a, b, c, d, e, f = part.place
        shift = part.anchor * width
        self._stream.set_alpha(part.alpha)
        self._say(part.look)
        self._stream.begin_text()
        draw_first_line(
            self._stream, TextBox(layout, style), "none", "none", Matrix(a, b, -c, -d, e - shift * a, f - shift * b)
        )
        self._stream.end_text()

    def _style(self, families: tuple[str, ...], size: float) -> Any:
        from weasyprint.css.properties import INITIAL_VALUES
        from weasyprint.svg.text import Style

        if (families, size) not in self._styles:
            style = Style({**INITIAL_VALUES, "font_family": list(families), "font_size": size, "font_weight": 400})
            style.font_config = self._context.font_config
            self._styles[families, size] = style
        return self._styles[families, size]

    def _draw_raster(self, part: Raster) -> None:
        image = self._context.get_image_from_uri(url=part.url, forced_mime_type="image/*")
        self._stream.push_state()
        self._stream.set_alpha(1)
        self._stream.transform(*part.place)
        image.draw(self._stream, *part.size, {"image_rendering": "optimizeSpeed"})
        self._pop()
