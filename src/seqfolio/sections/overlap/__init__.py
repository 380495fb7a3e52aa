"""Which contrasts call the same genes: an UpSet plot."""

from seqfolio.sections.overlap.compute import Settings, compute
from seqfolio.sections.overlap.figures import blocks
from seqfolio.sections.section import Section, text_beside

SECTION = Section(
    id="overlap",
    title="Genes called in several contrasts",
    chapter="contrasts",
    order=20,
    description="With two or more contrasts: how many genes are called in exactly which contrasts, and in which direction "
    "(UpSet plot).",
    text=text_beside(__file__),
    compute=compute,
    blocks=blocks,
    Settings=Settings,
    citations=("lex2014",),
)
