"""The samples of a GEO series matrix: accession, title, and what ``characteristics`` say as ``key: value``."""

from __future__ import annotations

import csv


def is_series_matrix(text: str) -> bool:
    """Whether a text is a series matrix."""
    return text.startswith(("!Series_", '"!Series_')) and "\n!Sample_geo_accession" in text


def series_rows(text: str) -> list[list[str]]:
    """A header and a row per sample."""
    columns: dict[str, list[str]] = {}
    for cells in csv.reader((line for line in text.split("\n") if line.startswith("!Sample_")), delimiter="\t"):
        name, values = cells[0].removeprefix("!Sample_"), [cell.strip() for cell in cells[1:]]
        if name == "characteristics_ch1":
            _characteristics(values, columns)
        elif name in ("geo_accession", "title", "source_name_ch1"):
            columns[name] = values
    samples = columns.pop("geo_accession", [])
    whole = {name: values for name, values in columns.items() if len(values) == len(samples)}
    return [["sample", *whole], *([sample, *(v[i] for v in whole.values())] for i, sample in enumerate(samples))]


def _characteristics(values: list[str], columns: dict[str, list[str]]) -> None:
    """Each sample says which key its value belongs to; samples may have different keys on one line."""
    for i, value in enumerate(values):
        key, colon, rest = value.partition(":")
        if colon:
            columns.setdefault(key.strip(), [""] * len(values))[i] = rest.strip()
