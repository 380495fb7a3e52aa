"""Where a gene id is explained: the page of its database."""

from __future__ import annotations

import re

DATABASES = (
    (re.compile(r"(ENS[A-Z]*G\d{11})(?:\.\d+)?(?:_PAR_Y)?(?:[_|].*)?$"), "https://www.ensembl.org/id/{}"),
    (re.compile(r"(FBgn\d{7})$"), "https://flybase.org/reports/{}"),
    (re.compile(r"(WBGene\d{8})$"), "https://wormbase.org/species/c_elegans/gene/{}"),
    (re.compile(r"(A[Tt][1-5CM][Gg]\d{5})(?:\.\d+)?$"), "https://www.arabidopsis.org/locus?name={}"),
    (re.compile(r"(Y[A-P][LR]\d{3}[WC](?:-[A-Z])?)$"), "https://www.yeastgenome.org/locus/{}"),
    (re.compile(r"(\d{1,9})$"), "https://www.ncbi.nlm.nih.gov/gene/{}"),
)


def link(gene: str) -> str:
    """The page of a gene; empty for names and ids that no database knows."""
    for pattern, address in DATABASES:
        found = pattern.match(gene)
        if found:
            return address.format(found[1])
    return ""
