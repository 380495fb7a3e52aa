"""Where the results come from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from seqfolio.differential.method import METHODS
from seqfolio.model import Analysis
from seqfolio.sections.provenance.files import files
from seqfolio.sections.section import View


@dataclass(frozen=True)
class Result:
    """Settings, versions, and the files that were written."""

    settings: tuple[tuple[str, str], ...]
    versions: dict[str, str]
    files: tuple[tuple[str, str], ...]


def compute(view: View) -> Result:
    """Flatten the settings into key paths."""
    analysis = view.analysis
    kept = {
        k: analysis.provenance.parameters[k]
        for k in ("input", "design", "analysis", "enrichment")
        if k in analysis.provenance.parameters
    }
    if "analysis" in kept:
        kept["analysis"] = _resolved(kept["analysis"], analysis)
    return Result(tuple(_flat(kept)), analysis.provenance.versions, files(analysis))


# The settings that only some methods have, and the feature that a method declares when it has them.
FEATURES = {
    "test": "lrt",
    "lfc_threshold": "threshold",
    "alternative": "alternatives",
    "shrinkage": "shrinkage",
    "robust": "robust",
    "sample_weights": "sample_weights",
}


def _resolved(settings: dict[str, Any], analysis: Analysis) -> dict[str, Any]:
    """The settings with what "auto" became, without those that the method has no use for."""
    name = settings.get("method", "")
    features = METHODS.get(name).needs.features if name in METHODS.ids() else tuple(FEATURES.values())
    if not analysis.contrasts:
        features = ()
    normalized = analysis.normalized
    became = {
        "normalization": normalized.normalization,
        "transform": normalized.transform,
        "filter": normalized.filter,
    }
    used = {key: value for key, value in settings.items() if FEATURES.get(key, "") in ("", *features)}
    return {key: f"auto: {became[key]}" if value == "auto" and key in became else value for key, value in used.items()}


def _flat(value: Any, path: str = "") -> list[tuple[str, str]]:
    if isinstance(value, dict):
        return [pair for key, child in value.items() for pair in _flat(child, f"{path}.{key}" if path else str(key))]
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [pair for i, child in enumerate(value) for pair in _flat(child, f"{path}[{i}]")]
    if value is None or value in ([], {}):
        return []
    return [(path, ", ".join(map(str, value)) if isinstance(value, list) else str(value))]
