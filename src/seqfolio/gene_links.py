"""Where a gene id is explained: the page of its database."""

from __future__ import annotations

import re
from typing import NamedTuple


class Database(NamedTuple):
    """A database of genes.

    Attributes:
        name: for people.
        ids: a regular expression, the same for Python and JavaScript; its first group goes into the address.
        address: with ``{}`` for the id.
    """

    name: str
    ids: str
    address: str


DATABASES = (
    Database("Ensembl", r"^(ENS[A-Z]*G\d{11})(?:\.\d+)?(?:_PAR_Y)?(?:[_|].*)?$", "https://www.ensembl.org/id/{}"),
    Database("FlyBase", r"^(FBgn\d{7})$", "https://flybase.org/reports/{}"),
    Database("WormBase", r"^(WBGene\d{8})$", "https://wormbase.org/species/c_elegans/gene/{}"),
    Database("TAIR", r"^(A[Tt][1-5CM][Gg]\d{5})(?:\.\d+)?$", "https://www.arabidopsis.org/locus?name={}"),
    Database("SGD", r"^(Y[A-P][LR]\d{3}[WC](?:-[A-Z])?)$", "https://www.yeastgenome.org/locus/{}"),
    Database("MGI", r"^(MGI:\d+)$", "https://www.informatics.jax.org/marker/{}"),
    Database("ZFIN", r"^(ZDB-GENE-[\d-]+)$", "https://zfin.org/{}"),
    Database("NCBI Gene", r"^(\d{1,9})$", "https://www.ncbi.nlm.nih.gov/gene/{}"),
)


def link(gene: str) -> str:
    """The page of a gene; empty for names and ids that no database knows."""
    found = ((database, re.match(database.ids, gene)) for database in DATABASES)
    return next((database.address.format(match[1]) for database, match in found if match), "")
