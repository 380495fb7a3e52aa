"""A small project's report and tables against ones that somebody has looked at; see README.md beside this file."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

from harness import Run, prose, write

HERE = Path(__file__).parent
ACTUAL = HERE.parent / "actual"
PROJECTS = sorted(path.name for path in (HERE / "projects").iterdir())
TABLES = ("tables/*.csv", "methods.md")
SCRUBS = [  # what may change from day to day and from one installation to the next
    (r"\d{4}-\d\d-\d\d", "DATE"),
    (r"Seqfolio \d[\w.]*", "Seqfolio VERSION"),
    (r"(Python|NumPy|SciPy|Matplotlib) \d+\.\d+\.\d+\w*", r"\1 VERSION"),
    (r"(?m)^(seqfolio|python|formulaic|jinja2|matplotlib|numpy|pandas|pyarrow|scipy|seaborn|weasyprint|xlsxwriter|edgepython) \| .*$",
     r"\1 | VERSION"),
]  # fmt: skip


def scrubbed(text: str) -> str:
    for pattern, replacement in SCRUBS:
        text = re.sub(pattern, replacement, text)
    return text


def rounded(text: str) -> str:
    """Numbers of a CSV with six significant digits: the last ones differ between processors."""
    return re.sub(r"(?<=,)-?\d+\.\d+(e[+-]\d+)?", lambda m: f"{float(m[0]):.6g}", text)


@pytest.mark.parametrize("name", PROJECTS)
def test_a_report_is_the_one_that_was_looked_at(run: Run, name: str) -> None:
    files = {p.name: p.read_bytes() for p in (HERE / "projects" / name).iterdir()}
    ran = run("run project.yaml -o out", files)
    assert ran.code == 0, ran.err
    out = ran.path("out")
    found = {"report.txt": scrubbed(prose((out / "report.html").read_text("utf-8")))}
    for pattern in TABLES:
        for path in sorted(out.glob(pattern)):
            text = path.read_text("utf-8")
            found[path.relative_to(out).as_posix()] = rounded(text) if path.suffix == ".csv" else scrubbed(text)
    compare(name, found)


def compare(name: str, found: dict[str, str]) -> None:
    """Fails with the names of the files that differ, after writing the actual ones where they can be looked at."""
    expected_folder, actual_folder = HERE / "expected" / name, ACTUAL / name
    if os.environ.get("ACCEPT_GOLDEN"):
        shutil.rmtree(expected_folder, ignore_errors=True)
        write(expected_folder, found)
    expected = {
        p.relative_to(expected_folder).as_posix(): p.read_text("utf-8")
        for p in expected_folder.rglob("*")
        if p.is_file()
    }
    different = sorted(n for n in {*found, *expected} if found.get(n) != expected.get(n))
    shutil.rmtree(actual_folder, ignore_errors=True)
    if different:
        write(actual_folder, {n: found[n] for n in different if n in found})
    assert not different, (
        f"{', '.join(different)} differ from tests/golden/expected/{name}. Look: "
        f"diff -r tests/golden/expected/{name} tests/actual/{name}; accept: see tests/golden/README.md"
    )


def test_the_comparison_notices_a_changed_number() -> None:
    one, other = "gene,0.123456789012", "gene,0.123455788012"
    assert rounded(one) != rounded(other)
    assert rounded("gene,0.12345678901234567") == rounded("gene,0.12345678901234569")
    assert scrubbed("Seqfolio 0.1.0 made 12 genes") == "Seqfolio VERSION made 12 genes"
    assert prose("<p>A <em>b</em> &lt;c&gt;</p><table><tr><td>1</td><td>2</td></tr></table>") == "A b <c>\n1 | 2\n"
