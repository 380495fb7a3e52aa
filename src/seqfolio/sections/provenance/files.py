"""Which files are delivered with the report, and what each of them holds."""

from __future__ import annotations

from collections.abc import Iterator

from seqfolio.model import Analysis


def files(analysis: Analysis) -> tuple[tuple[str, str], ...]:
    """(path in the results folder, what it holds)."""
    return (*_tables(analysis), *_others())


def _tables(analysis: Analysis) -> Iterator[tuple[str, str]]:
    for contrast in analysis.contrasts:
        yield f"tables/{contrast.id}.csv", f"{contrast.comparison.title}: every gene, all digits"
        yield f"tables/{contrast.id}.called.csv", f"{contrast.comparison.title}: the called genes, the strongest first"
    if len(analysis.contrasts) > 1:
        yield "tables/calls.csv", "Every gene in every contrast"
    yield from _trials(analysis)
    yield from _gene_sets(analysis)
    yield "tables/normalized_counts.csv", "Counts divided by the size factors"
    yield "tables/results.xlsx", "The tables as a workbook"


def _trials(analysis: Analysis) -> Iterator[tuple[str, str]]:
    for contrast in dict.fromkeys(opinion.contrast for opinion in analysis.sensitivity.opinions):
        yield f"tables/{contrast}.concordance.csv", "Every gene by the method of the analysis and by the others"
    for stability in analysis.sensitivity.stability:
        yield f"tables/{stability.contrast}.stability.csv", "In how many leave-outs every gene is called"


def _gene_sets(analysis: Analysis) -> Iterator[tuple[str, str]]:
    for found in analysis.enrichment:
        for kind, frame in (("gsea", found.gsea), ("ora", found.ora)):
            if frame is not None:
                yield f"tables/{found.contrast}.{kind}.csv", "Every gene set that was tested"


def _others() -> Iterator[tuple[str, str]]:
    yield "figures/", "Each figure as SVG and PNG"
    yield "methods.md, references.bib", "What was run, as a paragraph for a paper, and the literature that it cites"
    yield "provenance.json, project.yaml", "Versions, digests, settings; the project file as it was run"
    yield "data/", "What is needed to make the report again"
