"""`deliver` in the project file: checked before anything is computed, done after the report, and kept from the readers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from mail_servers import free_port, serving

from harness import Run
from seqfolio.config.private import without_deliveries
from small_projects import CONFIG, project

MAIL = {"channel": "email", "to": "ana@example.org", "bcc": "secret.boss@example.org", "attach": []}


def all_text(folder: Path) -> str:
    return "".join(p.read_text("utf-8", "replace") for p in folder.rglob("*") if p.is_file())


def test_a_run_delivers_once_and_a_second_run_with_the_same_results_does_not(
    run: Run, facility, signed, box, tmp_path: Path, same_date
) -> None:
    files = project({"deliver": [MAIL, {"channel": "folder", "path": "share"}]})
    with serving(box, signed) as port:
        facility(port)
        ran = run("run project.yaml", files)
        assert ran.code == 0, ran.err
        assert "email: delivered to ana@example.org, secret.boss@example.org" in ran.out
        again = run("run project.yaml -f")
        assert again.code == 0
        assert "email: delivered before" in again.out
    assert len(box.data) == 1
    assert (tmp_path / "share" / "small" / "seqfolio_summary.json").is_file()
    assert "secret.boss" not in all_text(tmp_path / "share")
    assert str(tmp_path) not in all_text(tmp_path / "share")


@pytest.mark.parametrize(("text", "channels"), [("", []), ("{channel: folder, path: x}", ["folder"])])
def test_nothing_or_a_single_one_need_no_list(text: str, channels: list[str], tmp_path: Path) -> None:
    from seqfolio.config import read

    (tmp_path / "p.yaml").write_text(yaml.safe_dump(CONFIG) + f"deliver: {text}\n")
    assert [item.channel for item in read(tmp_path / "p.yaml").deliver] == channels


def test_without_delivery(run: Run, facility, tmp_path: Path) -> None:
    facility(free_port())
    ran = run("run project.yaml --no-deliver", project({"deliver": [MAIL]}))
    assert ran.code == 0
    assert [p.name for p in (tmp_path / "small_seqfolio" / "receipts").iterdir()] == ["deliver.json"]


def test_a_failed_delivery_ends_with_4_and_the_report_is_there(run: Run, facility, tmp_path: Path) -> None:
    facility(free_port(), retries=0)
    ran = run("run project.yaml", project({"deliver": [MAIL]}))
    assert ran.code == 4
    assert "seqfolio_summary.json" in ran.out
    assert "mail-server" in ran.err


def test_mistakes_are_found_before_anything_is_computed_each_with_its_line(run: Run, facility, tmp_path: Path) -> None:
    facility(free_port(), allow_domains=["example.org"])
    text = yaml.safe_dump(CONFIG) + (
        "deliver:\n- channel: emial\n- channel: email\n  to: ana@example.com\n- channel: email\n  to: ana\n  atach: pdf\n"
        "- channel: folder\n- channel: email\n"
    )
    first = text.splitlines().index("- channel: emial") + 1
    ran = run("run project.yaml", {**project(), "project.yaml": text})
    assert ran.code == 2
    assert not (tmp_path / "small_seqfolio").exists()
    for place, slug in ((first, "unknown-channel"), (first + 2, "address-not-allowed"), (first + 6, "no-place")):
        assert any(f"project.yaml:{place}" in line and slug in line for line in ran.err.splitlines()), ran.err
    for slug in ("unknown-key", "no-recipient"):
        assert slug in ran.err
    assert 'Did you mean "email"?' in ran.err


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\ndeliver:\n- {channel: email, bcc: x@y.org}  # who\nb: 2 # kept\n",
        "a: 1\ndeliver: [{channel: email, bcc: x@y.org}]\nb: 2 # kept\n",
        "deliver:\n  - channel: email\n    bcc:\n    - x@y.org\n\n# about b, kept\nb: 2\n",
        "{a: 1, deliver: [{bcc: x@y.org}], b: 2}",
        "deliver:\n- bcc: x@y.org",
        '"deliver": [{bcc: x@y.org}]\nb: 2\n',
        "? deliver\n: - bcc: x@y.org\n",
        "b: &x [{bcc: x@y.org}]\n",
        "deliver:\n",
        "a: 1\n",
    ],
)
def test_the_project_file_as_run_names_nobody_and_keeps_everything_else(text: str) -> None:
    made = without_deliveries(text)
    before, after = yaml.safe_load(text), yaml.safe_load(made)
    if "deliver" in before:
        assert after == {**before, "deliver": []}
        assert "x@y.org" not in made
        assert ("kept" in made) == ("kept" in text)
    else:
        assert made == text


def test_the_facilitys_look_is_every_projects_and_the_projects_own_wins(run: Run, facility, tmp_path: Path) -> None:
    facility(free_port())
    config = tmp_path / "xdg" / "seqfolio" / "config.yaml"
    logo = b"\x89PNG\r\n\x1a\n" + b"0" * 30
    (config.parent / "logo.png").write_bytes(logo)
    config.write_text("report: {logo: logo.png, header: The Core, footer: Confidential}\n")
    assert run("run project.yaml", project({"report": {"footer": "Ours"}})).code == 0
    out = tmp_path / "small_seqfolio"
    look = json.loads((out / "data" / "look.json").read_text())
    assert (look["header"], look["footer"], look["logo"][:22]) == ("The Core", "Ours", "data:image/png;base64,")
    said = json.loads((out / "provenance.json").read_text())
    assert said["origins"] == {"report.logo": "user configuration", "report.header": "user configuration"}
    assert said["parameters"]["report"]["logo"] == "logo.png"


def test_files_may_be_embedded_from_the_facilitys_roots_and_from_nowhere_else(
    run: Run, facility, tmp_path: Path
) -> None:
    facility(free_port())
    shared = tmp_path / "shared"
    shared.mkdir()
    (shared / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    files = project({"report": {"logo": str(shared / "logo.png")}})
    assert "outside-project" in run("check project.yaml", files, tmp_path / "p").err
    (tmp_path / "xdg" / "seqfolio" / "config.yaml").write_text(f"embed_roots: {shared}\n")
    assert run("check project.yaml", files, tmp_path / "p").code == 0


def test_an_unknown_theme_of_the_facility_is_named_as_such(run: Run, facility, tmp_path: Path) -> None:
    facility(free_port())
    (tmp_path / "xdg" / "seqfolio" / "config.yaml").write_text("report: {theme: fancy}\n")
    ran = run("check project.yaml", project())
    assert ran.code == 2
    assert "facility's configuration" in ran.err
