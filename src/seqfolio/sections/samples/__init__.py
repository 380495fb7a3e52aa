"""The samples: covariates, library sizes, detected genes."""

from seqfolio.sections.samples.compute import compute
from seqfolio.sections.samples.figures import blocks
from seqfolio.sections.section import Section, text_beside

SECTION = Section(
    id="samples",
    title="Samples",
    chapter="samples",
    order=10,
    description="Sample sheet, library sizes, detected genes and size factors.",
    text=text_beside(__file__),
    compute=compute,
    blocks=blocks,
)
