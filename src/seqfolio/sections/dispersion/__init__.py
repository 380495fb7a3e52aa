"""Dispersions: how much genes vary between replicates, and the trend that they are shrunken to."""

from seqfolio.sections.dispersion.compute import compute
from seqfolio.sections.dispersion.figures import blocks
from seqfolio.sections.section import Section, text_beside

SECTION = Section(
    id="dispersion",
    title="Variation between replicates",
    chapter="methods",
    order=5,
    description="How much genes vary against their expression: with the trend of the model, and on the scale of the figures.",
    text=text_beside(__file__),
    compute=compute,
    blocks=blocks,
    citations=("love2014",),
)
