"""Fold change against fold change for pairs of contrasts."""

from seqfolio.sections.pairs.compute import Settings, compute
from seqfolio.sections.pairs.figures import blocks
from seqfolio.sections.section import Section, text_beside

SECTION = Section(
    id="pairs",
    title="Fold changes of two contrasts",
    chapter="contrasts",
    order=30,
    description="With two or more contrasts: every gene by its log2 fold changes in two of them; all pairs of three contrasts, "
    "otherwise the pairs that share the most called genes.",
    text=text_beside(__file__),
    compute=compute,
    blocks=blocks,
    Settings=Settings,
)
