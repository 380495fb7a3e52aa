"""Gene sets: which known groups of genes change together."""

from seqfolio.sections.enrichment.compute import Settings, compute
from seqfolio.sections.enrichment.figures import blocks
from seqfolio.sections.section import Section, text_beside

SECTION = Section(
    id="enrichment",
    title="Gene sets",
    chapter="contrast",
    order=60,
    description="Which gene sets are enriched: ranked enrichment and over-representation, with the genes behind them.",
    text=text_beside(__file__),
    compute=compute,
    blocks=blocks,
    Settings=Settings,
    citations=("subramanian2005", "korotkevich2021", "wijesooriya2022"),
)
