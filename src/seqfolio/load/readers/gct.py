"""GCT 1.2 and 1.3 of the Broad Institute and GTEx."""

from __future__ import annotations

from dataclasses import replace

from seqfolio.errors import fail, listed, printable
from seqfolio.load.delimited import Layout
from seqfolio.load.head import Head
from seqfolio.load.reader import CountTable, Reader, Request
from seqfolio.load.tabular import read_layout

VERSIONS = ("#1.2", "#1.3")


def _size(head: Head) -> list[int]:
    try:
        return [int(cell) for cell in head.cells(1) if cell]
    except ValueError:
        return []


def read(request: Request) -> CountTable:
    """Read counts; of GCT 1.3 the columns and rows of metadata are set apart.

    Raises:
        InputError: the second line does not say the size, or another size than there is.
    """
    head = Head.of(request.path)
    size = _size(head)
    if len(size) < 2 or len(head.lines) < 3:
        hint = "Line 2 of a GCT file has the numbers of rows and columns."
        raise fail("table-shape", "the size is not on the second line", f"{printable(request.path.name)}:2", hint)
    about, rows = (size[2], size[3]) if len(size) >= 4 else (1, 0)
    names = tuple(head.cells(2))
    layout = Layout(
        names, names[0], names[1 + about :], tuple(n for n in names[1 : 1 + about]), skip=2 + rows if rows else 2
    )
    if rows:
        layout = Layout(layout.names, layout.id, layout.numbers, layout.texts, skip=3 + rows, header=False)
    table, _ = read_layout(request.path, layout, request.path.name)
    _check_size(request, table, size)
    return _with_names(table, layout)


def _check_size(request: Request, table: CountTable, size: list[int]) -> None:
    found = list(table.counts.shape)
    if found != size[:2]:
        message = f"the second line promises {size[0]:,} genes x {size[1]:,} samples, the file has {found[0]:,} x {found[1]:,}"
        raise fail("table-shape", message, f"{printable(request.path.name)}:2", "Was the file cut off? Copy it again.")


def _with_names(table: CountTable, layout: Layout) -> CountTable:
    genes = table.genes
    notes = [f"columns that describe the genes: {listed(layout.texts)}"] if layout.texts else []
    if genes is not None and "gene_name" not in genes and "description" in genes:
        genes = genes.rename(columns={"description": "gene_name"})  # GTEx and tximport users keep the symbol there
        notes += ["Description is taken as the gene's name"]
    return replace(table, genes=genes, notes=tuple(notes))


READER = Reader(
    id="gct",
    title="GCT",
    description="GCT 1.2 (GenePattern, GTEx) and 1.3; the column Description is taken as the gene's name",
    recognise=lambda head: bool(head.lines) and head.lines[0].strip() in VERSIONS,
    read=read,
    priority=80,
)
