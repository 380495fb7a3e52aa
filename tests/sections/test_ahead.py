"""Pages that are made while the analysis is running are the pages that would be made at its end."""

from __future__ import annotations

import dataclasses
import os
import time
from typing import Any

import pytest

from seqfolio import parallel, pipeline
from seqfolio.document import Report
from seqfolio.figures.lettering import Lettering
from seqfolio.model import Analysis, Measured
from seqfolio.sections import ahead as ahead_module
from seqfolio.sections.ahead import Ahead
from seqfolio.sections.compose import compose
from seqfolio.unfinished import NotYetError, Unfinished, unfinished
from situations import SITUATIONS, checked

PAUSE = 1.0  # seconds for the other processes to make pages


@pytest.fixture(autouse=True)
def three_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "processors", lambda: 3)
    monkeypatch.setattr(ahead_module, "processors", lambda: 3)


def known(analysis: Analysis, *names: str) -> Unfinished:
    measured = Measured(**{f.name: getattr(analysis, f.name) for f in dataclasses.fields(Measured)})
    return unfinished(measured, **{name: getattr(analysis, name) for name in names})


def composed(situation: str, ahead: Ahead | None, findings: Any = None) -> Report:
    made, analysis = checked(situation)
    lettering = Lettering((), made.look.colours)
    with lettering.using(lettering.typeface(analysis, analysis.findings if findings is None else findings)):
        return compose(analysis, made.plan, "en", made.config.genes_of_interest, ahead=ahead)


@pytest.mark.parametrize("situation", list(SITUATIONS))
def test_pages_made_ahead_are_those_made_at_the_end(situation: str) -> None:
    made, analysis = checked(situation)
    with pipeline.ahead(made) as ahead:
        ahead.begin(known(analysis))
        time.sleep(PAUSE / 2)
        ahead.begin(known(analysis, "fits", "contrasts", "gene_sets"))
        time.sleep(PAUSE)
        early = {section for _, section in ahead.take_back()}
        assert {"samples", "reading"} <= early
        assert not {"summary", "findings", "methods"} & early, "they need the findings"
        assert composed(situation, ahead) == composed(situation, None)


def test_pages_in_fonts_that_turn_out_to_be_others_are_made_again() -> None:
    made, analysis = checked("ordinary")
    other = dataclasses.replace(analysis.findings[0], message="\U0001f9ec \u0e01")
    with pipeline.ahead(made) as ahead:
        ahead.begin(known(analysis))
        time.sleep(PAUSE)
        assert ahead.take_back()
        assert composed("ordinary", ahead, (other,)) == composed("ordinary", None, (other,))


def test_nothing_is_left_running() -> None:
    made, analysis = checked("many_samples")
    with pipeline.ahead(made) as ahead:
        ahead.begin(known(analysis))
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_with_one_processor_nothing_is_made_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "processors", lambda: 1)
    monkeypatch.setattr(ahead_module, "processors", lambda: 1)
    made, analysis = checked("ordinary")
    with pipeline.ahead(made) as ahead:
        ahead.begin(known(analysis))
        assert composed("ordinary", ahead) == composed("ordinary", None)


@pytest.mark.parametrize("part", [f.name for f in dataclasses.fields(Analysis)])
def test_a_part_that_is_not_computed_says_so(part: str) -> None:
    analysis = checked("ordinary")[1]
    early = known(analysis)
    if part in {f.name for f in dataclasses.fields(Measured)}:
        assert getattr(early, part) is getattr(analysis, part)
    else:
        with pytest.raises(NotYetError):
            getattr(early, part)
        with pytest.raises(NotYetError):
            getattr(early, part, None)


def test_a_section_cannot_swallow_that_something_is_missing() -> None:
    early = known(checked("ordinary")[1])

    def careless() -> str:
        try:
            return str(early.findings)
        except Exception:  # noqa: BLE001 - what an author might write
            return "no findings"

    with pytest.raises(NotYetError):
        careless()
