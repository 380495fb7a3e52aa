"""A drawn matplotlib figure with its words, as a block of the document."""

from __future__ import annotations

from matplotlib.figure import Figure as Drawing

from seqfolio.document import Explore, Figure
from seqfolio.figures.twin import draw


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
    """The figure as SVG and as PNG; call it inside ``style.drawing()``."""
    width, height = map(float, figure.get_size_inches())
    drawn = draw(figure)
    return Figure(id, title, caption, alt, drawn.svg, drawn.png, width, height, multiqc, explore)
