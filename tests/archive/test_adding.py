"""`archive add`: a bag that others call one, versions, and what is refused."""

from __future__ import annotations

import json
import logging
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from archives import variant

from harness import Run, snapshot
from seqfolio.archive import Archive, add
from seqfolio.archive.bag import damages
from seqfolio.errors import InputError

bagit = pytest.importorskip("bagit")


@pytest.fixture(autouse=True)
def quiet_bagit() -> Iterator[None]:
    """It warns in the log of what it then raises."""
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


def sha256sum(folder: Path, manifest: str) -> int:
    command = ["sha256sum", "--check", "--strict", "--quiet", manifest]
    return subprocess.run(command, cwd=folder, check=False, capture_output=True).returncode


def test_the_bag_is_one_for_bagit_and_for_sha256sum(out: Path, archive: Archive) -> None:
    kept = add(out, archive).kept
    assert bagit.Bag(str(kept.folder)).validate()
    assert sha256sum(kept.folder, "manifest-sha256.txt") == 0
    assert sha256sum(kept.folder, "tagmanifest-sha256.txt") == 0
    payload = snapshot(kept.crate)
    payload.pop("ro-crate-metadata.json")
    assert payload == snapshot(out)


@pytest.mark.parametrize(
    "name", ["100%25.txt", "trailing ", "line\nbreak", "back\\slash", b"\xff.txt".decode("utf-8", "surrogateescape")]
)
def test_names_that_readers_of_manifests_disagree_on(out: Path, tmp_path: Path, archive: Archive, name: str) -> None:
    odd = variant(out, tmp_path / "odd", {})
    (odd / name).write_text("odd", "utf-8")
    with pytest.raises(InputError, match="archive-odd-file"):
        add(odd, archive)


def test_names_of_all_kinds(out: Path, tmp_path: Path, archive: Archive) -> None:
    odd = variant(out, tmp_path / "odd", {})
    for name in ("in the middle.txt", "naïve 日本.txt", "a&b<c>.txt", "*star?.txt", "'quote\".txt"):
        (odd / name).write_text(name, "utf-8")
    kept = add(odd, archive).kept
    assert damages(kept.folder) == []
    assert bagit.Bag(str(kept.folder)).validate()
    described = {
        e["name"]: e
        for e in json.loads((kept.crate / "ro-crate-metadata.json").read_text("utf-8"))["@graph"]
        if e["@type"] == "File"
    }
    assert set(described) == set(snapshot(kept.crate)) - {"ro-crate-metadata.json"}


def test_a_second_add_is_a_new_version_and_keeps_the_old(out: Path, tmp_path: Path, archive: Archive) -> None:
    first = add(out, archive)
    before = snapshot(first.kept.folder)
    second = add(out, archive)
    again = add(out, archive, once=True)
    assert [first.kept.version, second.kept.version, again.kept.version] == [1, 2, 2]
    assert [first.new, second.new, again.new] == [True, True, False]
    other = add(variant(out, tmp_path / "other", {"project": {"title": "Another"}}), archive, once=True)
    assert (other.kept.version, other.new) == (3, True)
    assert snapshot(first.kept.folder) == before


def test_ids_that_differ_by_case_are_one_project(keep, archive: Archive) -> None:
    keep({"project": {"id": "Alpha"}})
    assert keep({"project": {"id": "ALPHA"}}).kept.version == 2
    assert [kept.version for kept in archive.versions("alpha")] == [1, 2]


def test_results_are_not_touched_and_nothing_is_left_over(out: Path, archive: Archive) -> None:
    before = snapshot(out)
    add(out, archive)
    assert snapshot(out) == before
    assert list((archive.folder / ".unfinished").iterdir()) == []
    assert list(archive.unlisted.iterdir()) == []


def test_a_changed_table_is_not_kept_as_if_it_were_the_result(out: Path, tmp_path: Path, archive: Archive) -> None:
    changed = variant(out, tmp_path / "changed", {})
    (changed / "tables" / "b_vs_a.csv").write_text("gene_id\n")
    with pytest.raises(InputError, match=r"tables/b_vs_a\.csv.*result-changed"):
        add(changed, archive)
    assert list(archive.kept()) == []
    (changed / "tables" / "b_vs_a.csv").unlink()
    with pytest.raises(InputError, match="result-changed"):
        add(changed, archive)


def test_a_link_out_of_the_folder_is_not_followed(out: Path, tmp_path: Path, archive: Archive) -> None:
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "key").write_text("secret")
    for target in (secret, secret / "key"):
        linked = variant(out, tmp_path / f"linked-{target.name}", {})
        (linked / "link").symlink_to(target)
        with pytest.raises(InputError, match="archive-odd-file"):
            add(linked, archive)
    assert list(archive.kept()) == []


@pytest.mark.parametrize("hostile", ["../../elsewhere", "a/b", "", "a\nb", ".hidden", "x" * 65])
def test_an_id_that_is_a_path_leads_nowhere(out: Path, tmp_path: Path, archive: Archive, hostile: str) -> None:
    with pytest.raises(InputError, match="result-damaged"):
        add(variant(out, tmp_path / "hostile", {"project": {"id": hostile}}), archive)
    assert not archive.folder.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"created": "../../2026"},
        {"created": "2026-13-01T00:00:00"},
        {"contrasts": [{"id": "../b_vs_a", "counts": {}, "top": [], "method": "m"}]},
        {"contrasts": [{"id": "elsewhere", "counts": {}, "top": [], "method": "m"}]},
        {"samples": None},
        {"findings": [{}]},
    ],
)
def test_what_the_catalogue_could_not_read_is_not_kept(keep, archive: Archive, changes: dict[str, object]) -> None:
    with pytest.raises(InputError, match="result-damaged"):
        keep(changes)
    assert list(archive.kept()) == []


def test_a_folder_of_something_else_stays_as_it_is(out: Path, tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "thesis.txt").write_text("words")
    before = snapshot(tmp_path / "papers")
    with pytest.raises(InputError, match="archive-foreign"):
        add(out, tmp_path / "papers")
    assert snapshot(tmp_path / "papers") == before


def test_an_archive_inside_of_results_and_the_other_way_round(out: Path, tmp_path: Path, archive: Archive) -> None:
    kept = add(out, archive).kept
    for one, other in ((kept.crate, archive.folder), (out, out / "archive")):
        with pytest.raises(InputError, match="archive-inside"):
            add(one, other)


def test_what_is_no_result_is_refused(run: Run) -> None:
    ran = run("archive add nothing --archive a")
    assert ran.code == 2
    assert "not-a-result" in ran.err
    assert not ran.path("a").exists()


def test_the_crate_names_inputs_settings_people_and_licence(keep, out: Path) -> None:
    person = {"name": "Ada Lovelace", "orcid": "0000-0002-1825-0097", "role": "analysis"}
    kept = keep({"project": {"people": [person], "license": "CC-BY-4.0"}}).kept
    graph = {e["@id"]: e for e in json.loads((kept.crate / "ro-crate-metadata.json").read_text("utf-8"))["@graph"]}
    summary = json.loads((out / "seqfolio_summary.json").read_text("utf-8"))
    action = graph["#run"]
    assert graph["./"]["license"] == {"@id": "https://spdx.org/licenses/CC-BY-4.0"}
    assert graph[graph["./"]["author"]["@id"]]["name"] == "Ada Lovelace"
    inputs = [graph[o["@id"]] for o in action["object"] if o["@id"].startswith("#input")]
    assert [i["sha256"] for i in inputs] == [i["sha256"] for i in summary["inputs"]]
    settings = {
        graph[o["@id"]]["name"]: graph[o["@id"]]["value"] for o in action["object"] if o["@id"].startswith("#setting")
    }
    assert (settings["analysis.method"], settings["design.formula"]) == ("welch", "~ group")
    assert graph[action["instrument"]["@id"]]["softwareVersion"] == summary["versions"]["seqfolio"]
    for file in summary["files"]:
        assert graph[file["path"]]["sha256"] == file["sha256"]
        assert graph[file["path"]]["contentSize"] == str(file["bytes"])


def test_identical_results_make_identical_bags(out: Path, tmp_path: Path, same_date: None) -> None:
    one, two = (add(out, tmp_path / name).kept.folder for name in ("one", "two"))
    assert snapshot(one) == snapshot(two)


def test_the_facilitys_archive_is_used_when_none_is_named(run: Run, out: Path, tmp_path: Path, monkeypatch) -> None:
    refused = run(f"archive add '{out}'")
    assert refused.code == 2
    assert "archive-unnamed" in refused.err
    home = tmp_path / "config"
    (home / "seqfolio").mkdir(parents=True)
    (home / "seqfolio" / "config.yaml").write_text("archive: kept\n")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home))
    assert run(f"archive add '{out}'").code == 0
    assert (home / "seqfolio" / "kept" / "projects" / "small" / "v1").is_dir()
    shutil.rmtree(home)
