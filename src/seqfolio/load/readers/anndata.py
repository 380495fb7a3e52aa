"""AnnData's .h5ad: samples x genes; the layer with whole numbers is found."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from seqfolio.errors import fail, listed, nearest, printable
from seqfolio.load import anndata
from seqfolio.load.delimited import checked_ids
from seqfolio.load.gene_columns import annotation_of
from seqfolio.load.head import HDF5, Head
from seqfolio.load.reader import CountTable, Reader, Request, no_lines

RAW_LAYERS = ("counts", "raw_counts", "raw", "count", "unnormalized")
MOST_SAMPLES = 10_000
BARCODE = re.compile(r"[ACGT]{12,}(-\d+)?$")


def _recognise(head: Head) -> bool:
    return head.magic.startswith(HDF5) and anndata.is_anndata(head.path)


def read(request: Request) -> CountTable:
    """Read the layer that the YAML names, or the first one with whole numbers.

    Raises:
        InputError: the file is damaged, holds single cells, or has no such layer.
    """
    import h5py

    path = request.path
    try:
        with h5py.File(path, "r") as file:
            samples = anndata.names(file["obs"])
            _refuse_cells(samples, path)
            layers = _layers(file)
            name = _wanted(request.settings.layer, list(layers), path)
            chosen, numbers, genes = _read(file, layers, name, len(samples))
            about = _about(file, genes)
    except anndata.TROUBLE as error:
        raise anndata.damaged(path, error) from None
    ids, repairs = checked_ids(genes, no_lines, printable(path.name))
    counts = pd.DataFrame(numbers.T, index=ids, columns=pd.Index(samples, dtype=object), copy=False)
    note = f'the layer "{printable(chosen)}" was read (there are {listed(layers)})'
    return CountTable(counts, no_lines, printable(path.name), (note,), repairs, genes=annotation_of(about, ids))


def _refuse_cells(samples: list[str], path: Path) -> None:
    barcodes = sum(bool(BARCODE.search(s)) for s in samples[:200])
    if len(samples) > MOST_SAMPLES or barcodes > 0.5 * len(samples[:200]):
        raise single_cells(f"{len(samples):,} rows", path)


def single_cells(what: str, path: Path) -> Exception:
    """The refusal of single cells, with what to do."""
    return fail(
        "single-cells",
        f"these are single cells ({what}), not samples; tests that take cells for replicates call far too many genes",
        printable(path.name),
        "Add up the counts of the cells of each donor and cell type (pseudobulk; for example decoupler's pp.pseudobulk or "
        "scanpy.get.aggregate), and give Seqfolio that matrix, one cell type at a time.",
    )


def _layers(file: Any) -> dict[str, Any]:
    """Name -> matrix: layers that are called raw first, then X, raw and the others."""
    own = {str(name): file["layers"][name] for name in file.get("layers", {})}
    first = {name: own[name] for name in RAW_LAYERS if name in own}
    found = dict(first)
    if "X" in file:
        found["X"] = file["X"]
    if "raw" in file and "X" in file["raw"]:
        found["raw.X" if "raw" in found else "raw"] = file["raw/X"]
    return found | own


def _wanted(layer: str | None, known: list[str], path: Path) -> str | None:
    if layer is not None and layer not in known:
        hint = nearest(layer, known) or f"Layers: {listed(known, 20)}."
        raise fail("unknown-layer", f'there is no layer "{printable(layer)}"', printable(path.name), hint)
    if not known:
        raise fail("file-empty", "the AnnData file holds no matrix", printable(path.name))
    return layer


def _read(file: Any, layers: dict[str, Any], wanted: str | None, samples: int) -> tuple[str, Any, list[str]]:
    """The chosen layer with its genes; without a wish the first one of whole numbers, else the first one."""
    names = [wanted] if wanted else list(layers)
    found: tuple[str, Any, list[str]] | None = None
    for name in names:
        genes = anndata.names(
            file["raw/var"]
            if name.startswith("raw") and name in ("raw", "raw.X") and layers[name].name.startswith("/raw/")
            else file["var"]
        )
        numbers = anndata.dense(layers[name], (samples, len(genes)))
        found = found or (name, numbers, genes)
        if (
            numbers.size
            and np.isfinite(numbers).all()
            and (numbers >= 0).all()
            and (numbers == np.floor(numbers)).all()
        ):
            return name, numbers, genes
    if found is None:
        raise ValueError("no matrix")
    return found


def _about(file: Any, genes: list[str]) -> dict[str, list[str]]:
    var = file["var"]
    if not hasattr(var, "keys") or anndata.names(var) != genes:
        return {}
    return {name: anndata.column(var, name) for name in anndata.columns(var)}


READER = Reader(
    id="anndata",
    title="AnnData",
    description="A .h5ad file with samples in rows; the layer with whole numbers is found, or input.layer names one; the same file "
    "may serve as input.samples; single cells are refused",
    recognise=_recognise,
    read=read,
    priority=85,
)
