"""Tables of a known shape: the columns have the meaning that their program gives them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from seqfolio.errors import fail, printable
from seqfolio.load.delimited import Layout, Parsed, checked_ids, parse
from seqfolio.load.gene_columns import annotation_of
from seqfolio.load.reader import CountTable


def read_layout(path: Path, layout: Layout, name: str, tail: str = "") -> tuple[CountTable, dict[str, list[float]]]:
    """Counts of a table, and the numbers of rows that are no genes.

    Args:
        path: the file.
        layout: its columns.
        name: of the file, for messages.
        tail: beginning of the ids of rows that are no genes, for example ``N_``.

    Raises:
        InputError: see ``parse`` and ``checked_ids``.
    """
    parsed = parse(path, layout)
    extra, parsed = _apart(parsed, tail) if tail else ({}, parsed)
    if not parsed.ids:
        raise fail("file-empty", "no row is about a gene", printable(name))
    ids, repairs = checked_ids(parsed.ids, parsed.lines, name)
    counts = parsed.frame(layout.numbers).set_axis(ids)
    genes = annotation_of(parsed.texts, ids)
    return CountTable(counts, parsed.lines, name, repairs=(*parsed.repairs, *repairs), genes=genes), extra


def _apart(parsed: Parsed, tail: str) -> tuple[dict[str, list[float]], Parsed]:
    special = [i for i, gene in enumerate(parsed.ids) if gene.startswith(tail)]
    extra = {parsed.ids[i]: parsed.numbers[i].tolist() for i in special}
    away = set(special)
    keep = [i for i in range(len(parsed.ids)) if i not in away]
    texts = {name: [cells[i] for i in keep] for name, cells in parsed.texts.items()}
    all_lines = parsed.lines

    def lines(rows: set[int]) -> dict[int, int]:
        found = all_lines({keep[row] for row in rows})
        return {row: found[keep[row]] for row in rows}

    return extra, replace(
        parsed, ids=[parsed.ids[i] for i in keep], numbers=parsed.numbers[keep], texts=texts, lines=lines
    )
