"""Every medium says the same number of genes: prose, tables, pictures, HTML, PDF, workbook, CSV, summary and MultiQC.

Each claim that a medium makes is found with its place. All claims about a number must agree, and changing any single one of
them must be noticed.
"""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest

from harness import prose, write
from seqfolio.multiqc_plugin.reading import read_figures, read_project
from seqfolio.multiqc_plugin.tables import contrast_rows
from small_projects import many, project

CONTRASTS = ("b_vs_a", "c_vs_a")
CALLS = ("higher", "lower", "not significant", "not tested")
N = r"([\d,]+)"


@dataclass(frozen=True)
class Claim:
    """A medium says that so many genes of a contrast are something; ``start`` and ``end`` are its place in the text."""

    contrast: str
    what: str
    number: int
    start: int
    end: int


Finder = Callable[[str], Iterator[Claim]]


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, Finder]]:
    """Each medium as text, with the function that finds its claims."""
    from seqfolio import api

    folder = tmp_path_factory.mktemp("numbers")
    write(folder, files())
    api.run(folder / "project.yaml", folder / "out")
    return dict(texts(folder / "out"))


def files() -> dict[str, str | bytes]:
    counts, samples = many({"a": 4, "b": 4, "c": 4}, genes=150)
    counts += "silent" + ",0" * 12 + "\n"
    kinds = ("protein_coding", "lncRNA", "pseudogene")
    genes = "gene_id,gene_name,gene_biotype\n" + "".join(f"gene{i},N{i},{kinds[i % 7 % 3]}\n" for i in range(1, 151))
    contrasts = [{"id": f"{g}_vs_a", "factor": "group", "numerator": g, "denominator": "a"} for g in "bc"]
    changes = {
        "input": {"genes": "genes.csv"},
        "design": {"formula": "~ batch + group", "contrasts": contrasts},
        "analysis": {"method": "deseq2", "normalization": "auto"},
        "report": {"formats": ["html", "pdf"], "sections": None, "options": {"heatmap": {"top": 10}}},
    }
    return {**project(changes, counts, samples), "genes.csv": genes}


def texts(out: Path) -> Iterator[tuple[str, tuple[str, Finder]]]:
    yield "html", (prose((out / "report.html").read_text("utf-8")), in_report)
    yield "methods.md", ((out / "methods.md").read_text("utf-8"), in_methods)
    yield "summary", ((out / "seqfolio_summary.json").read_text("utf-8"), in_summary)
    yield "multiqc", (multiqc_table(out), in_rows)
    yield "multiqc figures", ("\n".join(f.caption for f in multiqc_figures(out)), in_figures)
    for name in CONTRASTS:
        yield f"{name}.csv", (calls_of_csv(out / "tables" / f"{name}.csv"), in_calls(name))
        yield (
            f"{name}.called.csv",
            (calls_of_csv(out / "tables" / f"{name}.called.csv"), in_calls(name, "higher", "lower")),
        )
        yield f"workbook {name}", (calls_of_sheet(out / "tables" / "results.xlsx", name), in_calls(name))
        column = f"call_{name}"
        yield f"calls.csv {name}", (calls_of_csv(out / "tables" / "calls.csv", column), in_calls(name))
        yield (
            f"workbook calls {name}",
            (calls_of_sheet(out / "tables" / "results.xlsx", "calls", column), in_calls(name)),
        )
    if shutil.which("pdftotext"):
        command = ["pdftotext", "-layout", "-enc", "UTF-8", str(out / "report.pdf"), "-"]
        yield "pdf", (subprocess.run(command, capture_output=True, check=True).stdout.decode(), in_pdf)


def in_report(text: str) -> Iterator[Claim]:
    """Prose, tables and alternative texts of the page."""
    yield from in_prose(text)
    for name in CONTRASTS:
        level = name[0]
        called = rf"{N} higher in {level}, {N} lower in {level}"
        yield from found(text, name, rf"\[picture: Volcano plot of {N} genes at padj < 0\.05: {called}, {N} not significant",
                         "tested", "higher", "lower", "not significant")  # fmt: skip
        yield from found(
            text, name, rf"{level} vs a \| log2 fold change > 0: .*? \| DESeq2 \| {N} \| {N} \| {N} \| {N}", *CALLS
        )
        yield from found(text, name, rf"\[picture: MA plot of {N} genes, .*?: {called}", "tested", "higher", "lower")
        yield from found(text, name, rf"Called genes by biotype: {level} vs a\. Of all {called}", "higher", "lower")
        yield from found(text, name, rf"Heat map: {level} vs a\. The \d+ strongest of {N} called genes", "called")
        yield from found(text, name, rf"p-values: {level} vs a\. p-values of {N} tested genes", "tested")
        yield from found(
            text, name, rf"Strongest genes by group: {level} vs a\. The \d+ strongest of {N} called", "called"
        )
    alts = re.finditer(rf"\[picture: Bars for \d+ biotypes\..*?all together {N} of {N}\.", text)
    for name, match in zip(CONTRASTS, alts, strict=True):
        yield claim(name, "called", match, 1)
        yield claim(name, "tested", match, 2)


def in_prose(text: str) -> Iterator[Claim]:
    """What page and PDF have in common; lines and columns may be broken anywhere."""
    for name in CONTRASTS:
        g = name[0]
        yield from found(text, name, rf"{g} vs a[\s|]+{g}\s*/\s*a[\s|]+{N}[\s|]+{N}[\s|]+{N}[\s|]+{N}", *CALLS)
        yield from found(text, name, rf"{g} vs a\.\s+Of {N} genes\s+tested,\s+{N}\s+are\s+called\s+at\s+padj < 0\.05:\s+{N}\s+"
                         rf"higher\s+in\s+{g},\s+{N}\s+lower\s+in\s+{g}\.", "tested", "called", "higher", "lower")  # fmt: skip
        yield from found(
            text, name, rf"higher in {g} than in a\.\s+{N} genes of {N} tested are called", "called", "tested"
        )
        yield from found(text, name, rf"{g} vs a[\s|]+4 x {g}, 4 x a[\s|]+{N}[\s|]+{N}[\s|]+\d", "tested", "called")


def in_pdf(text: str) -> Iterator[Claim]:
    """The prose, and the legends of the figures, which are text too."""
    yield from in_prose(text)
    for name in CONTRASTS:
        for call in ("higher", "lower"):
            yield from found(text, name, rf"{call} in {name[0]}: {N}", call)


def in_methods(text: str) -> Iterator[Claim]:
    match = re.search(rf"(?:{N} genes|Between {N} and {N} genes per contrast) had a test", text)
    assert match
    for name, group in zip(CONTRASTS, (1, 1) if match[1] else (2, 3), strict=True):
        yield claim(name, "tested", match, group)


def in_summary(text: str) -> Iterator[Claim]:
    for name, match in zip(CONTRASTS, re.finditer(r'"counts": \{(.*?)\}', text, re.DOTALL), strict=True):
        for call in CALLS:
            inner = re.compile(rf'"{call.replace(" ", "_")}": (\d+)').search(text, match.start(1), match.end(1))
            assert inner
            yield claim(name, call, inner, 1)


def in_rows(text: str) -> Iterator[Claim]:
    for name in CONTRASTS:
        for call in CALLS:
            yield from found(text, name, rf"{name[0]} vs a {call.replace(' ', '_')}=(\d+)", call)


def in_figures(text: str) -> Iterator[Claim]:
    for name, match in zip(CONTRASTS, re.finditer(rf"strongest of {N} called genes", text), strict=True):
        yield claim(name, "called", match, 1)


def in_calls(name: str, *calls: str) -> Finder:
    """The cells of a column of calls, one a line."""

    def find(text: str) -> Iterator[Claim]:
        lines = [line.split(" ", 1)[1] for line in text.splitlines()]
        for call in calls or CALLS:
            first = re.search(rf"(?m)^\d+ ({call})$", text)
            start, end = first.span(1) if first else (0, 0)
            yield Claim(name, call, lines.count(call), start, end)

    return find


def found(text: str, contrast: str, pattern: str, *what: str) -> Iterator[Claim]:
    for match in re.finditer(pattern, text):
        for group, name in enumerate(what, 1):
            yield claim(contrast, name, match, group)


def claim(contrast: str, what: str, match: re.Match[str], group: int) -> Claim:
    return Claim(contrast, what, int(match[group].replace(",", "")), *match.span(group))


def calls_of_csv(path: Path, column: str = "call") -> str:
    with path.open(encoding="utf-8", newline="") as file:
        return numbered(row[column] for row in csv.DictReader(file))


def calls_of_sheet(path: Path, name: str, column: str = "call") -> str:
    rows = openpyxl.load_workbook(path)[name].iter_rows(values_only=True)
    place = list(next(rows)).index(column)
    return numbered(str(row[place]) for row in rows)


def numbered(calls: Iterator[str]) -> str:
    return "\n".join(f"{i} {call}" for i, call in enumerate(calls))


def multiqc_table(out: Path) -> str:
    read = read_project((out / "seqfolio_summary.json").read_text("utf-8"), out)
    rows = contrast_rows(read.contrasts)
    return "\n".join(f"{title} {key}={value}" for title, row in rows.items() for key, value in row.items())


def multiqc_figures(out: Path):
    return read_figures(out)


Said = Mapping[str, list[Claim]]


def complaints(claims: Said) -> list[str]:
    """Numbers about which two media, or two places of one, say different things."""
    said: dict[tuple[str, str], dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for medium, made in claims.items():
        for c in made:
            said[c.contrast, c.what][c.number].add(medium)
    said_sums(said)
    return [f"{key}: {dict(numbers)}" for key, numbers in said.items() if len(numbers) > 1]


def said_sums(said: dict[tuple[str, str], dict[int, set[str]]]) -> None:
    """Called genes are the higher and the lower ones; tested ones those and the not significant ones."""
    for name in CONTRASTS:
        higher, lower, rest = (set(said[name, what]) for what in CALLS[:3])
        for h, w in ((h, w) for h in higher for w in lower):
            said[name, "called"][h + w].add("sum")
            for r in rest:
                said[name, "tested"][h + w + r].add("sum")


@pytest.fixture(scope="module")
def claims(media: dict[str, tuple[str, Finder]]) -> Said:
    return {medium: list(find(text)) for medium, (text, find) in media.items()}


def test_every_medium_says_the_same_numbers(claims: Said) -> None:
    assert not complaints(claims)


EVERYTHING = {(name, what) for name in CONTRASTS for what in (*CALLS, "called", "tested")}


def test_every_medium_says_every_number_that_it_ought_to(claims: Said) -> None:
    said = {medium: {(c.contrast, c.what) for c in made} for medium, made in claims.items()}
    assert said["html"] == EVERYTHING
    assert said["summary"] == said["multiqc"] == {(name, what) for name, what in EVERYTHING if what in CALLS}
    assert len(claims["html"]) >= 2 * 26
    for name in CONTRASTS:
        assert all(c.number > 0 for c in claims[f"{name}.csv"]), "a number that is 0 everywhere shows nothing"


def test_the_pdf_says_them_too(claims: Said) -> None:
    if "pdf" not in claims:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    assert {(c.contrast, c.what) for c in claims["pdf"]} == EVERYTHING


def test_any_single_wrong_number_is_noticed(media: dict[str, tuple[str, Finder]], claims: Said) -> None:
    for medium, (text, find) in media.items():
        for c in claims[medium]:
            if c.start < c.end:
                wrong = text[: c.start] + another(text[c.start : c.end]) + text[c.end :]
                assert complaints({**claims, medium: list(find(wrong))}), (medium, c)


def another(word: str) -> str:
    """A number or a call that is not this one."""
    digits = word.replace(",", "")
    return str(int(digits) + 1) if digits.isdigit() else "lower" if word == "higher" else "higher"
