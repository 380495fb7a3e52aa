"""Normalisation and filtering of counts as edgeR 3.40 does it: library factors, filter, counts per million."""

from seqfolio.stats.edger.cpm import cpm, log_cpm
from seqfolio.stats.edger.filter import filter_by_expr
from seqfolio.stats.edger.tmm import effective_library_sizes, tmm, tmmwsp

__all__ = ["cpm", "effective_library_sizes", "filter_by_expr", "log_cpm", "tmm", "tmmwsp"]
