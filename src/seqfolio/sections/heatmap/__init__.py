"""Heat map of the strongest genes."""

from seqfolio.sections.heatmap.compute import Settings, compute
from seqfolio.sections.heatmap.figures import blocks
from seqfolio.sections.section import Section, text_beside

SECTION = Section(
    id="heatmap",
    title="Heat map",
    chapter="contrast",
    order=50,
    description="The strongest called genes over all samples, clustered.",
    text=text_beside(__file__),
    compute=compute,
    blocks=blocks,
    Settings=Settings,
)
