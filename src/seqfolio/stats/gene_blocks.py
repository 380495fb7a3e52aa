"""Genes in blocks, so that intermediate arrays stay small beside the matrix itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ELEMENTS = 2**19  # values in a block: 4 MB, about what a processor's cache holds


def gene_blocks(n_genes: int, values_per_gene: int) -> Iterator[slice]:
    """Slices that cover ``n_genes`` rows, each of about `ELEMENTS` values."""
    step = max(1, ELEMENTS // max(1, values_per_gene))
    for start in range(0, n_genes, step):
        yield slice(start, min(start + step, n_genes))
