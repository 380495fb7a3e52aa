"""Columns of numbers and names -> few bytes, which the report's own script turns back (templates/default/js/block.js)."""

from seqfolio.payload.block import Column, packed
from seqfolio.payload.columns import decimals, identifiers, integers, levels, texts

__all__ = ["Column", "decimals", "identifiers", "integers", "levels", "packed", "texts"]
