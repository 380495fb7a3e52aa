"""The table of genes."""

from seqfolio.sections.genes.compute import Settings, compute
from seqfolio.sections.genes.figures import blocks
from seqfolio.sections.section import Section, text_beside

SECTION = Section(
    id="genes",
    title="Genes",
    chapter="contrast",
    order=10,
    description="The strongest genes, and why genes were not tested.",
    text=text_beside(__file__),
    compute=compute,
    blocks=blocks,
    Settings=Settings,
)
