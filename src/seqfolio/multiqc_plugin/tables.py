"""Rows and headers of the two tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from seqfolio.multiqc_plugin.names import plain, unique
from seqfolio.multiqc_plugin.reading import Contrast, Sample

Row = dict[str, float | str]
Headers = dict[str, dict[str, object]]

CALLS: tuple[tuple[str, str, str, str | bool], ...] = (
    ("higher", "Higher", "Called genes that are higher in the group that is named first", "Oranges"),
    ("lower", "Lower", "Called genes that are lower in the group that is named first", "Blues"),
    ("changed", "Changed", "Genes called by a test that has no direction", "Purples"),
    ("equivalent", "Equivalent", "Genes shown to differ by less than the threshold", "Greens"),
    (
        "not_significant",
        "Not significant",
        "Tested and not called: the data do not decide; not evidence that nothing differs",
        False,
    ),
    ("not_tested", "Not tested", "No test was possible or sensible", False),
)
SHOWN_IF_ANY = ("changed", "equivalent")
OUTLIER, TYPICAL = "outlier", "typical"  # not yes and no: MultiQC paints every "no" red


def sample_headers(reads: str) -> Headers:
    """The columns in General Statistics; ``reads`` is MultiQC's word for the unit, for example ``millions``."""
    unit = f" ({reads})" if reads else ""
    return {
        "project": {"title": "Project", "description": "The Seqfolio project", "scale": False},
        "display_name": {"title": "Name", "description": "The sample's name in its project", "scale": False},
        "library_size": {
            "title": "Library size",
            "description": f"Sum of the counts of all genes{unit}",
            "shared_key": "read_count",
            "scale": "Blues",
        },
        "detected_genes": {
            "title": "Genes",
            "description": "Genes with at least one count",
            "scale": "Greens",
            "min": 0,
            "format": "{:,.0f}",
        },
        "size_factor": {
            "title": "Size factor",
            "description": "What the counts are divided by to make samples comparable; 1 is typical",
            "scale": "Purples",
            "min": 0,
            "format": "{:,.2f}",
        },
        "outlier": {
            "title": "Outlier",
            "description": "Whether the sample stands apart from all others of its project",
            "scale": False,
            "cond_formatting_rules": {"warn": [{"s_eq": OUTLIER}]},
        },
    }


def sample_row(sample: Sample, project: str) -> Row:
    """The values of a sample; ``project`` is empty when there is only one."""
    values = {
        "project": text_cell(project) if project else None,
        "display_name": text_cell(sample.display_name) if sample.display_name != sample.id else None,
        "library_size": sample.library_size,
        "detected_genes": sample.detected_genes,
        "size_factor": sample.size_factor,
        "outlier": None if sample.outlier is None else (OUTLIER if sample.outlier else TYPICAL),
    }
    return {key: value for key, value in values.items() if value is not None}


def contrast_headers(contrasts: Sequence[Contrast]) -> Headers:
    """The columns of the genes that were called."""
    headers: Headers = {"compared": {"title": "Compared", "description": "What a positive fold change means"}}
    headers["compared"]["scale"] = False
    for key, title, description, scale in CALLS:
        if key not in SHOWN_IF_ANY or any(c.counts.get(key) for c in contrasts):
            headers[key] = {"title": title, "description": description, "format": "{:,.0f}", "scale": scale}
            headers[key] |= {"min": 0, "shared_key": "seqfolio_called"} if scale else {}
    headers["method"] = {"title": "Method", "description": "The statistical test", "scale": False}
    headers["alpha"] = {"title": "Alpha", "description": "Significance level", "scale": False, "format": "{:,g}"}
    return headers


def contrast_rows(contrasts: Sequence[Contrast]) -> dict[str, Row]:
    """A row per contrast, under its title."""
    titles = unique(plain(c.title) for c in contrasts)
    return {title: _contrast_row(contrast) for title, contrast in zip(titles, contrasts, strict=True)}


def _contrast_row(contrast: Contrast) -> Row:
    levels = f"{contrast.numerator} vs {contrast.denominator}" if contrast.numerator else contrast.sentence
    values: Mapping[str, float | str | None] = {
        "compared": text_cell(levels),
        **contrast.counts,
        "method": text_cell(contrast.method),
        "alpha": contrast.alpha,
    }
    return {key: value for key, value in values.items() if value is not None}


def text_cell(text: str) -> str:
    """Text that stays text: MultiQC reads "007" as a number unless it stands in quotation marks."""
    safe = plain(text)
    try:
        float(safe)
    except ValueError:
        return safe
    return f'"{safe}"'
