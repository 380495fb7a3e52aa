"""What kinds of genes were called."""

from seqfolio.sections.biotypes.compute import compute
from seqfolio.sections.biotypes.figures import blocks
from seqfolio.sections.section import Section, text_beside

SECTION = Section(
    id="biotypes",
    title="Kinds of genes",
    chapter="contrast",
    order=46,
    description="Called genes by biotype, when the annotation has one.",
    text=text_beside(__file__),
    compute=compute,
    blocks=blocks,
)
