"""The strongest genes, sample by sample."""

from seqfolio.sections.expression.compute import Settings, compute
from seqfolio.sections.expression.figures import blocks
from seqfolio.sections.section import Section, text_beside

SECTION = Section(
    id="expression",
    title="The strongest genes in each sample",
    chapter="contrast",
    order=45,
    description="Values of the strongest genes in every sample, by group.",
    text=text_beside(__file__),
    compute=compute,
    blocks=blocks,
    Settings=Settings,
)
