"""What the sections about all contrasts share."""

from __future__ import annotations

from seqfolio.model import Contrast
from seqfolio.sections.section import NotMentionedError, View


def several(view: View) -> tuple[Contrast, ...]:
    """The contrasts when there are two or more.

    Raises:
        NotMentionedError: there is nothing to set side by side.
    """
    if len(view.analysis.contrasts) < 2:
        raise NotMentionedError("there are not several contrasts")
    return view.analysis.contrasts
