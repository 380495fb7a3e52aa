"""What is going on, on a terminal as a bar, elsewhere as plain lines, and in the log file."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Protocol

from seqfolio import stopping

STAGES = (
    "load",
    "design",
    "normalize",
    "qc",
    "differential",
    "enrichment",
    "sensitivity",
    "checks",
    "sections",
    "render",
)


class Progress(Protocol):
    """Hears what the pipeline does."""

    def skip(self, *names: str) -> None:
        """Stages that there will not be, so that those that there are can be counted."""

    def stage(self, name: str, detail: str = "") -> None:
        """A stage begins or tells what it found; ``name`` is the folder that does the work."""

    def detail(self, text: str) -> None:
        """A step within the stage."""

    def step(self, text: str) -> None:
        """One of many steps whose order is left to chance: shown, but not kept in the log."""


class Silent:
    """Says nothing, but keeps the lines for the log."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.stages = list(STAGES)
        self._stage = ""

    def skip(self, *names: str) -> None:
        """Count without these."""
        self.stages = [name for name in self.stages if name not in names]

    def stage(self, name: str, detail: str = "") -> None:
        """Keep the line."""
        stopping.check()
        number = "" if name == self._stage else f"{self.stages.index(name) + 1}/{len(self.stages)}"
        self.lines.append(f"{number:<5} {name:<12} {detail}".rstrip() if number else f"{'':<19}{detail}".rstrip())
        self._stage = name

    def detail(self, text: str) -> None:
        """Keep the line."""
        stopping.check()
        self.lines.append(indented(text))

    def step(self, text: str) -> None:
        """Nothing to keep."""


def indented(text: str) -> str:
    """A line within a stage."""
    return f"      {text}"


class Plain(Silent):
    """Plain lines on standard error; details only when ``verbose``."""

    def __init__(self, *, verbose: bool = False) -> None:
        super().__init__()
        self.verbose = verbose

    def stage(self, name: str, detail: str = "") -> None:
        """Print the line."""
        super().stage(name, detail)
        print(self.lines[-1], file=sys.stderr, flush=True)  # noqa: T201 - this is the output

    def detail(self, text: str) -> None:
        """Print the line when asked to."""
        super().detail(text)
        self.step(text)

    def step(self, text: str) -> None:
        """Print the line when asked to."""
        if self.verbose:
            print(indented(text), file=sys.stderr, flush=True)  # noqa: T201 - this is the output


class Bar(Silent):
    """A progress bar with the stage's name on a terminal."""

    def __init__(self) -> None:
        super().__init__()
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as RichProgress

        self._bar = RichProgress(
            SpinnerColumn(),
            TextColumn("{task.fields[stage]:<12}"),
            BarColumn(24),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[detail]}", markup=False),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = self._bar.add_task("", total=len(STAGES), stage="", detail="")

    def __enter__(self) -> Bar:
        """Show the bar."""
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the bar away."""
        self._bar.stop()

    def stage(self, name: str, detail: str = "") -> None:
        """Move the bar."""
        super().stage(name, detail)
        done, all_of_them = self.stages.index(name), len(self.stages)
        self._bar.update(self._task, completed=done, total=all_of_them, stage=name, detail=detail)

    def detail(self, text: str) -> None:
        """Show the step."""
        super().detail(text)
        self.step(text)

    def step(self, text: str) -> None:
        """Show the step."""
        self._bar.update(self._task, detail=text)
