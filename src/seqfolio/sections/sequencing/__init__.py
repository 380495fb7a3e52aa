"""Quality of the sequencing, as MultiQC reports it."""

from seqfolio.sections.section import Section, text_beside
from seqfolio.sections.sequencing.compute import compute
from seqfolio.sections.sequencing.figures import blocks

SECTION = Section(
    id="sequencing",
    title="Quality of the sequencing",
    chapter="samples",
    order=12,
    description="Reads, mapping, duplicates, rRNA, strandedness and insert size from MultiQC, with their thresholds.",
    text=text_beside(__file__),
    compute=compute,
    blocks=blocks,
    citations=("ewels2016",),
)
