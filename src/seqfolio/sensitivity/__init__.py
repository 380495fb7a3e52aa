"""Analysis -> Sensitivity: the same contrasts by other methods and without each sample, when somebody asks for it."""

from __future__ import annotations

from dataclasses import dataclass

from seqfolio.beyond_tests import Sensitivity
from seqfolio.config import Config
from seqfolio.differential.method import Method
from seqfolio.model import Contrast, Dataset, Design
from seqfolio.progress import Progress
from seqfolio.sensitivity.leave_out import LeaveOut, leave_outs, stability
from seqfolio.sensitivity.second_opinion import Second, opinions, seconds

__all__ = ["Trials", "plan", "sensitivity"]


@dataclass(frozen=True)
class Trials:
    """What will be tried beside the analysis itself."""

    seconds: tuple[Second, ...] = ()
    leave_outs: tuple[LeaveOut, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.seconds or self.leave_outs)


def plan(config: Config, dataset: Dataset, designs: tuple[Design, ...], method: Method) -> Trials:
    """What the project file asks for, once it is known to be possible.

    Raises:
        InputError: a method of ``analysis.concordance`` does not exist or can test none of the contrasts.
    """
    return Trials(seconds(config, dataset, designs, method), leave_outs(config, dataset, designs, method))


def sensitivity(
    config: Config, dataset: Dataset, method: Method, contrasts: tuple[Contrast, ...], trials: Trials, told: Progress
) -> Sensitivity:
    """Do what was planned."""
    found, refused = opinions(dataset, contrasts, trials.seconds, told.detail)
    return Sensitivity(found, refused, stability(config, dataset, method, contrasts, trials.leave_outs, told.detail))
