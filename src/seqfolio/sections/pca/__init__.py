"""Principal components: which samples are alike."""

from seqfolio.sections.pca.compute import compute
from seqfolio.sections.pca.figures import blocks
from seqfolio.sections.section import Section, text_beside

SECTION = Section(
    id="pca",
    title="Principal components",
    chapter="samples",
    order=20,
    description="The samples on the two directions in which they differ most.",
    text=text_beside(__file__),
    compute=compute,
    blocks=blocks,
)
