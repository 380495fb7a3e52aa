"""Where the results come from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from seqfolio.model import Source
from seqfolio.sections.section import View


@dataclass(frozen=True)
class Result:
    """Files, settings, versions, and what the reader noticed."""

    sources: tuple[Source, ...]
    settings: tuple[tuple[str, str], ...]
    versions: dict[str, str]
    notes: tuple[str, ...]


def compute(view: View) -> Result:
    """Flatten the settings into key paths."""
    analysis = view.analysis
    kept = {
        k: analysis.provenance.parameters[k]
        for k in ("input", "design", "analysis", "enrichment")
        if k in analysis.provenance.parameters
    }
    notes = [*analysis.dataset.repairs, *(note for source in analysis.dataset.sources for note in source.notes)]
    return Result(analysis.dataset.sources, tuple(_flat(kept)), analysis.provenance.versions, tuple(notes))


def _flat(value: Any, path: str = "") -> list[tuple[str, str]]:
    if isinstance(value, dict):
        return [pair for key, child in value.items() for pair in _flat(child, f"{path}.{key}" if path else str(key))]
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [pair for i, child in enumerate(value) for pair in _flat(child, f"{path}[{i}]")]
    if value is None or value in ([], {}):
        return []
    return [(path, ", ".join(map(str, value)) if isinstance(value, list) else str(value))]
