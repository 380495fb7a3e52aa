"""The answer first: what changed, which way, how sure."""

from seqfolio.sections.section import Section, text_beside
from seqfolio.sections.summary.compute import Settings, compute
from seqfolio.sections.summary.figures import blocks

SECTION = Section(
    id="summary",
    title="Summary",
    chapter="overview",
    order=10,
    description="Per contrast how many genes are higher, lower, not significant and not tested, and the strongest genes.",
    text=text_beside(__file__),
    compute=compute,
    blocks=blocks,
    Settings=Settings,
)
