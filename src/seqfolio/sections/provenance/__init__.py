"""Inputs, settings and versions."""

from seqfolio.sections.provenance.compute import compute
from seqfolio.sections.provenance.figures import blocks
from seqfolio.sections.section import Section, text_beside

SECTION = Section(
    id="provenance",
    title="Inputs, settings and versions",
    chapter="methods",
    order=20,
    description="Digests of the inputs, every setting, software versions.",
    text=text_beside(__file__),
    compute=compute,
    blocks=blocks,
)
