"""MA plot: size of the change against how much the gene is expressed."""

from seqfolio.sections.ma.compute import Settings, compute
from seqfolio.sections.ma.figures import blocks
from seqfolio.sections.section import Section, text_beside

SECTION = Section(
    id="ma",
    title="MA plot",
    chapter="contrast",
    order=30,
    description="Every tested gene by its mean expression and its log2 fold change.",
    text=text_beside(__file__),
    compute=compute,
    blocks=blocks,
    Settings=Settings,
)
