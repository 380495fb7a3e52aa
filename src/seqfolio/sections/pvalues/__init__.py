"""Histogram of p-values: does the test behave."""

from seqfolio.sections.pvalues.compute import compute
from seqfolio.sections.pvalues.figures import blocks
from seqfolio.sections.section import Section, text_beside

SECTION = Section(
    id="pvalues",
    title="Histogram of p-values",
    chapter="contrast",
    order=40,
    description="How often each p-value occurs, against what chance alone would give.",
    text=text_beside(__file__),
    compute=compute,
    blocks=blocks,
    citations=("breheny2018",),
)
