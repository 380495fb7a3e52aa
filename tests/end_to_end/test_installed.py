"""The program as users get it: from a wheel and from an editable install, run from another directory."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from small_projects import REPOSITORY


def call(*command: str | Path, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    made = subprocess.run(
        [os.fspath(c) for c in command],
        cwd=cwd,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    return made


def test_the_editable_install_runs_from_another_directory(tmp_path: Path) -> None:
    command = Path(sys.executable).with_name("seqfolio")
    if not command.exists():
        pytest.skip("seqfolio is not installed beside this Python")
    example = shutil.copytree(REPOSITORY / "example_data" / "tutorial", tmp_path / "tutorial")
    call(command, "run", example / "project.yaml", "-o", "here", "-q", cwd=tmp_path)
    assert (tmp_path / "here" / "report.html").stat().st_size > 100_000
    assert (tmp_path / "here" / "report.pdf").is_file()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, check=True).stdout.decode()
    for name in filter(None, listed.split("\0")):  # what is committed, not what happens to lie around
        if (REPOSITORY / name).is_file() and not name.startswith("tests/"):
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(REPOSITORY / name, source / name)
    call(sys.executable, "-m", "pip", "wheel", "--no-deps", "--quiet", "-w", folder, source, cwd=folder)
    (made,) = folder.glob("*.whl")
    return made


@pytest.mark.slow
def test_the_wheel_holds_the_program_its_templates_and_its_examples_only(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    tops = {name.split("/")[0] for name in names if ".dist-info/" not in name}
    assert tops == {"seqfolio"}
    for wanted in ("templates/default/report.html.j2", "templates/plain/theme.toml", "example_data/airway/counts.csv.gz",
                   "sections/volcano/text.md.j2", "py.typed", "config/seqfolio.schema.json"):  # fmt: skip
        assert f"seqfolio/{wanted}" in names
    assert not [n for n in names if "/tests/" in n or "__pycache__" in n]
    assert any(n.endswith("licenses/LICENSE") for n in names)


@pytest.mark.slow
def test_the_wheel_runs_from_another_directory(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    call(sys.executable, "-m", "pip", "install", "--no-deps", "--quiet", "--target", site, wheel, cwd=tmp_path)
    environment = {"PYTHONPATH": os.fspath(site)}
    where = call(sys.executable, "-c", "import seqfolio; print(seqfolio.__file__)", cwd=tmp_path, **environment).stdout
    assert where.startswith(os.fspath(site))
    example = shutil.copytree(site / "seqfolio" / "example_data" / "tutorial", tmp_path / "tutorial")
    command = site / "bin" / "seqfolio"
    call(command, "run", example / "project.yaml", "-o", "here", "-q", cwd=tmp_path, **environment)
    assert (tmp_path / "here" / "report.html").is_file()
    assert (tmp_path / "here" / "report.pdf").is_file()
    assert "plain" in call(command, "show", "themes", cwd=tmp_path, **environment).stdout
