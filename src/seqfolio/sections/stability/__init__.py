"""The same contrast without each sample."""

from seqfolio.sections.section import Section, text_beside
from seqfolio.sections.stability.compute import compute
from seqfolio.sections.stability.figures import blocks

SECTION = Section(
    id="stability",
    title="Without each sample",
    chapter="contrast",
    order=90,
    description="With analysis.stability: how many of the called genes stay called when one sample is left out, for every sample.",
    text=text_beside(__file__),
    compute=compute,
    blocks=blocks,
)
