"""Small results folders, as far as the plug-in reads them, and what MultiQC makes of them."""

from __future__ import annotations

import base64
import gzip
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def sample(name: str, **more: Any) -> dict[str, Any]:
    values = {"library_size": 1e6, "detected_genes": 900, "size_factor": 1.25, "outlier": False}
    return {"id": name, "display_name": name, "covariates": {}, **values, "pca": [], **more}


def contrast(**more: Any) -> dict[str, Any]:
    counts = {"higher": 11, "lower": 7, "changed": 0, "equivalent": 0, "not_significant": 900, "not_tested": 82}
    words = {
        "title": "Drug",
        "numerator": "drug",
        "denominator": "none",
        "sentence": "log2 fold change > 0: higher in x",
    }
    return {
        "id": "drug",
        **words,
        "method": "welch",
        "fit_id": "fit1",
        "alpha": 0.05,
        "counts": counts,
        "top": [],
        **more,
    }


def finding(severity: str, message: str, **more: Any) -> dict[str, Any]:
    return {
        "check": more.get("title", "c"),
        "severity": severity,
        "message": message,
        "action": "",
        "samples": [],
        "contrasts": [],
        **more,
    }


def make_result(folder: Path, project: str = "P1", samples: list[Any] | None = None, **more: Any) -> Path:
    """A results folder as far as the plug-in reads it; ``more`` replaces parts of the summary."""
    (folder / "multiqc").mkdir(parents=True)
    rows = [s if isinstance(s, dict) else sample(s) for s in samples or ["S1", "S2"]]
    summary = {
        "seqfolio_summary": 1,
        "project": {"id": project, "title": f"Title of {project}", "organism": "Mus musculus"},
        "created": "2026-02-03T04:05:06+00:00",
        "versions": {"seqfolio": "0.1.0", "python": "3.11"},
        "inputs": [],
        "samples": rows,
        "contrasts": [contrast()],
        "findings": [finding("warning", "Look here.", samples=[rows[0]["id"]]), finding("passed", "All is well.")],
        "files": [],
        **more,
    }
    text = json.dumps(summary, indent=1, ensure_ascii=False).replace("{\n ", "{\n  ", 1)
    (folder / "seqfolio_summary.json").write_text(text, "utf-8", errors="surrogatepass")
    words = {"title": "Heat map: Drug", "caption": "Two genes.", "alt": 'Two "genes" & <samples>'}
    figure = {"id": "heatmap-drug.heatmap", "file": "heatmap-drug.heatmap.png", **words, "width": 400}
    (folder / "multiqc" / "heatmap-drug.heatmap.png").write_bytes(PNG)
    blocks = {"seqfolio_blocks": 1, "project": project, "title": "", "figures": [figure], **add_plots(folder, rows)}
    (folder / "multiqc" / "seqfolio_blocks.json").write_text(json.dumps(blocks, indent=1), "utf-8")
    return folder


def add_plots(folder: Path, samples: list[dict[str, Any]]) -> dict[str, Any]:
    """Components, distances and two genes of a contrast, when the samples have a colour; what the blocks say of them."""
    coloured = [s for s in samples if s["covariates"]]
    if not coloured:
        return {}
    points = [
        {"id": s["id"], "x": i, "y": -i, "group": s["covariates"]["group"], "colour": "#0072B2"}
        for i, s in enumerate(coloured)
    ]
    ids = [s["id"] for s in coloured]
    distances = [[abs(i - j) for j in range(len(ids))] for i in range(len(ids))]
    columns = {"gene": ["<b>g1", "g2"], "change": [1.5, -0.25], "p": [9.0, None], "mean": [2.0, None], "call": [0, 4]}
    (folder / "multiqc" / "drug.genes.json.gz").write_bytes(gzip.compress(json.dumps(columns).encode(), mtime=0))
    calls = [{"name": name, "colour": "#D55E00"} for name in ("higher", "lower", "changed", "equivalent", "rest")]
    cloud = {"kind": "genes", "file": "drug.genes.json.gz", "genes": 2, "calls": calls, "x": "change", "y": "p"}
    plots = {
        "pca.pca": {"kind": "samples", "axes": ["PC1 (60%)", "PC2"], "grouped_by": "group", "samples": points},
        "distance.distance": {"kind": "matrix", "samples": ids, "values": distances, "title": "Distance"},
        "volcano-drug.volcano": {**cloud, "axes": ["change", "p"]},
    }
    text = json.dumps({"seqfolio_plots": 1, "plots": plots}, indent=1, ensure_ascii=False)
    (folder / "multiqc" / "seqfolio_plots.json").write_text(text, "utf-8", errors="surrogatepass")
    (folder / "multiqc" / "still.png").write_bytes(PNG)
    figures = [
        {"id": name, "file": "still.png", "title": name, "caption": f"Caption of {name}", "alt": f"Alt of {name}"}
        for name in plots
    ]
    columns = [{"key": "gene", "title": "Gene", "kind": "id"}, {"key": "lfc", "title": "log2 FC", "kind": "number"}]
    table = {
        "id": "genes-drug.strongest",
        "title": "Strongest",
        "columns": columns,
        "rows": [["<i>g1", 1.5], ["g2", None]],
    }
    return {
        "figures": figures,
        "tables": [table],
        "methods": ["By Welch's <t> test.", "1. Welch. doi:10.1093/biomet/34.1-2.28"],
    }


@dataclass(frozen=True)
class Ran:
    """What a run of MultiQC left behind."""

    code: int
    log: str
    out: Path

    @property
    def html(self) -> str:
        return (self.out / "multiqc_report.html").read_text("utf-8")

    def table(self, name: str) -> dict[str, dict[str, str]]:
        """A table of multiqc_data by row and column."""
        lines = (self.out / "multiqc_data" / f"{name}.txt").read_text("utf-8").splitlines()
        head = lines[0].split("\t")[1:]
        return {line.split("\t")[0]: dict(zip(head, line.split("\t")[1:], strict=True)) for line in lines[1:]}
