"""What samples share that the model does not know: the first component of the residuals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from seqfolio.errors import printable
from seqfolio.model import Design, Measured
from seqfolio.stats.hidden_structure import FirstComponent, concentration, first_component
from seqfolio.wording import percent

LEAST_DF = 3  # with two, one of the two components always holds half of the variance
FEWEST_GENES = 200
GENES = 1000  # of the best expressed ones: their noise is biology rather than counting
TIMES = 1.5  # as large as by chance: the component is worth a word
MOST = 0.5  # of what is beyond chance: most of the noise that tests reckon with is this one pattern
ALONE = 0.95  # of the component that a single sample could hold at most


@dataclass(frozen=True)
class Leftover:
    """The first component of what a design leaves unexplained.

    Attributes:
        found: the component.
        alone: the sample that holds nearly all of it, or a sample and its partner where a design of pairs cannot tell
            them apart; nothing when more samples share in it.
    """

    found: FirstComponent
    alone: tuple[str, ...]

    @property
    def beyond_chance(self) -> float:
        """What part of the room above chance it takes: 0 as by chance, 1 when it is everything."""
        return (self.found.share - self.found.by_chance) / max(1 - self.found.by_chance, 1e-9)

    @property
    def numbers(self) -> dict[str, object]:
        """For the summary."""
        return {"share": round(self.found.share, 4), "by_chance": round(self.found.by_chance, 4)}

    @property
    def who(self) -> str:
        """The sample that stands alone, or the pair."""
        return " or ".join(f'"{printable(name)}"' for name in self.alone)

    @property
    def words(self) -> str:
        """The size of the component in words."""
        return (
            f"{percent(self.found.share)} of what the model leaves unexplained is one pattern that many genes share "
            f"(chance: {percent(self.found.by_chance)})"
        )


def leftover(known: Measured, design: Design, genes: int = GENES) -> Leftover | None:
    """The first component; None with too few samples beyond the coefficients, or too few genes."""
    matrix = design.matrix.to_numpy(dtype=np.float64)
    values = _best_expressed(known, design, genes)
    if len(matrix) - design.rank < LEAST_DF or len(values) < FEWEST_GENES:
        return None
    found = first_component(values, matrix)
    held = concentration(found.scores, matrix)
    return Leftover(found, tuple(name for name, share in zip(design.samples, held, strict=True) if share >= ALONE))


def _best_expressed(known: Measured, design: Design, most: int) -> NDArray[np.float64]:
    mean = known.normalized.counts[design.samples].mean(axis=1).to_numpy()
    chosen = np.sort(np.argsort(-mean, kind="stable")[:most])
    chosen = chosen[mean[chosen] >= np.median(mean[mean > 0])] if (mean > 0).any() else chosen[:0]
    return known.normalized.transformed[design.samples].to_numpy()[chosen]
