"""Results of every earlier schema number can be kept, asked and rendered."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from harness import Run
from seqfolio import store
from seqfolio.archive import Archive, add
from seqfolio.archive.catalogue import query

RESULTS = Path(__file__).parent / "results"
NUMBERS = range(1, store.SCHEMA + 1)


def unpacked(number: int, folder: Path) -> Path:
    """The stored result; what `render` makes again is not in it, so the summary tells of the files that are."""
    with zipfile.ZipFile(RESULTS / f"schema-{number}.zip") as packed:
        packed.extractall(folder)
    summary = json.loads((folder / "seqfolio_summary.json").read_text("utf-8"))
    summary["files"] = [f for f in summary["files"] if (folder / f["path"]).is_file()]
    text = json.dumps(summary, indent=1, ensure_ascii=False).replace("{\n ", "{\n  ", 1)
    (folder / "seqfolio_summary.json").write_text(text, "utf-8")
    assert json.loads((folder / "data" / "analysis.json").read_text("utf-8"))["schema"] == number
    return folder


@pytest.mark.parametrize("number", NUMBERS)
def test_a_result_of_each_schema_is_kept_asked_and_rendered(
    run: Run, tmp_path: Path, archive: Archive, number: int
) -> None:
    kept = add(unpacked(number, tmp_path / "result"), archive).kept
    summary = json.loads((kept.crate / "seqfolio_summary.json").read_text("utf-8"))
    strongest = summary["contrasts"][0]["top"][0]
    assert strongest["gene_id"] in [r["gene_id"] for r in query.gene(archive, strongest["gene_id"]).called]
    ran = run(f"render '{kept.crate}' -o again")
    assert ran.code == 0, ran.err
    page = ran.text("again/report.html")
    assert f"Kept since schema {number}" in page
    for contrast in summary["contrasts"]:
        assert re.search(rf"\b{contrast['counts']['higher']}\b", page)
        assert strongest["gene_id"] in page
    assert ran.text("again/tables/b_vs_a.csv") == (kept.crate / "tables" / "b_vs_a.csv").read_text("utf-8")


def test_a_stored_value_is_brought_up_number_by_number(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in the version after the next: 1 to 2 gives a field another name, 2 to 3 a new one."""
    folder, seen = unpacked(1, tmp_path / "result"), []

    def rename(value: dict[str, Any], where: Path) -> dict[str, Any]:
        seen.append((1, where.name))
        return {"projekt" if key == "project" else key: item for key, item in value.items()}

    def rename_back(value: dict[str, Any], where: Path) -> dict[str, Any]:
        seen.append((2, where.name))
        project = {**value["projekt"], "title": "Brought up to date"}
        return {"project": project, **{key: item for key, item in value.items() if key != "projekt"}}

    monkeypatch.setattr(store, "SCHEMA", 3)
    monkeypatch.setattr(store, "UPGRADES", {1: rename, 2: rename_back})
    assert run(f"render '{folder}'").code == 0
    assert seen == [(1, "data"), (2, "data")]
    assert "Brought up to date" in (folder / "report.html").read_text("utf-8")


def test_a_result_of_a_newer_version_is_refused_in_words(run: Run, tmp_path: Path) -> None:
    folder = unpacked(1, tmp_path / "result")
    analysis = folder / "data" / "analysis.json"
    analysis.write_text(analysis.read_text("utf-8").replace('"schema": 1', '"schema": 99', 1))
    ran = run(f"render '{folder}'")
    assert ran.code == 2
    assert "schema 99 is not known to this version" in ran.err
