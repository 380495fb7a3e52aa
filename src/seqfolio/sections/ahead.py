"""Pages that are made while the analysis is still running, by processes that have nothing else to do."""

from __future__ import annotations

from contextlib import ExitStack
from functools import cached_property
from typing import Self

from seqfolio import fonts
from seqfolio.figures.lettering import Lettering
from seqfolio.model import Analysis, Contrast
from seqfolio.parallel import Team, processors, team
from seqfolio.sections.pages import Made, Plan, Task, Wishes, make, tasks_of
from seqfolio.unfinished import NotYetError, Unfinished

Name = tuple[str, str]
Early = tuple[tuple[str, ...], frozenset[str], Made]  # the fonts it was drawn with, and the page


class Ahead:
    """Pages in the making, for the time of a ``with`` block.

    A page that asks for a part of the analysis that is not there yet is left to the end, so that a page made ahead is the
    one that would have been made then.
    """

    def __init__(
        self, plan: Plan | None = None, wishes: Wishes | None = None, lettering: Lettering | None = None
    ) -> None:
        self._plan, self._wishes, self._lettering = plan or Plan(()), wishes or Wishes(), lettering or Lettering()
        self._stack = ExitStack()
        self._begun: list[_Batch] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the processes, whatever they do."""
        self._stack.close()

    def begin(self, analysis: Unfinished) -> None:
        """Begin the pages that need no more than this; call it again when more is known."""
        begun = self.take_back()
        tasks = [task for task in tasks_of(_contrasts(analysis), self._plan) if task.name not in begun]
        maker = _Maker(analysis, self._wishes, self._lettering)
        self._begun.append(_Batch(tasks, self._stack.enter_context(team(maker, tasks, processors() - 1))))

    def take_back(self) -> set[Name]:
        """The pages that are made or being made; what nobody has begun, nobody will."""
        return set().union(*(batch.take_back() for batch in self._begun))

    def pages(self) -> dict[Name, Made]:
        """What was made, once the processes are through; a page whose fonts turned out to be others is not worth keeping."""
        shown = _shown(fonts.current())
        return {
            name: page
            for batch in self._begun
            for name, (*letters, page) in batch.results().items()
            if tuple(letters) == shown
        }


class _Batch:
    """Pages that were begun together."""

    def __init__(self, tasks: list[Task], others: Team[Early]) -> None:
        self._names, self._team = [task.name for task in tasks], others
        self._idle: set[Name] = set()

    def take_back(self) -> set[Name]:
        self._idle |= {self._names[number] for number in self._team.taken()}
        failed = {self._names[number] for number in self._team.failed()}
        return {*self._names} - self._idle - failed

    def results(self) -> dict[Name, Early]:
        return {self._names[number]: found for number, found in self._team.results().items()}


def _contrasts(analysis: Unfinished) -> tuple[Contrast, ...]:
    try:
        return analysis.contrasts
    except NotYetError:
        return ()


class _Maker:
    """Makes a page in a process of its own; the fonts are looked for once."""

    def __init__(self, analysis: Analysis, wishes: Wishes, lettering: Lettering) -> None:
        self._analysis, self._wishes, self._lettering = analysis, wishes, lettering

    @cached_property
    def _typeface(self) -> fonts.Typeface:
        return self._lettering.typeface(self._analysis)

    def __call__(self, task: Task) -> Early:
        with self._lettering.using(self._typeface):
            return (*_shown(self._typeface), make(self._analysis, self._wishes, task))


def _shown(typeface: fonts.Typeface) -> tuple[tuple[str, ...], frozenset[str]]:
    """What of a typeface a figure shows."""
    return typeface.families, typeface.unknown
