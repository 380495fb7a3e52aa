"""The same contrast by other methods."""

from seqfolio.sections.concordance.compute import compute
from seqfolio.sections.concordance.figures import blocks
from seqfolio.sections.section import Section, text_beside

SECTION = Section(
    id="concordance",
    title="Second opinion",
    chapter="contrast",
    order=80,
    description="With analysis.concordance: the same contrast by other methods, how many of the called genes they call too, "
    "concordance at the top, and both fold changes.",
    text=text_beside(__file__),
    compute=compute,
    blocks=blocks,
    citations=("irizarry2005",),
)
