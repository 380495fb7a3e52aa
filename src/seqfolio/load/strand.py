"""Which of three counts belongs to a library: those of both strands, of the read's strand, or of the other one."""

from __future__ import annotations

from typing import Literal, cast

import numpy as np

from seqfolio.errors import fail
from seqfolio.wording import percent

Strand = Literal["unstranded", "forward", "reverse"]
COLUMNS: dict[str, int] = {"unstranded": 0, "forward": 1, "reverse": 2}
CLEAR = 0.75  # share of one strand from which a library is stranded


def choose(forward: list[float], reverse: list[float], wanted: str) -> tuple[Strand, str]:
    """The strand for all samples, and why.

    Args:
        forward: assigned reads of each sample on the strand of the read.
        reverse: those on the other one.
        wanted: ``input.strand``.

    Raises:
        InputError: the samples are of different kinds and the YAML does not choose.
    """
    sums = np.array(forward) + np.array(reverse)
    shares = np.divide(np.array(reverse), sums, out=np.full(len(sums), 0.5), where=sums > 0)
    span = " to ".join(dict.fromkeys(percent(share, 1) for share in (shares.min(), shares.max())))
    seen = f"{span} of the stranded reads lie on the reverse strand"
    if wanted in COLUMNS:
        chosen = cast("Strand", wanted)
        return chosen, f"strand: {chosen}, as the YAML says; {seen}"
    kinds = {_kind(float(share)) for share in shares}
    if len(kinds) > 1:
        raise fail(
            "strand-unclear",
            f"the samples are not of one kind: {seen}",
            "input.strand",
            "Were libraries of different protocols mixed? Say input: {strand: reverse} (or forward, or unstranded).",
        )
    kind = kinds.pop()
    return kind, f"strand: {kind}, chosen by the numbers; {seen}"


def _kind(share: float) -> Strand:
    return "reverse" if share > CLEAR else "forward" if share < 1 - CLEAR else "unstranded"
