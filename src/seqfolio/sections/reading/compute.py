"""What a reader decided."""

from __future__ import annotations

from dataclasses import dataclass

from seqfolio.model import Source
from seqfolio.sections.section import View

MOST_SHOWN = 40


@dataclass(frozen=True)
class Result:
    """Files and decisions.

    Attributes:
        notes: (file, what was noticed or decided).
        repairs: what was changed, at most ``MOST_SHOWN``.
        more_repairs: how many were not shown.
        excluded: display name of a sample -> why it was left out.
        gene_ids: what the ids are; empty when unknown.
        spike_ins: how many ERCC spike-ins are among the genes.
        lengths: whether transcript lengths go into the model.
    """

    sources: tuple[Source, ...]
    notes: tuple[tuple[str, str], ...]
    repairs: tuple[str, ...]
    more_repairs: int
    excluded: dict[str, str]
    gene_ids: str
    spike_ins: int
    lengths: bool
    values: str
    genes: int
    samples: int


def compute(view: View) -> Result:
    """Collect what stands in the data set."""
    data = view.analysis.dataset
    return Result(
        data.sources,
        tuple((source.path, note) for source in data.sources for note in source.notes),
        data.repairs[:MOST_SHOWN],
        max(0, len(data.repairs) - MOST_SHOWN),
        data.excluded,
        data.gene_ids,
        len(data.spike_ins),
        data.lengths is not None,
        data.values.replace("_", " "),
        len(data.counts),
        data.counts.shape[1],
    )
