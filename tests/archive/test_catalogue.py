"""The catalogue says what the crates say, and can be made again from them."""

from __future__ import annotations

import csv
import json
import math
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from archives import content, pairs_of_tested

from harness import Run
from seqfolio.archive import Archive, keeping
from seqfolio.archive.catalogue import entry, query, writing
from seqfolio.archive.catalogue.query import Wanted

PROJECTS: dict[str, dict[str, Any]] = {
    "heart": {"project": {"id": "Heart-1", "title": "Hypoxia in hearts", "organism": "Homo sapiens", "client": "Ångström group",
                          "people": [{"name": "Zoë Müller", "role": "analysis"}]}, "created": "2025-03-04T10:00:00+00:00"},
    "fish": {"project": {"id": "fish", "title": "Fins 100%_done", "organism": "Danio rerio", "client": "Bo & Co"},
             "created": "2026-01-31T10:00:00+00:00"},
    "old": {"project": {"id": "old", "title": "Hypoxic lungs", "organism": "Homo sapiens"}, "created": "2019-12-31T23:00:00+00:00"},
}  # fmt: skip


@pytest.fixture
def filled(keep, archive: Archive) -> Archive:
    for changes in PROJECTS.values():
        keep(changes)
    return archive


def found(archive: Archive, **wanted: Any) -> list[str]:
    return [row["project"] for row in query.search(archive, Wanted(**wanted))]


def test_rebuilding_gives_the_same_content(filled: Archive, keep) -> None:
    keep({"project": {"id": "FISH", "title": "Second version"}})
    before = content(filled)
    assert all(before.values())
    filled.catalogue.unlink()
    assert writing.rebuild(filled) == []
    assert content(filled) == before


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, ["fish", "Heart-1", "old"]),
        ({"text": "hypox"}, ["Heart-1", "old"]),
        ({"text": "HYPOXIA hearts"}, ["Heart-1"]),
        ({"text": "angstrom"}, ["Heart-1"]),
        ({"text": "muller"}, ["Heart-1"]),
        ({"text": "hypoxia danio"}, []),
        ({"text": "heart-1"}, ["Heart-1"]),
        ({"text": "g_up"}, ["fish", "Heart-1", "old"]),
        ({"text": "!!!"}, []),
        ({"project": "HEART"}, ["Heart-1"]),
        ({"client": "ångSTRÖM"}, ["Heart-1"]),
        ({"client": "%"}, []),
        ({"organism": "sapiens"}, ["Heart-1", "old"]),
        ({"method": "welch"}, ["fish", "Heart-1", "old"]),
        ({"method": "deseq"}, []),
        ({"since": "2025"}, ["fish", "Heart-1"]),
        ({"since": "2025-03-04", "until": "2025-03-04"}, ["Heart-1"]),
        ({"until": "2019"}, ["old"]),
        ({"gene": "G_UP"}, ["fish", "Heart-1", "old"]),
        ({"gene": "g_flat"}, []),
        ({"text": "hypoxi", "organism": "homo", "since": "2020"}, ["Heart-1"]),
    ],
)
def test_search(filled: Archive, wanted: dict[str, str], expected: list[str]) -> None:
    assert sorted(found(filled, **wanted)) == sorted(expected)


@pytest.mark.parametrize(
    "text", ['"', "a AND", "NEAR(a b)", "title:x", "a* OR b", "'; DROP TABLE versions; --", "-", "(", "\x00", "日本"]
)
def test_words_that_mean_something_to_the_search_engine(filled: Archive, text: str) -> None:
    for name in ("text", "project", "client", "since", "until", "gene"):
        query.search(filled, Wanted(**{name: text}))
    query.gene(filled, text)
    assert len(found(filled)) == 3


def rows(table: Path) -> list[dict[str, str]]:
    with table.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_called_and_tested_genes_are_those_of_the_tables(filled: Archive) -> None:
    """Against Python's csv module and a slow loop over every table."""
    connection = sqlite3.connect(filled.catalogue)
    called = {
        r[:3]: r[3:]
        for r in connection.execute(
            "SELECT lower(project), version, gene_id, call, log2FoldChange, padj FROM called_genes"
        )
    }
    tested = pairs_of_tested(connection)
    connection.close()
    expected_called, expected_tested = {}, set()
    for kept in filled.kept():
        for row in rows(kept.crate / "tables" / "b_vs_a.csv"):
            if row["call"] != "not tested":
                expected_tested.add((kept.project, kept.version, "b_vs_a", row["gene_id"]))
            if row["call"] in ("higher", "lower", "changed", "equivalent"):
                numbers = (float(row["log2FoldChange"]), float(row["padj"]))
                expected_called[kept.project, kept.version, row["gene_id"]] = (row["call"], *numbers)
    assert {
        key: (value[0], pytest.approx(value[1]), pytest.approx(value[2])) for key, value in called.items()
    } == expected_called
    assert len(expected_called) == 6
    assert tested == expected_tested


def test_a_gene_is_answered_with_direction_strength_and_who_tested_it(filled: Archive) -> None:
    up, flat, zero, none = (query.gene(filled, name) for name in ("g_UP", "g_flat", "g_zero", "nothing"))
    assert [(r["call"], r["contrast"]) for r in up.called] == [("higher", "b_vs_a")] * 3
    assert all(2.5 < r["log2FoldChange"] < 3.5 and r["padj"] < 0.05 for r in up.called)
    assert (up.tested, up.projects) == (3, 3)
    assert (flat.tested, flat.projects, flat.called) == (3, 3, [])
    assert (zero.tested, zero.called, len(zero.known)) == (0, [], 1)
    assert (none.tested, none.known) == (0, [])


def table(path: Path, lines: list[str]) -> Path:
    path.write_text(
        "gene_id,gene_name,baseMean,log2FoldChange,lfcSE,stat,pvalue,padj,call,reason\n" + "".join(lines), "utf-8"
    )
    return path


def test_odd_cells_of_a_table(tmp_path: Path) -> None:
    made = table(tmp_path / "t.csv", [
        '"a,""b""\nc",NA,1,NA,1,1,NA,NA,not tested,all zero\n',
        "007,MARCH1,1,-1.5,1,-2,1e-300,0,lower,\n",
        "=1+1,,1,0.25,1,2,0.5,NA,equivalent,\n",
    ])  # fmt: skip
    genes = entry.read_genes(made)
    assert genes.names.to_pydict() == {"gene_id": ['a,"b"\nc', "007", "=1+1"], "gene_name": ["NA", "MARCH1", ""]}
    assert genes.tested.tolist() == [False, True, True]
    assert genes.call.tolist() == [0, 2, 4]
    assert genes.padj[1] == 0.0
    assert math.isnan(genes.padj[2])


def test_ids_with_versions_and_names_shared_by_two_genes(keep, archive: Archive, monkeypatch, tmp_path: Path) -> None:
    lines = [
        "ENSG00000141510.17,TP53,1,2,1,2,0.001,0.01,higher,\n",
        "ENSMUSG1.2,Tp53,1,-2,1,-2,0.001,0.02,lower,\n",
        "X.5,x,1,1,1,1,1,1,not significant,\n",
    ]
    made, read = table(tmp_path / "t.csv", lines), entry.read_genes
    monkeypatch.setattr(entry, "read_genes", lambda _: read(made))
    keep()
    assert [r["call"] for r in query.gene(archive, "tp53").called] == ["higher", "lower"]
    assert [r["gene_name"] for r in query.gene(archive, "ensg00000141510").called] == ["TP53"]
    assert [r["gene_name"] for r in query.gene(archive, "ENSG00000141510.17").called] == ["TP53"]
    assert query.gene(archive, "ENSG00000141510.1").known == []
    assert query.gene(archive, "X").known == query.gene(archive, "X.5").known  # by name, not as a version


def test_only_the_newest_version_counts_unless_all_are_asked_for(keep, archive: Archive) -> None:
    keep({"project": {"title": "First"}})
    keep({"project": {"title": "Second"}})
    assert found(archive, text="first") == []
    assert found(archive, text="first", all_versions=True) == ["small"]
    assert len(query.gene(archive, "g_up").called) == 1
    assert len(query.gene(archive, "g_up", all_versions=True).called) == 2
    assert query.show(archive, "small", 1)["title"] == "First"


def test_a_removed_project_leaves_a_tombstone_and_none_of_its_words(filled: Archive, keep) -> None:
    secret = keep({"project": {"id": "secret", "title": "Zyzzyva", "client": "Quuxwell"}}).kept
    assert b"Zyzzyva" in filled.catalogue.read_bytes()
    keeping.remove(filled, "SECRET", "the client asked for it")
    data = filled.catalogue.read_bytes().lower()
    assert b"zyzzyva" not in data
    assert b"quuxwell" not in data
    assert not secret.folder.exists()
    stone = json.loads(filled.tombstone_file("secret").read_text("utf-8"))
    assert (stone["reason"], [v["version"] for v in stone["versions"]]) == ("the client asked for it", [1])
    assert "zyzzyva" not in json.dumps(stone).lower()
    before = content(filled)
    writing.rebuild(filled)
    assert content(filled) == before
    assert [v.damages for v in keeping.verify(filled)] == [()] * 3
    assert keep({"project": {"id": "secret"}}).kept.version == 2  # a number never stands for two things


@pytest.mark.parametrize("damage", ["gone", "empty", "noise", "other version"])
def test_a_lost_catalogue_loses_nothing(filled: Archive, keep, damage: str) -> None:
    before = content(filled)
    if damage == "gone":
        filled.catalogue.unlink()
    elif damage == "other version":
        connection = sqlite3.connect(filled.catalogue)
        connection.execute("PRAGMA user_version = 99")
        connection.close()
    else:
        filled.catalogue.write_bytes(b"" if damage == "empty" else b"SQLite format 3\x00" + b"noise" * 5000)
    assert len(found(filled)) == 3
    assert content(filled) == before
    filled.catalogue.write_bytes(b"noise" * 5000)
    keep({"project": {"id": "fourth"}})
    assert len(found(filled)) == 4


def test_a_damaged_crate_hides_only_itself(filled: Archive, run: Run) -> None:
    (filled.version("old").crate / "tables" / "b_vs_a.csv").write_text("gene_id\n")
    (filled.version("fish").crate / "seqfolio_summary.json").unlink()
    ran = run(f"archive rebuild --archive '{filled.folder}'")
    assert ran.code == 1
    assert "old v1 cannot be read" in ran.err
    assert "fish v1 cannot be read" in ran.err
    assert found(filled) == ["Heart-1"]


def test_a_project_that_was_moved_away_by_hand_is_gone_after_a_rebuild(filled: Archive) -> None:
    shutil.rmtree(filled.project_folder("old"))
    writing.rebuild(filled)
    assert found(filled) == ["fish", "Heart-1"]
