"""What gene ids are: the database they come from, the species, and spike-ins among them."""

from __future__ import annotations

import re
from collections import Counter

import pandas as pd

SPECIES = {
    "": "human", "MUS": "mouse", "RNO": "rat", "DAR": "zebrafish", "GAL": "chicken", "SSC": "pig", "BTA": "cow",
    "CAF": "dog", "OAR": "sheep", "ECA": "horse", "MMU": "macaque", "XET": "frog (Xenopus tropicalis)", "OCU": "rabbit",
    "PTR": "chimpanzee", "FCA": "cat", "ORL": "medaka", "GMO": "cod", "SSA": "salmon", "OMY": "rainbow trout",
    "MFA": "crab-eating macaque", "CHI": "goat", "CPO": "guinea pig", "MAU": "hamster", "CGR": "Chinese hamster",
}  # fmt: skip
ENSEMBL = re.compile(r"ENS([A-Z]{3})?G\d{11}(\.\d+)?(_PAR_Y)?(_.+)?$")
KINDS = (
    ("FlyBase gene ids (fruit fly)", re.compile(r"FBgn\d{7}$")),
    ("WormBase gene ids (C. elegans)", re.compile(r"WBGene\d{8}$")),
    ("TAIR gene ids (Arabidopsis)", re.compile(r"AT[1-5CM]G\d{5}(\.\d+)?$", re.IGNORECASE)),
    ("systematic names of yeast (S. cerevisiae)", re.compile(r"Y[A-P][LR]\d{3}[WC](-[A-Z])?$")),
    ("Entrez gene ids", re.compile(r"\d{1,9}$")),
    ("StringTie gene ids", re.compile(r"MSTRG\.\d+")),
)
SPIKE_IN = re.compile(r"(gSpikein_)?ERCC-\d{5}$", re.IGNORECASE)
SYMBOL = re.compile(r"[A-Za-z][A-Za-z0-9.\-@_()/]*$")
LOOKED_AT = 5_000


def kind(gene: str) -> str:
    """What one id is; empty when nobody knows."""
    ensembl = ENSEMBL.match(gene)
    if ensembl:
        code = ensembl[1] or ""
        return f"Ensembl gene ids of {SPECIES.get(code, f'another species ({code})')}"
    return next((name for name, pattern in KINDS if pattern.match(gene)), "names" if SYMBOL.match(gene) else "")


def words(ids: pd.Index[str]) -> str:
    """What most of the ids are, in words; empty when no kind has most of them."""
    step = max(1, len(ids) // LOOKED_AT)
    sample = [str(i) for i in ids[::step] if not SPIKE_IN.match(str(i))]
    found = Counter(kind(gene) for gene in sample)
    best, number = found.most_common(1)[0] if found else ("", 0)
    if not best or number < 0.5 * len(sample):
        return ""
    versions = any(re.match(r"ENS[A-Z]*G\d+\.\d+", gene) for gene in sample[:200])
    return f"{'gene names' if best == 'names' else best}{' with versions' if versions else ''}"


def spike_ins(genes: pd.DataFrame) -> tuple[str, ...]:
    """Ids of the genes that are ERCC spike-ins, by id or by name."""
    names = genes["gene_name"].tolist() if "gene_name" in genes else [""] * len(genes)
    if not any("ERCC" in "\n".join(map(str, texts)).upper() for texts in (genes.index, names)):
        return ()
    return tuple(
        str(i)
        for i, name in zip(genes.index, names, strict=True)
        if SPIKE_IN.match(str(i)) or SPIKE_IN.match(str(name))
    )


def without_version(gene: str) -> str:
    """``ENSG00000141510.17`` as ``ENSG00000141510``, ``ENSG00000182378.14_PAR_Y`` as ``ENSG00000182378``."""
    return re.sub(r"\.\d+(_PAR_Y)?$|_PAR_Y$", "", gene) if gene.startswith("ENS") else gene
