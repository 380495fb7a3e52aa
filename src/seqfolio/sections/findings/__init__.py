"""What a careful reader should know before believing the rest."""

from seqfolio.sections.findings.compute import compute
from seqfolio.sections.findings.figures import blocks
from seqfolio.sections.section import Section, text_beside

SECTION = Section(
    id="findings",
    title="What to know before you use the results",
    chapter="overview",
    order=5,
    description="The findings of the statistical checks, the gravest first.",
    text=text_beside(__file__),
    compute=compute,
    blocks=blocks,
)
