"""Values that do not fit are told what would, with the whole range and the meaning of the key."""

from __future__ import annotations

from typing import Any

import pytest

from harness import Run
from small_projects import project


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"analysis": {"alpha": "2"}}, "a number above 0 and below 1 is needed"),
        ({"analysis": {"alpha": "often"}}, "a number above 0 and below 1 is needed"),
        ({"analysis": {"lfc_threshold": "-1"}}, "a number of at least 0 is needed"),
        ({"report": {"options": {"heatmap": {"top": "1.5"}}}}, "a whole number from 2 to 2000 is needed"),
        ({"genes_of_interest": "TP53"}, ""),
        ({"genes_of_interest": {"a": "b"}}, "a list is needed"),
        ({"report": {"colours": {"higher": "red"}}}, "a colour such as #0072b2 is needed"),
        ({"report": {"lang": "english language"}}, "another form is needed"),
        ({"report": {"pdf": "yes"}}, "keys with values is needed"),
        ({"analysis": {"robust": "perhaps"}}, "true or false is needed"),
    ],
)
def test_the_whole_rule_is_told(run: Run, changes: dict[str, Any], words: str) -> None:
    ran = run("check project.yaml", project(changes))
    assert (ran.code, words in ran.err) == ((2, True) if words else (0, True)), ran.err
    for jargon in ("input should", "it should", "valid tuple", "unable to parse", "pydantic"):
        assert jargon not in ran.err


def test_the_meaning_of_the_key_stands_below(run: Run) -> None:
    ran = run("check project.yaml", project({"analysis": {"alpha": "2"}}))
    assert "A gene is called when its adjusted p-value is below this." in ran.err
