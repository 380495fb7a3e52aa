"""The terms of this very report in plain words."""

from seqfolio.sections.glossary.compute import compute, no_blocks
from seqfolio.sections.section import Section, text_beside

SECTION = Section(
    id="glossary",
    title="Glossary",
    chapter="methods",
    order=30,
    description="The terms that the report uses, in plain words.",
    text=text_beside(__file__),
    compute=compute,
    blocks=no_blocks,
)
