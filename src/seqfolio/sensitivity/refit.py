"""Normalise, fit and test once more, with other samples or by another method."""

from __future__ import annotations

from dataclasses import replace

from seqfolio.config import Config
from seqfolio.differential import Method, Part, differential
from seqfolio.model import Contrast, Dataset, Design
from seqfolio.normalize import normalize


def part(config: Config, dataset: Dataset, design: Design, method: Method) -> Part:
    """A design with its own samples, normalised by themselves."""
    lengths = None if dataset.lengths is None else dataset.lengths[design.samples]
    own = replace(
        dataset, counts=dataset.counts[design.samples], samples=dataset.samples.loc[design.samples], lengths=lengths
    )
    return design, own, normalize(config, own, design, method.needs)


def refit(config: Config, dataset: Dataset, designs: tuple[Design, ...], method: Method) -> tuple[Contrast, ...]:
    """The comparisons of the designs, tested.

    Raises:
        InputError: the data do not allow it.
    """
    parts = tuple(part(config, dataset, design, method) for design in designs if design.comparisons)
    return differential(_of(config, designs), parts, method)[1]


def _of(config: Config, designs: tuple[Design, ...]) -> Config:
    """The project with the contrasts of these designs only."""
    ids = {c.id for design in designs for c in design.comparisons}
    wanted = tuple(spec for spec in config.design.contrasts if spec.id in ids)
    return config.model_copy(update={"design": config.design.model_copy(update={"contrasts": wanted})})
