"""Gene ids that carry the gene's name: ``ENSG00000141510_TP53`` (RSEM) and ``MSTRG.12|TP53`` (StringTie)."""

from __future__ import annotations

import re

import pandas as pd

_JOINED = re.compile(r"ENS[A-Z]*G\d{11}(?:\.\d+)?_(?!PAR_Y$)(.+)$")


def split_names(ids: pd.Index[str]) -> pd.DataFrame | None:
    """The names within ids; None when there is none. The ids stay as they are."""
    names = [_name(str(gene)) for gene in ids]
    return pd.DataFrame({"gene_name": names}, index=ids, dtype=object) if any(names) else None


def _name(gene: str) -> str:
    joined = _JOINED.match(gene)
    return joined[1] if joined else gene.partition("|")[2].split("|")[0]
