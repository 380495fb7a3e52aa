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
        self._begun: list[tuple[list[Task], Team[Early]]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the processes, whatever they do."""
        self._stack.close()

    def begin(self, analysis: Unfinished) -> None:
        """Begin the pages that need no more than this; call it again when more is known."""
        promised = self.promised()
        tasks = [task for task in tasks_of(_contrasts(analysis), self._plan) if task.name not in promised]
        maker = _Maker(analysis, self._wishes, self._lettering)
        self._begun.append((tasks, self._stack.enter_context(team(maker, tasks, processors() - 1))))

    def promised(self) -> set[Name]:
        """The pages that processes have made, are making, or will make."""
        return {
            task.name
            for tasks, others in self._begun
            for number, task in enumerate(tasks)
            if number not in others.failed()
        }

    def take_back(self) -> set[Name]:
        """The pages that are made or being made; what nobody has begun, nobody will."""
        idle = {tasks[number].name for tasks, others in self._begun for number in others.taken()}
        return self.promised() - idle

    def pages(self) -> dict[Name, Made]:
        """What was made, once the processes are through; a page whose fonts turned out to be others is not worth keeping."""
        shown = _shown(fonts.current())
        return {
            tasks[number].name: page
            for tasks, others in self._begun
            for number, (*letters, page) in others.results().items()
            if tuple(letters) == shown
        }


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
