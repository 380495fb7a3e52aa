"""Genes as numbers of the catalogue: which were called, and sets of tested ones as bits."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from itertools import repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from seqfolio.archive.catalogue.entry import Genes
from seqfolio.archive.catalogue.schema import CHUNK

_VERSION = re.compile(r"(ENS[A-Z]*\d+)\.\d+(_PAR_Y)?", re.IGNORECASE)
Known = dict[bytes, NDArray[np.int64]]  # list of genes -> their numbers


def numbers(catalogue: sqlite3.Connection, genes: Genes, known: Known) -> NDArray[np.int64]:
    """The number of each gene, in their order; genes that the catalogue does not know get one."""
    digest = genes.list_digest()
    if digest not in known:
        known[digest] = _looked_up(catalogue, genes)
    return known[digest]


def _looked_up(catalogue: sqlite3.Connection, genes: Genes) -> NDArray[np.int64]:
    catalogue.execute("CREATE TEMP TABLE IF NOT EXISTS asked (gene_id TEXT, gene_name TEXT)")
    catalogue.execute("DELETE FROM asked")
    pairs = zip(*(column.to_pylist() for column in genes.names.columns), strict=True)
    catalogue.executemany("INSERT INTO asked VALUES (?, ?)", pairs)
    last = catalogue.execute("SELECT coalesce(max(id), 0) FROM genes").fetchone()[0]
    catalogue.execute(
        "INSERT OR IGNORE INTO genes (gene_id, gene_name) SELECT gene_id, gene_name FROM asked ORDER BY rowid"
    )
    new = catalogue.execute("SELECT id, gene_id, gene_name FROM genes WHERE id > ?", (last,)).fetchall()
    keyed = sorted((key, number) for number, gene_id, name in new for key in keys(gene_id, name))
    catalogue.executemany("INSERT OR IGNORE INTO gene_keys VALUES (?, ?)", keyed)
    joined = "SELECT g.id FROM asked a CROSS JOIN genes g USING (gene_id, gene_name) ORDER BY a.rowid"
    return np.array([row[0] for row in catalogue.execute(joined)], dtype=np.int64)


def keys(gene_id: str, name: str = "") -> set[str]:
    """By what a gene is found: its id, an Ensembl id without its version too, and its name; case does not matter."""
    versioned = _VERSION.fullmatch(gene_id)
    return {text.casefold() for text in (gene_id, versioned[1] if versioned else "", name) if text}


def called_rows(contrast: int, numbers: NDArray[np.int64], genes: Genes) -> Iterator[tuple[Any, ...]]:
    """Rows of ``called``, by the number of the gene. SQLite stores NaN as NULL."""
    at = np.flatnonzero(genes.call)
    at = at[np.argsort(numbers[at], kind="stable")]
    gene, call, lfc, padj = (c[at].tolist() for c in (numbers, genes.call, genes.log2FoldChange, genes.padj))
    return zip(gene, repeat(contrast), call, lfc, padj, strict=False)


def tested_rows(contrast: int, numbers: NDArray[np.int64], genes: Genes) -> Iterator[tuple[int, int, bytes]]:
    """Rows of ``tested``: bit ``number % CHUNK`` of piece ``number // CHUNK``, the lowest bit first."""
    bits = np.zeros((numbers.max(initial=0) // CHUNK + 1, CHUNK), dtype=np.uint8)
    bits.ravel()[numbers[genes.tested]] = 1
    packed = np.packbits(bits, axis=1, bitorder="little")
    for chunk in np.flatnonzero(bits.any(axis=1)).tolist():
        yield chunk, contrast, packed[chunk].tobytes()
