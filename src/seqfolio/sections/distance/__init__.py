"""Distances between samples, clustered."""

from seqfolio.sections.distance.compute import compute
from seqfolio.sections.distance.figures import blocks
from seqfolio.sections.section import Section, text_beside

SECTION = Section(
    id="distance",
    title="Distances between samples",
    chapter="samples",
    order=30,
    description="Heat map of the distances between samples with a dendrogram and the covariates.",
    text=text_beside(__file__),
    compute=compute,
    blocks=blocks,
)
