"""A drawn matplotlib figure with its words, as a block of the document."""

from __future__ import annotations

from matplotlib.figure import Figure as Drawing

from seqfolio.document import Figure
from seqfolio.figures.style import to_png, to_svg


def picture(drawing: Drawing, *, id: str, title: str, caption: str, alt: str, multiqc: bool = False) -> Figure:
    """The figure as SVG and PNG; call it inside ``style.drawing()``."""
    width, height = map(float, drawing.get_size_inches())
    svg = to_svg(drawing)
    drawing.set_layout_engine("none")  # it is laid out now; doing it again for the PNG would change nothing
    return Figure(id, title, caption, alt, svg, to_png(drawing), width, height, multiqc)
