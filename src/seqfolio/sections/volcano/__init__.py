"""Volcano plot: size of the change against how sure it is."""

from seqfolio.sections.section import Section, text_beside
from seqfolio.sections.volcano.compute import Settings, compute
from seqfolio.sections.volcano.figures import blocks

SECTION = Section(
    id="volcano",
    title="Volcano plot",
    chapter="contrast",
    order=20,
    description="Every tested gene by its log2 fold change and its p-value.",
    text=text_beside(__file__),
    compute=compute,
    blocks=blocks,
    Settings=Settings,
)
