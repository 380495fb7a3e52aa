"""Called genes by the sample that was left out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from seqfolio.beyond_tests import Stability
from seqfolio.differential.ranking import is_called
from seqfolio.model import Contrast
from seqfolio.sections.section import NotMentionedError, View
from seqfolio.sensitivity.words import called, stability_sentence


@dataclass(frozen=True)
class Result:
    """How the called genes fare.

    Attributes:
        samples: see ``seqfolio.beyond_tests.Stability``, with the fewest kept genes first, and the ``group`` of each.
        names: sample -> name for people.
        skipped: (name, reason) of the samples that could not be left out.
        genes: how many of the called genes are called in 0, 1, ... leave-outs.
    """

    contrast: Contrast
    sentence: str
    called: int
    samples: pd.DataFrame
    names: dict[str, str]
    skipped: tuple[tuple[str, str], ...]
    genes: NDArray[np.int64]


def compute(view: View) -> Result:
    """Collect the leave-outs."""
    contrast, names = view.one, view.analysis.dataset.display_names
    found = next((s for s in view.analysis.sensitivity.stability if s.contrast == contrast.id), None)
    if found is None:
        raise NotMentionedError("nobody asked for it")
    groups = {sample: level for level, samples in contrast.comparison.levels for sample in samples}
    ordered = found.samples.sort_values("kept", kind="stable")
    return Result(
        contrast=contrast,
        sentence=stability_sentence(contrast, found, names),
        called=called(contrast),
        samples=ordered.assign(group=[groups.get(str(sample), "") for sample in ordered.index]),
        names=names,
        skipped=tuple((names.get(sample, sample), reason) for sample, reason in found.skipped.items()),
        genes=_genes(contrast, found),
    )


def _genes(contrast: Contrast, found: Stability) -> NDArray[np.int64]:
    times = found.genes["called_in"].to_numpy()[is_called(contrast.table)]
    return np.bincount(times, minlength=len(found.samples) + 1).astype(np.int64)
