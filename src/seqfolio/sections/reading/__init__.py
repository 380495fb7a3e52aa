"""What was read: files, formats, digests, and every decision, repair and omission on the way."""

from seqfolio.sections.reading.compute import compute
from seqfolio.sections.reading.figures import blocks
from seqfolio.sections.section import Section, text_beside

SECTION = Section(
    id="reading",
    title="What was read",
    chapter="methods",
    order=18,
    description="Input files with format and digest, and what was decided, repaired and left out while reading them.",
    text=text_beside(__file__),
    compute=compute,
    blocks=blocks,
)
