"""Answers of the catalogue as text: for people, as CSV, as JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from seqfolio.archive.catalogue.query import SHOWN, GeneAnswer, Row
from seqfolio.errors import counted, printable

CALLED = ("project", "version", "organism", "created", "contrast", "title", "method", "gene_id", "gene_name", "call",
          "log2FoldChange", "padj", "path")  # fmt: skip
MOST = 50  # rows of a table for people; CSV and JSON have all


def projects(rows: list[Row], form: str) -> str:
    """Projects that were found."""
    if form != "table":
        return _for_programs(rows, SHOWN, form)
    columns = ("project", "created", "organism", "client", "methods", "samples", "called", "title")
    return (
        _table([{**row, "created": row["created"][:10]} for row in rows], columns)
        + f"\n{counted(len(rows), 'project')}"
    )


def gene(answer: GeneAnswer, form: str) -> str:
    """Where a gene was called."""
    if form == "json":
        return _json(answer.as_dict())
    if form == "csv":
        return _csv(answer.called, CALLED)
    return "\n".join([_gene_sentence(answer), *([_gene_table(answer)] if answer.called else [])])


def _gene_sentence(answer: GeneAnswer) -> str:
    asked = printable(answer.gene)
    if not answer.known:
        return f"{asked} is in no project's list of genes"
    ways = [
        f"{sum(r['call'] == way for r in answer.called)} {way}" for way in sorted({r["call"] for r in answer.called})
    ]
    known = {
        g["gene_id"] if g["gene_name"] in ("", g["gene_id"]) else f"{g['gene_name']} ({g['gene_id']})"
        for g in answer.known
    }
    called = f"{len(answer.called)} of them" + (f": {', '.join(ways)}" if ways else "")
    names = "; ".join(printable(name) for name in sorted(known)[:5])
    return f"{names}: tested in {counted(answer.tested, 'contrast')} of {counted(answer.projects, 'project')}, called in {called}"


def _gene_table(answer: GeneAnswer) -> str:
    columns = ("project", "created", "contrast", "call", "log2FoldChange", "padj", "method", "organism", "title")
    rows = [{**r, "created": r["created"][:10], "log2FoldChange": _number(r["log2FoldChange"], "+.2f"),
             "padj": _number(r["padj"], ".2g")} for r in answer.called]  # fmt: skip
    return _table(rows, columns)


def project(row: Row, root: Path, form: str) -> str:
    """One project."""
    if form == "json":
        return _json(row)
    lines = [f"{row['project']} v{row['version']}: {printable(row['title'] or '', 200)}".rstrip(": ")]
    facts = ("organism", "client", "contact", "facility", "created", "archived", "license", "methods", "samples")
    lines += [f"  {name:<11}{printable(row[name], 200)}" for name in facts if row[name] not in (None, "")]
    people = [", ".join(printable(p[k]) for k in ("name", "role") if p[k]) for p in row["people"]]
    lines += [f"  {'person':<11}{person}" for person in people]
    lines += [f"  {'folder':<11}{root / row['path']}", f"  {'versions':<11}{', '.join(map(str, row['versions']))}"]
    lines += [line for contrast in row["contrasts"] for line in _contrast(contrast)]
    lines += [
        f"  {f['severity']}: {printable(f['title'] or f['check'], 200)}"
        for f in row["findings"]
        if f["severity"] in ("stop", "warning")
    ]
    return "\n".join(lines)


def _contrast(contrast: Mapping[str, Any]) -> Iterable[str]:
    calls = [f"{contrast[k]:,} {k}" for k in ("higher", "lower", "changed", "equivalent") if contrast[k]]
    yield f"  {contrast['contrast']}: {printable(contrast['title'], 100)}: {', '.join(calls) or 'nothing called'} ({contrast['method']})"
    if contrast["top"]:
        names = [printable(g["gene_name"] or g["gene_id"], 20) for g in contrast["top"]]
        yield f"    strongest: {', '.join(names)}"


def _for_programs(rows: list[Row], columns: Sequence[str], form: str) -> str:
    return _json(rows) if form == "json" else _csv(rows, columns)


def _json(value: object) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False)


def _csv(rows: list[Row], columns: Sequence[str]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().rstrip("\n")


def _table(rows: list[Row], columns: Sequence[str]) -> str:
    cells = [[printable("" if row[c] is None else row[c], 40) for c in columns] for row in rows[:MOST]]
    widths = [max([len(c), *(len(line[j]) for line in cells)]) for j, c in enumerate(columns)]
    lines = [
        "  ".join(f"{cell:<{width}}" for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in [list(columns), *cells]
    ]
    more = [f"... and {len(rows) - MOST:,} more; --format csv has all"] if len(rows) > MOST else []
    return "\n".join([*lines, *more])


def _number(value: float | None, how: str) -> str:
    return "NA" if value is None else f"{value:{how}}"
