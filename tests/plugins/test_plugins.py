"""An outside package adds a method, a section, a check and a theme; what is broken is said in words."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pandas as pd
import pytest

from harness import Ran, Run, write
from small_projects import project

PACKAGE = Path(__file__).parents[1] / "plugin_package"


def install(target: Path, name: str = "seqfolio-example", changes: dict[str, dict[str, str]] | None = None) -> Path:
    """The package with its metadata as pip would lay them down, without a network or a build."""
    about = tomllib.loads((PACKAGE / "pyproject.toml").read_text("utf-8"))["project"]
    groups = about["entry-points"] if changes is None else changes
    if not (target / "seqfolio_example").exists():
        shutil.copytree(PACKAGE / "seqfolio_example", target / "seqfolio_example")
    info = f"{name.replace('-', '_')}-{about['version']}.dist-info"
    lines = [f"[{group}]\n" + "".join(f"{k} = {v}\n" for k, v in points.items()) for group, points in groups.items()]
    write(target, {
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {about['version']}\n",
        f"{info}/entry_points.txt": "\n".join(lines),
    })  # fmt: skip
    return target


@pytest.fixture
def plugged(run_process: Run, tmp_path: Path):
    """Runs a command with the package installed; ``install`` may be called before to add another one."""

    def one(arguments: str, files: dict | None = None) -> Ran:
        return run_process(arguments, files, PYTHONPATH=os.fspath(tmp_path / "site"))

    install(tmp_path / "site")
    return one


def test_everything_that_it_adds_is_in_the_report(plugged) -> None:
    changes = {
        "analysis": {"method": "sign", "options": {"least": "0.01"}},
        "checks": {"small_library": {"least": 10}},
        "report": {"formats": ["html"], "theme": "house", "sections": ["summary", "findings", "size", "methods"]},
    }
    ran = plugged("run project.yaml -o out", project(changes))
    assert ran.code == 0, ran.err
    table = pd.read_csv(ran.path("out/tables/b_vs_a.csv"), index_col="gene_id")
    assert table.at["g_up", "pairs"] == 3
    assert table.at["g_up", "pvalue"] == pytest.approx(0.25)  # three of three: 2 * (1/2)^3
    assert table.at["g_up", "padj"] == pytest.approx(min(1, table.at["g_up", "padj"]))
    assert table.at["g_same", "call"] == "not tested"
    assert table.at["g_same", "reason"] == "not estimable"
    page = ran.text("out/report.html")
    assert "rebeccapurple" in page
    assert "10 genes in b vs a." in page
    assert "Help that is folded away." in page
    assert "Small library" in page
    assert "Arbuthnot" in page
    assert "arbuthnot1710" in ran.text("out/references.bib")
    assert "sign test" in ran.text("out/methods.md")
    findings = json.loads(ran.text("out/seqfolio_summary.json"))["findings"]
    assert {"passed"} == {f["severity"] for f in findings if f["check"] == "small_library"}
    assert plugged("render out").code == 0
    assert ran.text("out/report.html") == page


@pytest.mark.parametrize("what", ["methods", "sections", "checks", "themes"])
def test_show_names_the_distribution(plugged, what: str) -> None:
    ran = plugged(f"show {what}")
    assert ran.out.count("(from seqfolio-example)") == 1


def test_its_settings_are_checked_like_ours(plugged) -> None:
    ran = plugged("check project.yaml", project({"analysis": {"method": "sign", "options": {"leats": 1}}}))
    assert ran.code == 2
    assert 'Did you mean "least"?' in ran.err
    ran = plugged("check project.yaml", project({"checks": {"small_library": {"least": "few"}}}))
    assert ran.code == 2
    assert "checks.small_library" in ran.err


def test_a_result_whose_plug_in_is_gone_is_refused_in_words(plugged, run: Run, tmp_path: Path) -> None:
    ran = plugged("run project.yaml -o out", project({"analysis": {"method": "sign"}, "report": {"formats": ["html"]}}))
    assert ran.code == 0
    shutil.rmtree(tmp_path / "site")
    again = run("render out")
    assert again.code == 2
    assert "sign" in again.err


def test_two_packages_with_one_name_are_both_named(plugged, tmp_path: Path) -> None:
    install(tmp_path / "site", "another-package", {"seqfolio.methods": {"sign": "seqfolio_example.sign:METHOD"}})
    ran = plugged("show methods")
    assert ran.code == 2
    assert '"sign"' in ran.err
    assert "seqfolio-example" in ran.err
    assert "another-package" in ran.err
    assert "Uninstall one of them" in ran.err


def test_a_built_in_cannot_be_replaced_silently(plugged, tmp_path: Path) -> None:
    install(tmp_path / "site", "impostor", {"seqfolio.methods": {"w": "seqfolio.differential.methods.welch:METHOD"}})
    ran = plugged("show methods")
    assert ran.code == 2
    assert "seqfolio and by impostor" in ran.err


BROKEN = {
    "seqfolio_example.nothing:METHOD": "cannot be imported",
    "seqfolio_example.sign:NOTHING": "cannot be imported",
    "seqfolio_example.broken:METHOD": "cannot be imported",
    "seqfolio_example.size:SECTION": "is a Section, not a Method",
    "seqfolio_example.sign:Settings": "not a Method",
}


@pytest.mark.parametrize("entry", BROKEN)
def test_a_broken_plug_in_is_said_in_words(plugged, tmp_path: Path, entry: str) -> None:
    install(tmp_path / "site", "broken-package", {"seqfolio.methods": {"broken": entry}})
    write(tmp_path / "site", {"seqfolio_example/broken.py": "raise RuntimeError('half installed')\n"})
    ran = plugged("check project.yaml", project())
    assert ran.code == 2
    assert BROKEN[entry] in ran.err
    assert "broken-package" in ran.err
    assert "Traceback" not in ran.err


def test_a_broken_theme_is_said_in_words(plugged, tmp_path: Path) -> None:
    (tmp_path / "site" / "seqfolio_example" / "house" / "theme.toml").write_text("parent = [")
    ran = plugged("run project.yaml -o out", project({"report": {"theme": "house", "formats": ["html"]}}))
    assert ran.code == 2
    assert 'the theme "house" cannot be read' in ran.err
    assert not ran.path("out").exists()


def test_the_contract_tests_run_over_plug_ins_too(plugged, tmp_path: Path) -> None:
    made = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/contracts/test_units.py",
         "tests/contracts/test_methods.py", "-k", "sign or section-size or small_library or house"],
        cwd=PACKAGE.parents[1], capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": os.fspath(tmp_path / "site")},
    )  # fmt: skip
    assert made.returncode == 0, made.stdout
    assert " passed" in made.stdout


def test_the_examples_of_the_documentation_are_units() -> None:
    import re

    from seqfolio.checks.check import CHECKS
    from seqfolio.deliver.channel import CHANNELS
    from seqfolio.differential.method import METHODS
    from seqfolio.render.theme import THEMES
    from seqfolio.sections.section import SECTIONS

    page = (PACKAGE.parents[1] / "docs" / "plugins.md").read_text("utf-8")
    made: dict[str, object] = {}
    for block in re.findall(r"```python\n(.*?)```", page, re.DOTALL):
        names: dict[str, object] = {"__file__": __file__, "__name__": "example"}
        exec(compile(block, "docs/plugins.md", "exec", dont_inherit=True), names)
        made.update({k: v for k, v in names.items() if k in ("METHOD", "SECTION", "CHECK", "THEME", "CHANNEL")})
    registries = {"METHOD": METHODS, "SECTION": SECTIONS, "CHECK": CHECKS, "THEME": THEMES, "CHANNEL": CHANNELS}
    assert set(made) == set(registries)
    for name, registry in registries.items():
        assert isinstance(made[name], registry.kind)
        assert made[name].id not in registry.ids()


def test_a_channel_of_another_package_delivers_once(plugged) -> None:
    ran = plugged("run project.yaml -o out", project({"deliver": [{"channel": "chat", "room": "news.txt"}]}))
    assert ran.code == 0, ran.err
    assert "chat: delivered to news.txt" in ran.out
    assert plugged("send out").code == 2
    assert ran.text("news.txt") == "A small project is ready\n"
    assert "Chat  (from seqfolio-example)" in plugged("show channels").out
