"""A check: a library with few reads."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict

from seqfolio.checks.check import Check
from seqfolio.model import Finding, Planned


class Settings(BaseModel):
    """Thresholds."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    least: float = 1_000_000
    """Fewer reads than this give a note."""


def _run(known: Planned, settings: Settings) -> Iterator[Finding]:
    sizes = known.dataset.counts.sum(axis=0)
    small = sizes[sizes < settings.least]
    words = f"{len(small)} libraries are small." if len(small) else "All libraries are large."
    yield CHECK.finding("note" if len(small) else "passed", words, samples=tuple(map(str, small.index)))


CHECK = Check(
    id="small_library",
    title="Small library",
    rationale="Few reads, few genes.",
    rule="library size below least",
    source="ENCODE bulk RNA-seq standards",
    run=_run,
    Settings=Settings,
    needs="design",  # so it runs before anything is fitted, and in `seqfolio check`
    severities=("note",),
    advice="Sequence more.",
)
