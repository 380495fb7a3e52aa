"""Contrasts + gene sets -> Enrichment: which sets hold more of the changed genes than chance would put there."""

from __future__ import annotations

from seqfolio.enrichment.collection import Collection, collections
from seqfolio.enrichment.testing import enrich

__all__ = ["Collection", "collections", "enrich"]
