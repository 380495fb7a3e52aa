"""One crate -> the rows that the catalogue has of it. Only the names fixed for every schema number are read."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seqfolio.archive import bag
from seqfolio.archive.catalogue.schema import CALLS
from seqfolio.archive.place import PROJECT_ID, Kept
from seqfolio.archive.result import CRATE, SUMMARY

TOP = 10
_DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])-\d\dT")
COUNTS = ("higher", "lower", "changed", "equivalent", "not_significant", "not_tested")
_NUMBERS = ("log2FoldChange", "padj")
_TEXTS = ("gene_id", "gene_name", "call")


@dataclass(frozen=True)
class Genes:
    """The genes of one contrast, in the order of the table.

    Attributes:
        names: Arrow table of text, gene_id and gene_name.
        tested: whether a gene was tested.
        call: 0 for not significant, else as in ``CALLS``.
        log2FoldChange, padj: NaN where there is none.
    """

    names: Any
    tested: NDArray[np.bool_]
    call: NDArray[np.int8]
    log2FoldChange: NDArray[np.float64]  # noqa: N815 - the column's name
    padj: NDArray[np.float64]

    def list_digest(self) -> bytes:
        """One value for each list of genes: projects with the same reference share it."""
        digest = hashlib.blake2b()
        for column in self.names.columns:
            for buffer in filter(None, column.combine_chunks().buffers()):  # in one piece: lengths, then letters
                digest.update(buffer)
        return digest.digest()


@dataclass(frozen=True)
class Entry:
    """A version of a project.

    Attributes:
        kept: where it lies.
        summary: seqfolio_summary.json.
        archived: date and time, ISO.
        digest: of the whole bag.
        octets: size of the payload.
    """

    kept: Kept
    summary: dict[str, Any]
    archived: str
    digest: str
    octets: int

    def version_row(self, root: Path) -> dict[str, Any]:
        """The row of ``versions``, but for its number and ``newest``."""
        s, project = self.summary, self.summary["project"]
        if str(project["id"]).lower() != self.kept.project or not _DATE.match(str(s["created"])):
            raise ValueError("the summary tells of another project, or of no date")
        texts = ("title", "organism", "client", "contact", "facility", "description", "license")
        return {
            "key": self.kept.project,
            "project": str(project["id"]),
            "version": self.kept.version,
            "created": str(s["created"]),
            "archived": self.archived,
            **{name: _text(project.get(name)) for name in texts},
            "methods": ", ".join(self.methods),
            "samples": len(s["samples"]),
            "contrasts": len(s["contrasts"]),
            "called": sum(int(c["counts"].get(k, 0)) for c in s["contrasts"] for k in COUNTS[:4]),
            "warnings": sum(f["severity"] == "warning" for f in s["findings"]),
            "seqfolio": _text(s.get("versions", {}).get("seqfolio")),
            "bytes": self.octets,
            "digest": self.digest,
            "path": self.kept.crate.relative_to(root).as_posix(),
            "html": (self.kept.crate / "report.html").is_file(),
            "pdf": (self.kept.crate / "report.pdf").is_file(),
        }

    @property
    def methods(self) -> list[str]:
        """Ids of the methods, each once."""
        return list(dict.fromkeys(str(c["method"]) for c in self.summary["contrasts"]))

    def people_rows(self) -> Iterator[tuple[Any, ...]]:
        """Name, ORCID, role."""
        for person in self.summary["project"].get("people") or ():
            yield str(person["name"]), _text(person.get("orcid")), _text(person.get("role"))

    def finding_rows(self) -> Iterator[tuple[Any, ...]]:
        """Check, title, severity, message."""
        for f in self.summary["findings"]:
            yield str(f["check"]), _text(f.get("title")), str(f["severity"]), _text(f.get("message"))

    def contrasts(self) -> Iterator[tuple[tuple[Any, ...], list[tuple[Any, ...]], Genes]]:
        """The row of each contrast, those of its strongest genes, and its genes."""
        for c in self.summary["contrasts"]:
            texts = [_text(c.get(k)) for k in ("id", "title", "numerator", "denominator", "sentence", "method")]
            counts = [int(c["counts"].get(k, 0)) for k in COUNTS]
            top = [
                (rank, g["gene_id"], g["gene_name"], g["log2FoldChange"], g["padj"], g["call"])
                for rank, g in enumerate(c["top"][:TOP], start=1)
            ]
            yield (*texts, c.get("alpha"), *counts), top, self._genes(str(c["id"]))

    def _genes(self, contrast: str) -> Genes:
        if not PROJECT_ID.fullmatch(contrast):
            raise ValueError(f"{contrast!r} is no id of a contrast")
        return read_genes(self.kept.crate / "tables" / f"{contrast}.csv")

    def words(self) -> tuple[str, ...]:
        """What full-text search looks at, in the order of ``WORDS``."""
        s, project = self.summary, self.summary["project"]
        people = [project.get(k) for k in ("client", "contact", "facility")]
        people += [v for row in self.people_rows() for v in row]
        contrasts = [c.get(k) for c in s["contrasts"] for k in ("id", "title", "sentence", "numerator", "denominator")]
        samples = [v for x in s["samples"] for v in (x["id"], x["display_name"], *x["covariates"].values())]
        findings = [
            v for f in s["findings"] if f["severity"] in ("stop", "warning") for v in (f.get("title"), f["message"])
        ]
        genes = [v for c in s["contrasts"] for g in c["top"] for v in (g["gene_id"], g["gene_name"])]
        columns = [[project["id"]], [project.get("title")], people, [project.get("organism")], self.methods, contrasts,
                   [project.get("description")], samples, findings, genes]  # fmt: skip
        return tuple("\n".join(dict.fromkeys(str(v) for v in column if v)) for column in columns)


def read_entry(kept: Kept) -> Entry:
    """Read what the catalogue needs of one crate.

    Raises:
        OSError, ValueError, KeyError, TypeError: the crate is damaged.
    """
    summary = json.loads((kept.crate / SUMMARY).read_text("utf-8"))
    graph = json.loads((kept.crate / CRATE).read_text("utf-8"))["@graph"]
    root = next(entity for entity in graph if entity["@id"] == "./")
    octets = int(bag.info_of(kept.folder)["Payload-Oxum"].split(".")[0])
    return Entry(kept, summary, str(root["datePublished"]), bag.digest_of(kept.folder), octets)


def read_genes(table: Path) -> Genes:
    """The genes of a contrast's table, read by Arrow, which is ten times as fast as Python's csv."""
    import pyarrow as pa
    import pyarrow.compute as pc
    from pyarrow import csv

    kinds = {**dict.fromkeys(_TEXTS, pa.string()), **dict.fromkeys(_NUMBERS, pa.float64())}
    read = csv.read_csv(
        table,
        parse_options=csv.ParseOptions(newlines_in_values=True),
        convert_options=csv.ConvertOptions(column_types=kinds, include_columns=list(kinds), null_values=["NA"]),
    )
    call = pc.fill_null(pc.index_in(read["call"], pa.array(list(CALLS))), -1).to_numpy() + 1
    tested = pc.not_equal(read["call"], "not tested").to_numpy()
    lfc, padj = (read[k].to_numpy() for k in _NUMBERS)
    return Genes(read.select(["gene_id", "gene_name"]), tested, call.astype(np.int8), lfc, padj)


def check_readable(kept: Kept) -> None:
    """Read everything that the catalogue will want.

    Raises:
        OSError, ValueError, KeyError, TypeError: it cannot be read.
    """
    read = read_entry(kept)
    read.version_row(kept.folder)
    read.words()
    for rows in (read.people_rows(), read.finding_rows(), read.contrasts()):
        for _ in rows:
            pass


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
