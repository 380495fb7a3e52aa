"""What a facility sets once: two files, one over the other, and every mistake in them told with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from seqfolio.config import facility
from seqfolio.config.facility import Facility, read_facility
from seqfolio.errors import InputError


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Write the system's file and the user's, and read them."""
    system = tmp_path / "etc" / "config.yaml"
    user = tmp_path / "xdg" / "seqfolio" / "config.yaml"
    monkeypatch.setattr(facility, "SYSTEM", system)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg"))

    def one(for_all: str = "", own: str = "") -> Facility:
        for path, text in ((system, for_all), (user, own)):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        return read_facility()

    return one


def test_without_files_everything_is_built_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facility, "SYSTEM", tmp_path / "none.yaml")
    assert read_facility() == Facility()
    assert read_facility().archive is None


def test_an_empty_file_is_no_mistake(files) -> None:
    assert files("", "# nothing yet\n") == Facility()


def test_the_users_file_lies_over_the_systems_key_by_key_and_each_value_knows_its_origin(files) -> None:
    made = files(
        "email: {host: mail.example.org, port: 465, security: tls, sender: core@example.org}\narchive: /srv/archive\n",
        "email: {sender: 'Ana <ana@example.org>'}\n",
    )
    assert (made.email.host, made.email.port, made.email.sender) == ("mail.example.org", 465, "Ana <ana@example.org>")
    assert made.archive == "/srv/archive"
    assert made.origins == {
        "email.host": "system configuration",
        "email.port": "system configuration",
        "email.security": "system configuration",
        "email.sender": "user configuration",
        "archive": "system configuration",
    }


def test_relative_paths_start_at_their_own_file(files, tmp_path: Path) -> None:
    made = files("report: {logo: logo.png}\narchive: kept\n", "embed_roots: shared\nemail: {ca_file: ca.pem}\n")
    assert made.report.logo == str(tmp_path / "etc" / "logo.png")
    assert made.archive == str(tmp_path / "etc" / "kept")
    assert made.email.ca_file == str(tmp_path / "xdg" / "seqfolio" / "ca.pem")
    assert made.roots == (tmp_path / "xdg" / "seqfolio" / "shared", tmp_path / "etc")


def test_problems_of_both_files_at_once_each_with_file_and_line(files) -> None:
    with pytest.raises(InputError) as caught:
        files("email:\n  hots: mail.example.org\n", "archve: x\nemail: {port: many}\n")
    first, *rest = caught.value.problems
    assert first.where.endswith("etc/config.yaml:2")
    assert 'Did you mean "host"?' in first.hint
    assert sorted(p.where.rpartition("/")[2] for p in rest) == ["config.yaml:1", "config.yaml:2"]


@pytest.mark.parametrize("line", ["password: S3cret!", "password_env: S3cret!", "password_env: hunter2-S3cret!"])
def test_a_password_in_the_file_is_refused_and_not_repeated(files, line: str) -> None:
    with pytest.raises(InputError) as caught:
        files(own=f"email: {{host: h, {line}}}\n")
    assert "password" in str(caught.value)
    assert "S3cret" not in str(caught.value)


def test_a_list_or_a_text_is_no_configuration(files) -> None:
    with pytest.raises(InputError, match=r"config\.yaml:1"):
        files(own="- email\n")
