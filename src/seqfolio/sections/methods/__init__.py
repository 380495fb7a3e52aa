"""What was done, in words that can be put into a paper."""

from seqfolio.sections.methods.compute import compute, no_blocks
from seqfolio.sections.section import Section, text_beside

SECTION = Section(
    id="methods",
    title="Methods",
    chapter="methods",
    order=10,
    description="What was done, in words with citations.",
    text=text_beside(__file__),
    compute=compute,
    blocks=no_blocks,
    citations=("harris2020", "virtanen2020"),
)
