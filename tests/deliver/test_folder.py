"""Copies on a share: whole, checked, replaced in one step, and nothing foreign touched."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from harness import Run, snapshot


def asked(folder: Path, *items: dict, base: str = "/") -> None:
    (folder / "receipts").mkdir(exist_ok=True)
    (folder / "receipts" / "deliver.json").write_text(json.dumps({"deliver": items, "base": base}))


def test_the_copy_is_whole_and_a_third_party_confirms_the_checksums(run: Run, results, tmp_path: Path) -> None:
    folder, share = results(), tmp_path / "share"
    (folder / "seqfolio.log").write_text("private")
    asked(folder, {"channel": "folder", "path": "share"}, base=str(tmp_path))
    ran = run(f"send {folder}")
    assert (ran.code, ran.out) == (0, f"folder: delivered to {share / 'S12'}\n")
    copied, original = snapshot(share / "S12"), snapshot(folder)
    ours = {name: data for name, data in original.items() if not name.startswith(("receipts/", "seqfolio.log"))}
    assert {n: d for n, d in copied.items() if n not in ("README.txt", "checksums.sha256")} == ours
    checked = subprocess.run(["sha256sum", "-c", "--quiet", "checksums.sha256"], cwd=share / "S12", check=False)
    assert checked.returncode == 0
    assert len(copied["checksums.sha256"].splitlines()) == len(ours)
    assert "Heat & <b>shock</b>" in copied["README.txt"].decode()
    assert run(f"send {folder}").code == 2


def test_an_older_copy_is_replaced_and_nothing_else_is(run: Run, results, tmp_path: Path) -> None:
    folder = results()
    asked(folder, {"channel": "folder", "path": str(tmp_path / "share")})
    assert run(f"send {folder}").code == 0
    results({"project": {"title": "New"}})
    (folder / "tables" / "hot.csv").unlink()
    assert run(f"send {folder}").code == 0
    assert not (tmp_path / "share" / "S12" / "tables").exists()
    foreign = tmp_path / "other" / "S12"
    foreign.mkdir(parents=True)
    (foreign / "thesis.txt").write_text("mine")
    asked(folder, {"channel": "folder", "path": str(tmp_path / "other")})
    ran = run(f"send {folder}")
    assert ran.code == 4
    assert "cannot-copy" in ran.err
    assert snapshot(foreign) == {"thesis.txt": b"mine"}


def test_each_delivery_stands_alone(run: Run, results, tmp_path: Path) -> None:
    folder = results()
    asked(folder, {"channel": "email", "to": "ana@example.org"}, {"channel": "folder", "path": str(tmp_path / "share")})
    first = run(f"send {folder}")
    assert first.code == 4
    assert "email: failed" in first.err
    assert "folder: delivered" in first.out
    second = run(f"send {folder}")
    assert second.code == 4
    assert "folder: delivered before" in second.out


def test_a_copy_that_was_cut_off_is_simply_made_again(run: Run, results, tmp_path: Path) -> None:
    folder = results()
    asked(folder, {"channel": "folder", "path": str(tmp_path / "share")})
    assert run(f"send {folder}").code == 0
    (receipt,) = (folder / "receipts").glob("folder-*.json")
    receipt.write_text(receipt.read_text().replace('"status": "delivered"', '"status": "started"'))
    assert run(f"send {folder}").code == 0
