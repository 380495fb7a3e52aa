"""Genes of interest over all contrasts."""

from seqfolio.sections.interest.compute import compute
from seqfolio.sections.interest.figures import blocks
from seqfolio.sections.section import Section, text_beside

SECTION = Section(
    id="interest",
    title="Genes of interest",
    chapter="overview",
    order=40,
    description="The genes that the project names, in every contrast and every sample, significant or not.",
    text=text_beside(__file__),
    compute=compute,
    blocks=blocks,
)
