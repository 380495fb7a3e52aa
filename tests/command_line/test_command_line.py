"""The commands as a user types them: quick to answer, quiet when asked, words instead of tracebacks."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import seqfolio
from harness import Run, snapshot, write
from small_projects import SAMPLES, project

HEAVY = (
    "numpy",
    "pandas",
    "matplotlib",
    "scipy",
    "seaborn",
    "pyarrow",
    "formulaic",
    "weasyprint",
    "jinja2",
    "pydantic",
)


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["run", "--help"], ["show", "--help"], []])
def test_nothing_heavy_is_imported_before_it_is_needed(arguments: list[str]) -> None:
    code = (
        "import sys\nfrom seqfolio.cli import main\n"
        f"sys.argv = ['seqfolio', *{arguments!r}]\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print('HEAVY', [m for m in {HEAVY!r} if m in sys.modules])"
    )
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert made.stdout.splitlines()[-1] == "HEAVY []"


def test_importing_the_package_is_light() -> None:
    code = f"import sys, seqfolio; print([m for m in {HEAVY!r} if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_version(run: Run) -> None:
    assert run("--version").out == f"seqfolio {seqfolio.__version__}\n"


def test_help_names_every_command(run: Run) -> None:
    ran = run("--help")
    assert ran.code == 0
    for name in ("run", "check", "render", "init", "show"):
        assert f" {name} " in ran.out


@pytest.mark.parametrize(
    "arguments",
    ["rnu project.yaml", "run", "run a b", "run project.yaml --nonsense", "show everything", "init", "render"],
)
def test_a_wrong_call_ends_with_2(run: Run, arguments: str) -> None:
    ran = run(arguments)
    assert ran.code == 2
    assert ran.err


def test_check_says_what_will_be_compared_and_tests_nothing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from seqfolio import pipeline

    def never(*_: object, **__: object) -> None:
        raise AssertionError("something was computed")

    monkeypatch.setattr(pipeline.differential, "differential", never)
    files = project({"input": {"exclude": {"a3": "RNA degraded"}}, "design": {"formula": "~ batch + group"}})
    ran = run("check project.yaml", files)
    assert ran.code == 0
    for words in (
        "10 genes x 5 samples (counts)",
        "log2 fold change > 0: higher in b than in a",
        'b (3): "b1", "b2", "b3"',
        'a (2): "a1", "a2"',
        'left out: "a3" (RNA degraded)',
        '"group" is a category: "a", "b", reference first',
        '"age" is continuous (not in the formula)',
        "genes are called at padj < 0.05",
        "group[T.b]",
        "1 residual degree of freedom",
    ):
        assert words in ran.out
    assert set(snapshot(ran.folder)) == set(files)


def test_check_says_when_nothing_is_compared(run: Run) -> None:
    ran = run("check project.yaml", project({"design": {"formula": None, "contrasts": []}}))
    assert "Nothing is compared" in ran.out


def test_quiet_and_verbose(run: Run) -> None:
    assert run("run project.yaml -o one -q", project()).err == ""
    ran = run("run project.yaml -o two -v")
    assert "      Summary" in ran.err
    assert "3/8   normalize" in ran.err
    assert "3/8   normalize" in ran.text("two/seqfolio.log")
    assert run("check project.yaml -q").out == ""


@pytest.mark.parametrize("asked", [{}, {"concordance": ["welch"]}])
def test_stages_are_counted_without_gaps(run: Run, asked: dict[str, Any]) -> None:
    ran = run("run project.yaml -o out", project({"analysis": {"method": "ttest", **asked}}))
    numbers = re.findall(r"^(\d+)/(\d+) ", ran.err, re.MULTILINE)
    assert numbers == [(str(i + 1), str(len(numbers))) for i in range(len(numbers))]
    again = run("render out")
    assert re.findall(r"^(\d+/\d+) ", again.err, re.MULTILINE) == ["1/2", "2/2"]


@pytest.mark.parametrize("what", ["methods", "sections", "checks", "readers", "themes", "schema"])
def test_show(run: Run, what: str) -> None:
    ran = run(f"show {what}")
    assert ran.code == 0
    assert len(ran.out.splitlines()) > 1
    if what == "schema":
        assert json.loads(ran.out)["title"] == "Config"


def test_a_hostile_name_cannot_write_to_the_terminal(run: Run) -> None:
    files = project(samples="sample,group\n\x1b[31mred\x1b]0;title\x07,a\n")
    ran = run("check project.yaml", files)
    assert ran.code == 2
    assert not {"\x1b", "\x07"} & set(ran.err)


def test_no_colour_codes_when_the_output_is_no_terminal(run_process: Run) -> None:
    ran = run_process("run project.yaml -o out", project())
    assert "\x1b" not in ran.out + ran.err


def test_without_weasyprints_libraries_everything_else_is_there(run_process: Run, tmp_path: Path) -> None:
    broken = "raise OSError(\"cannot load library 'libpango-1.0-0': error 0x7e\")\n"
    fake = tmp_path / "fake"
    write(fake, {"weasyprint/__init__.py": broken, "weasyprint/urls.py": broken})
    files = project({"report": {"formats": ["html", "pdf"]}})
    ran = run_process("run project.yaml -o out", files, PYTHONPATH=os.fspath(fake))
    assert ran.code == 3
    assert "a system library of WeasyPrint is missing" in ran.err
    assert "apt-get install libpango-1.0-0" in ran.err
    assert "Traceback" not in ran.err
    assert ran.path("out/report.html").is_file()
    assert ran.path("out/tables/results.xlsx").is_file()
    assert ran.path("out/seqfolio_summary.json").is_file()
    assert not ran.path("out/report.pdf").exists()
    assert "out/report.html" in ran.out
    again = run_process("render out")
    assert again.code == 0, again.err
    assert ran.path("out/report.pdf").is_file()


def test_a_crash_while_the_pdf_is_made_costs_the_pdf_only(run_process: Run, tmp_path: Path) -> None:
    fake = tmp_path / "fake"
    write(fake, {"weasyprint/__init__.py": "import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n"})
    files = project({"report": {"formats": ["html", "pdf"]}})
    ran = run_process("run project.yaml -o out", files, PYTHONPATH=os.fspath(fake))
    assert ran.code == 3
    assert "the PDF could not be made" in ran.err
    assert ran.path("out/report.html").is_file()


def test_from_a_notebook(tmp_path: Path) -> None:
    write(tmp_path, project())
    analysis = seqfolio.run(tmp_path / "project.yaml", tmp_path / "out")
    assert analysis.contrasts[0].counts["higher"] == 1
    assert (tmp_path / "out" / "seqfolio_summary.json").is_file()
    with pytest.raises(seqfolio.errors.InputError, match=r"exists[^$]*force=True[^$]*out="):
        seqfolio.run(str(tmp_path / "project.yaml"), str(tmp_path / "out"))
    assert seqfolio.run(tmp_path / "project.yaml", tmp_path / "out", force=True).contrasts


def test_a_notebook_shows_it_in_short_with_every_name_escaped(tmp_path: Path) -> None:
    hostile = "<b>&_*"
    text = SAMPLES.replace(",b,", f",{hostile},")
    contrast = {"id": "x", "factor": "group", "numerator": hostile, "denominator": "a"}
    changes = {"project": {"title": "<script>alert(1)</script>"}, "design": {"contrasts": [contrast]}}
    write(tmp_path, project(changes, samples=text))
    analysis = seqfolio.run(tmp_path / "project.yaml", tmp_path / "out")
    plain, shown = repr(analysis), analysis._repr_html_()
    counts = analysis.contrasts[0].counts
    assert f"x: {counts['higher']} higher in {hostile}, {counts['lower']} lower in {hostile}" in plain
    assert len(plain) < 2000
    assert "10 genes x 6 samples" in shown
    assert f"{counts['higher']} higher in &lt;b&gt;&amp;_*" in shown
    assert "&lt;script&gt;" in shown
    assert {tag for tag, _ in re.findall(r"<(\w+)([^>]*)", shown)} <= {
        "p", "strong", "br", "table", "thead", "tbody", "tr", "th", "td", "ul", "li",
    }  # fmt: skip
    warned = [f.title for f in analysis.findings if f.severity == "warning"]
    assert warned
    assert all(title in shown and title in plain for title in warned)


def test_a_run_leaves_the_users_matplotlib_alone(tmp_path: Path) -> None:
    import matplotlib as mpl

    before = dict(mpl.rcParams)
    write(tmp_path, project({"report": {"sections": ["volcano", "heatmap"]}}))
    seqfolio.run(tmp_path / "project.yaml", tmp_path / "out")
    assert dict(mpl.rcParams) == before
    import matplotlib.pyplot as plt

    assert plt.get_fignums() == []
