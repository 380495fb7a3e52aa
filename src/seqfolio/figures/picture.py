"""A drawn matplotlib figure with its words, as a block of the document."""

from __future__ import annotations

from functools import partial

from matplotlib.figure import Figure as Drawing

from seqfolio.document import Explore, Figure
from seqfolio.figures.style import drawing, to_png, to_svg


def picture(
    figure: Drawing,
    *,
    id: str,
    title: str,
    caption: str,
    alt: str,
    multiqc: bool = False,
    explore: Explore | None = None,
) -> Figure:
    """The figure as SVG, and as PNG when somebody asks for it; call it inside ``style.drawing()``."""
    width, height = map(float, figure.get_size_inches())
    svg = to_svg(figure)
    figure.set_layout_engine("none")  # it is laid out now; doing it again for the PNG would change nothing
    return Figure(id, title, caption, alt, svg, partial(_png, figure), width, height, multiqc, explore)


def _png(figure: Drawing) -> bytes:
    with drawing():
        made = to_png(figure)
    figure.clear()  # the data of 60,000 points are not needed again
    return made
