"""Tables of a known shape: the columns have the meaning that their program gives them."""

from __future__ import annotations

from collections.abc import Callable
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
    parsed, extra = without(parse(path, layout), lambda gene: bool(tail) and gene.startswith(tail))
    if not parsed.ids:
        raise fail("file-empty", "no row is about a gene", printable(name))
    ids, repairs = checked_ids(parsed.ids, parsed.lines, name)
    counts = parsed.frame(layout.numbers).set_axis(ids)
    genes = annotation_of(parsed.texts, ids)
    return CountTable(counts, parsed.lines, name, repairs=(*parsed.repairs, *repairs), genes=genes), extra


def without(parsed: Parsed, is_special: Callable[[str], bool]) -> tuple[Parsed, dict[str, list[float]]]:
    """The rows of genes, and the numbers of those that are special."""
    special = [i for i, gene in enumerate(parsed.ids) if is_special(gene)]
    if not special:
        return parsed, {}
    extra = {parsed.ids[i]: parsed.numbers[i].tolist() for i in special}
    away = set(special)
    keep = [i for i in range(len(parsed.ids)) if i not in away]
    texts = {name: [cells[i] for i in keep] for name, cells in parsed.texts.items()}
    all_lines = parsed.lines

    def lines(rows: set[int]) -> dict[int, int]:
        found = all_lines({keep[row] for row in rows})
        return {row: found[keep[row]] for row in rows}

    ids = [parsed.ids[i] for i in keep]
    return replace(parsed, ids=ids, numbers=parsed.numbers[keep], texts=texts, lines=lines), extra
