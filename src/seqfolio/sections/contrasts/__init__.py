"""All contrasts side by side."""

from seqfolio.sections.contrasts.compute import compute
from seqfolio.sections.contrasts.figures import blocks
from seqfolio.sections.section import Section, text_beside

SECTION = Section(
    id="contrasts",
    title="Contrasts side by side",
    chapter="contrasts",
    order=10,
    description="With two or more contrasts: what each asks and how many genes it calls, and what the adjusted p-values bound.",
    text=text_beside(__file__),
    compute=compute,
    blocks=blocks,
)
