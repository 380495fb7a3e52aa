"""`archive verify`: every flipped bit, every missing and every added file is found and named."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from harness import Run
from seqfolio.archive import Archive, add, bag
from seqfolio.archive.bag import Damage, damages


def test_one_flipped_bit_in_any_file_is_found(out: Path, archive: Archive) -> None:
    kept = add(out, archive).kept
    draw = random.Random(1)
    paths = sorted(p for p in kept.folder.rglob("*") if p.is_file())
    assert len(paths) > 20
    for path in paths:
        whole = path.read_bytes()
        for _ in range(8 if path.parent == kept.folder else 1):  # manifests have places of several kinds
            place = draw.randrange(len(whole)) if whole else 0  # an empty file can only grow
            flipped = whole[place] ^ 1 << draw.randrange(8) if whole else 0
            path.write_bytes(whole[:place] + bytes([flipped]) + whole[place + 1 :])
            found = {d.path for d in damages(kept.folder)}
            named = path.relative_to(kept.folder).as_posix() in found
            # a digit of a digest in the last manifest: it and the file disagree, and nothing tells which one is right
            assert named or (path.name == bag.TAG_MANIFEST and found), (path, place)
        path.write_bytes(whole)
    assert damages(kept.folder) == []


def test_every_missing_file_is_found_and_nothing_else_is_blamed(out: Path, archive: Archive, tmp_path: Path) -> None:
    kept = add(out, archive).kept
    for path in sorted(p for p in kept.crate.rglob("*") if p.is_file()):
        aside = shutil.move(path, tmp_path / "aside")
        assert damages(kept.folder) == [Damage(path.relative_to(kept.folder).as_posix(), "is missing")]
        shutil.move(aside, path)
    for name in ("bagit.txt", "bag-info.txt", bag.MANIFEST, bag.TAG_MANIFEST):
        aside = shutil.move(kept.folder / name, tmp_path / "aside")
        assert Damage(name, "is missing") in damages(kept.folder)
        shutil.move(aside, kept.folder / name)


@pytest.mark.parametrize("cut", [0, 1, 100])
def test_a_file_cut_short(out: Path, archive: Archive, cut: int) -> None:
    kept = add(out, archive).kept
    for name in ("data/report.html", bag.MANIFEST, bag.TAG_MANIFEST):
        whole = (kept.folder / name).read_bytes()
        (kept.folder / name).write_bytes(whole[:cut])
        assert Damage(name, "has changed") in damages(kept.folder)
        (kept.folder / name).write_bytes(whole)


def test_added_files_and_links(out: Path, archive: Archive) -> None:
    kept = add(out, archive).kept
    (kept.crate / "tables" / "extra.csv").write_text("x")
    (kept.folder / "extra.txt").write_text("x")
    (kept.crate / "report.html").unlink()
    (kept.crate / "report.html").symlink_to("/etc/hostname")
    assert set(damages(kept.folder)) == {
        Damage("data/tables/extra.csv", "was added"),
        Damage("extra.txt", "was added"),
        Damage("data/report.html", "cannot be read"),
    }


def test_the_command_names_what_is_damaged_and_exits_with_1(run: Run, keep, archive: Archive) -> None:
    keep({"project": {"id": "good"}})
    bad = keep({"project": {"id": "bad"}}).kept
    assert run(f"archive verify --archive '{archive.folder}'").code == 0
    (bad.crate / "report.html").write_text("")
    (bad.crate / "tables" / "b_vs_a.csv").unlink()
    ran = run(f"archive verify --archive '{archive.folder}'")
    assert ran.code == 1
    assert ran.out.splitlines() == [
        "DAMAGED bad v1: data/report.html has changed",
        "DAMAGED bad v1: data/tables/b_vs_a.csv is missing",
        "1 of 2 versions are as they were kept",
    ]
    assert run(f"archive verify GOOD --archive '{archive.folder}'").code == 0
    assert run(f"archive verify nobody --archive '{archive.folder}'").code == 2
    assert run(f"archive export bad --archive '{archive.folder}'").code == 2


def test_a_version_that_vanished_or_was_forged_as_a_whole(run: Run, keep, archive: Archive) -> None:
    gone, forged = keep({"project": {"id": "gone"}}).kept, keep({"project": {"id": "forged"}}).kept
    shutil.rmtree(gone.folder)
    shutil.rmtree(archive.project_folder("gone"))
    payload = {p.relative_to(forged.crate).as_posix(): bag._digest(p) for p in forged.crate.rglob("*") if p.is_file()}
    (forged.crate / "report.html").write_text("forged")
    payload["report.html"] = bag._digest(forged.crate / "report.html")
    bag.seal(forged.folder, payload, [])
    assert damages(forged.folder) == []
    ran = run(f"archive verify --archive '{archive.folder}'")
    assert ran.code == 1
    assert "DAMAGED forged v1: tagmanifest-sha256.txt has changed" in ran.out
    assert "DAMAGED gone v1: the whole version is missing" in ran.out
