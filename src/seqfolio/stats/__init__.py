"""Statistics on arrays: no files, no pandas, no report. Usable alone."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from seqfolio.stats.deseq2.callable_module import DESeq2Module

    deseq2: DESeq2Module
else:

    def __getattr__(name: str):
        if name == "deseq2":
            return import_module("seqfolio.stats.deseq2")
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
