"""Samples and covariates, with the colours that they have in the figures."""

from __future__ import annotations

import json
from typing import Any

from seqfolio.figures.groups import Covariate
from seqfolio.model import Analysis
from seqfolio.sections.covariates import covariate_of, useful


def samples_block(analysis: Analysis, genes_of_interest: list[int]) -> bytes:
    """Samples in the order of the counts; covariates, the compared ones first; what the script must know of the whole."""
    ids = [str(sample) for sample in analysis.normalized.counts.columns]
    names = useful(analysis)
    names += [str(c) for c in analysis.dataset.samples.columns if str(c) not in names]
    about = {
        "samples": [{"id": sample, "name": analysis.dataset.display_names[sample]} for sample in ids],
        "covariates": [_covariate(covariate_of(analysis, name), ids) for name in names],
        "contrasts": [_contrast(analysis, i) for i in range(len(analysis.contrasts))],
        "organism": str(analysis.project.get("organism") or ""),
        "project": str(analysis.project["id"]),
        "interest": genes_of_interest,
        "scale": analysis.normalized.scale,
        "logarithmic": analysis.dataset.values == "log2",
        "scaled": analysis.normalized.normalization != "none",
    }
    return json.dumps(about, ensure_ascii=False, separators=(",", ":")).encode()


def _covariate(covariate: Covariate, ids: list[str]) -> dict[str, Any]:
    return {
        "name": covariate.name,
        "levels": covariate.levels,
        "ticks": covariate.ticks,
        "values": [covariate.values[sample] for sample in ids],
        "colours": [covariate.colours[sample] for sample in ids],
    }


def _contrast(analysis: Analysis, i: int) -> dict[str, Any]:
    contrast = analysis.contrasts[i]
    comparison = contrast.comparison
    return {
        "id": contrast.id,
        "title": comparison.title,
        "sentence": comparison.sentence,
        "words": {"higher": comparison.up, "lower": comparison.down},
        "axis": comparison.axis,
        "criterion": contrast.criterion,
        "factor": comparison.factor,
        "counts": contrast.counts,
    }
