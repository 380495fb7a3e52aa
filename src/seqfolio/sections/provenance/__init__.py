"""Settings and versions."""

from seqfolio.sections.provenance.compute import compute
from seqfolio.sections.provenance.figures import blocks
from seqfolio.sections.section import Section, text_beside

SECTION = Section(
    id="provenance",
    title="Settings and versions",
    chapter="methods",
    order=20,
    description="Every setting, software versions.",
    text=text_beside(__file__),
    compute=compute,
    blocks=blocks,
)
