"""seqfolio_summary.json and provenance.json: everything that another program needs."""

from __future__ import annotations

import json
import mimetypes
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from seqfolio.beyond_tests import Enrichment, GeneSets, Opinion, Stability
from seqfolio.differential.ranking import strongest
from seqfolio.model import Analysis, Contrast, Dataset, Source
from seqfolio.provenance import sha256
from seqfolio.sensitivity.words import opinion_sentence, stability_sentence

NAME = "seqfolio_summary.json"
VERSION = 1
TOP = 50
TOP_SETS = 10
OUTSIDE_DIGESTS = ("seqfolio.log", "receipts")
MEDIA_TYPES = {
    ".parquet": "application/vnd.apache.parquet",
    ".bib": "application/x-bibtex",
    ".md": "text/markdown",
    ".yaml": "application/yaml",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def summary(analysis: Analysis, folder: Path) -> dict[str, Any]:
    """The summary of a finished folder; ``files`` lists what lies in it."""
    return {
        "seqfolio_summary": VERSION,  # first, so that it stands on the second line
        "project": analysis.project,
        "created": analysis.provenance.created,
        "versions": analysis.provenance.versions,
        "inputs": [
            {
                "path": s.path,
                "sha256": s.sha256,
                "format": s.format,
                "role": s.role,
                "genes": s.genes,
                "samples": s.samples,
                "notes": list(s.notes),
            }
            for s in analysis.dataset.sources
        ],
        "samples": _samples(analysis),
        "contrasts": [_contrast(contrast, analysis) for contrast in analysis.contrasts],
        **({"gene_sets": [_gene_sets(g) for g in analysis.gene_sets]} if analysis.gene_sets else {}),
        "findings": [
            {
                "check": f.check,
                "title": f.title,
                "severity": f.severity,
                "message": f.message,
                "action": f.action,
                "samples": list(f.samples),
                "contrasts": list(f.contrasts),
                "reason": f.reason,
                "values": f.values,
            }
            for f in analysis.findings
        ],
        "files": files(folder),
    }


def _samples(analysis: Analysis) -> list[dict[str, Any]]:
    sheet, pca = analysis.dataset.samples.to_dict("index"), analysis.quality.pca
    scores = dict(zip(pca.scores.index, pca.scores.to_numpy().tolist(), strict=True)) if pca else {}
    return [
        {
            "id": str(sample),
            "display_name": analysis.dataset.display_names[str(sample)],
            "covariates": {str(name): value for name, value in sheet[sample].items()},
            "library_size": float(row["library_size"]),
            "detected_genes": int(row["detected_genes"]),
            "size_factor": float(row["size_factor"]),
            "outlier": bool(row["outlier"]),
            "pca": scores.get(sample, []),
        }
        for sample, row in analysis.quality.samples.to_dict("index").items()
    ]


def _gene_sets(g: GeneSets) -> dict[str, Any]:
    return {key: getattr(g, key) for key in ("name", "version", "path", "sha256", "ids", "sets", "genes", "known")}


def _enrichment(e: Enrichment) -> dict[str, Any]:
    """How many sets are called, and the strongest; absent methods say why."""
    return {
        "score": e.score,
        "alpha": e.alpha,
        "gsea": {"reason": e.no_gsea} if e.gsea is None else _sets(e.gsea, "NES"),
        "ora": {"reason": e.no_ora} if e.ora is None else _sets(e.ora, "fold"),
    }


def _sets(table: pd.DataFrame, effect: str) -> dict[str, Any]:
    called = table[table["call"] != "not significant"]
    columns = ["set", "collection", *(["genes"] if "genes" in table else []), "size", effect, "pvalue", "padj", "call"]
    return {
        "tested": int(table["set"].nunique()),
        "called": int(called["set"].nunique()),
        "top": called.sort_values("pvalue", kind="stable").head(TOP_SETS)[columns].to_dict("records"),
    }


def _contrast(contrast: Contrast, analysis: Analysis) -> dict[str, Any]:
    enrichment = next((e for e in analysis.enrichment if e.contrast == contrast.id), None)
    c = contrast.comparison
    top = strongest(contrast.table, TOP)[["gene_id", "gene_name", "log2FoldChange", "pvalue", "padj", "call"]]
    return {
        "id": c.id,
        "title": c.title,
        "numerator": c.numerator,
        "denominator": c.denominator,
        "sentence": c.sentence,
        "method": contrast.method,
        "fit_id": contrast.fit_id,
        "alpha": contrast.alpha,
        "counts": contrast.counts,
        "adjusted_over": contrast.family,
        "top": top.to_dict("records"),
        **({"enrichment": _enrichment(enrichment)} if enrichment else {}),
        **_sensitivity(contrast, analysis),
    }


def _sensitivity(contrast: Contrast, analysis: Analysis) -> dict[str, Any]:
    """Second opinions and leave-outs, each only when it was asked for."""
    asked = analysis.sensitivity
    opinions = [_opinion(contrast, o) for o in asked.opinions if o.contrast == contrast.id]
    refusals = [{"method": r.method, "reason": r.reason} for r in asked.refusals if r.contrast == contrast.id]
    left_out = [_stability(contrast, s, analysis) for s in asked.stability if s.contrast == contrast.id]
    return {
        **({"concordance": opinions + refusals} if opinions or refusals else {}),
        **({"stability": left_out[0]} if left_out else {}),
    }


def _opinion(contrast: Contrast, opinion: Opinion) -> dict[str, Any]:
    return {
        "method": opinion.method,
        "sentence": opinion_sentence(contrast, opinion),
        "counts": opinion.counts,
        **{kind: opinion.overlap[kind] for kind in ("both", "opposite", "only_first", "only_second")},
        "compared": opinion.compared,
        "rank_correlation": opinion.correlation,
    }


def _stability(contrast: Contrast, found: Stability, analysis: Analysis) -> dict[str, Any]:
    return {
        "sentence": stability_sentence(contrast, found, analysis.dataset.display_names),
        "leave_outs": [
            {
                "sample": str(sample),
                "called": int(row["called"]),
                "kept": int(row["kept"]),
                "gained": int(row["gained"]),
            }
            for sample, row in found.samples.to_dict("index").items()
        ],
        "skipped": found.skipped,
    }


def files(folder: Path) -> list[dict[str, Any]]:
    """Every file with its digest, but for the log, the receipts and the summary itself."""
    found = []
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        relative = path.relative_to(folder)
        if relative.parts[0] not in (*OUTSIDE_DIGESTS, NAME):
            found.append(
                {
                    "path": relative.as_posix(),
                    "sha256": sha256(path),
                    "bytes": path.stat().st_size,
                    "media_type": media_type(path),
                }
            )
    return found


def media_type(path: Path) -> str:
    """The media type by the file's ending."""
    return MEDIA_TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"


def write(analysis: Analysis, folder: Path) -> None:
    """Write ``seqfolio_summary.json``."""
    write_json(summary(analysis, folder), folder / NAME)


def write_provenance(analysis: Analysis, folder: Path) -> None:
    """Write ``provenance.json``: what made the result."""
    p = analysis.provenance
    write_json(
        {
            "created": p.created,
            "versions": p.versions,
            "seed": p.seed,
            "parameters": p.parameters,
            **({"origins": p.origins} if p.origins else {}),
            "inputs": [_input(source) for source in analysis.dataset.sources],
            "reading": _reading(analysis.dataset),
        },
        folder / "provenance.json",
    )


def _input(source: Source) -> dict[str, Any]:
    """A file, and each of its files when there are several."""
    files = {"files": [{"path": path, "sha256": digest} for path, digest in source.files]} if source.files else {}
    own = {"path": source.path, "role": source.role, "sha256": source.sha256, "format": source.format}
    return {**own, "genes": source.genes, "samples": source.samples, "notes": list(source.notes), **files}


def _reading(data: Dataset) -> dict[str, Any]:
    """What was decided, changed and left out while reading."""
    return {
        "values": data.values,
        "gene_ids": data.gene_ids,
        "repairs": list(data.repairs),
        "renamed_samples": data.renamed,
        "excluded_samples": data.excluded,
        "spike_ins": list(data.spike_ins),
        "transcript_lengths": data.lengths is not None,
    }


def write_json(value: dict[str, Any], path: Path) -> None:
    """JSON with one key per line at the top; NaN and infinity, which JSON does not have, become null."""
    path.write_text(
        json.dumps(finite(value), indent=1, ensure_ascii=False, allow_nan=False).replace("{\n ", "{\n  ", 1) + "\n",
        "utf-8",
    )


def finite(value: Any) -> Any:
    """The value without NaN and infinity, which JSON does not have: they become null."""
    if isinstance(value, dict):
        return {key: finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [finite(item) for item in value]
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and not np.isfinite(value) else value
