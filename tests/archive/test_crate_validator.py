"""roc-validator, the profile's own judge: no issue at REQUIRED and RECOMMENDED, without a network."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from seqfolio.archive import Archive, add

pytestmark = pytest.mark.slow
SCRIPT = Path(__file__).with_name("validate_crate.py")


def validator() -> Path:
    own = Path(sys.prefix) / "roc-validator" / "bin" / "python"
    found = Path(os.environ.get("SEQFOLIO_ROC_VALIDATOR", own))
    if not found.is_file():
        pytest.skip("roc-validator is not installed: tools/crate_validator.sh .venv")
    return found


def issues(crate: Path, tmp_path: Path) -> list[Any]:
    report = tmp_path / "validation.json"
    command = [str(validator()), str(SCRIPT), str(crate), str(report)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert report.is_file(), ran.stderr
    found = json.loads(report.read_text("utf-8"))
    assert (ran.returncode == 0) == (not found["issues"])
    return [(i["severity"], i["check"]["identifier"], i["message"]) for i in found["issues"]]


PROJECTS: list[dict[str, Any]] = [
    {},
    {"project": {"facility": "Core of X, https://core.example.org", "license": "CC-BY-4.0", "organism": "Homo sapiens", "people": [
        {"name": "Ada", "orcid": "0000-0002-1825-0097", "role": "analysis"}, {"name": "Bo", "orcid": None, "role": None}]}},
    {"project": {"title": '<b>&_*"\n', "description": "\u202e\x07", "facility": '"\n', "contact": "a@b.example", "license": "as\nagreed",
                 "people": [{"name": "\n", "orcid": "x"}]}, "contrasts": [], "inputs": []},
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(PROJECTS)))
def test_no_issue_required_or_recommended(keep, tmp_path: Path, number: int) -> None:
    assert issues(keep(PROJECTS[number]).kept.crate, tmp_path) == []


def test_the_validator_notices_a_missing_file(out: Path, archive: Archive, tmp_path: Path) -> None:
    kept = add(out, archive).kept
    (kept.crate / "report.html").unlink()
    assert any(severity == "REQUIRED" for severity, *_ in issues(kept.crate, tmp_path))
