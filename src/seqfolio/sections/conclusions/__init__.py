"""What the results allow to say, for people at the bench."""

from seqfolio.sections.conclusions.compute import compute
from seqfolio.sections.conclusions.figures import blocks
from seqfolio.sections.section import Section, text_beside

SECTION = Section(
    id="conclusions",
    title="What you may and may not conclude",
    chapter="overview",
    order=30,
    description="What the calls allow to say and what they do not, with the number of false ones to expect.",
    text=text_beside(__file__),
    compute=compute,
    blocks=blocks,
)
