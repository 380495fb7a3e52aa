"""The fonts and the colours in which a project's figures are drawn."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from seqfolio import fonts
from seqfolio.figures.style import own_colours
from seqfolio.model import Finding, Planned


@dataclass(frozen=True)
class Lettering:
    """What a project says of its figures' look.

    Attributes:
        given: the project's own fonts.
        colours: of calls.
    """

    given: tuple[Path, ...] = ()
    colours: Mapping[str, str] = field(default_factory=dict)

    def typeface(self, planned: Planned, findings: Sequence[Finding] = ()) -> fonts.Typeface:
        """Fonts for every text of the project."""
        return fonts.typeface_for(_texts(planned, findings), self.given)

    @contextmanager
    def using(self, typeface: fonts.Typeface) -> Iterator[None]:
        """All figures of the ``with`` block look like this."""
        with fonts.using(typeface), own_colours(self.colours):
            yield


def _texts(planned: Planned, findings: Sequence[Finding]) -> Iterator[str]:
    """Every text of the project that a figure or a page may show."""
    yield planned.provenance.config_text
    yield json.dumps(planned.project, ensure_ascii=False)
    yield from (f"{name} {shown}" for name, shown in planned.dataset.display_names.items())
    for frame in (planned.dataset.samples, planned.dataset.genes):
        yield " ".join(map(str, (*frame.columns, *frame.index)))
        yield from (" ".join(map(str, frame[name].unique())) for name in frame.select_dtypes("object"))
    yield from (finding.message + finding.action for finding in findings)
