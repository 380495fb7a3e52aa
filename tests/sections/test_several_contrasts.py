"""Overlaps of contrasts against obvious loops, and the tables that go with them."""

from __future__ import annotations

import csv
import io
from collections import Counter

import openpyxl
import pytest

from harness import Run
from seqfolio.sections.overlap.compute import Settings, compute
from seqfolio.sections.pairs.compute import Settings as PairSettings
from seqfolio.sections.pairs.compute import compute as pairs
from seqfolio.sections.section import View
from situations import SITUATIONS, checked

CALLED = ("higher", "lower", "changed", "equivalent")


@pytest.mark.parametrize("situation", ["several_contrasts", "asked_for_everything"])
def test_every_called_gene_stands_in_one_column(situation: str) -> None:
    analysis = checked(situation)[1]
    calls = [contrast.table["call"].tolist() for contrast in analysis.contrasts]
    obvious: Counter[tuple[tuple[bool, ...], str]] = Counter()
    for gene in zip(*calls, strict=True):
        if any(call in CALLED for call in gene):
            found = {call for call in gene if call in ("higher", "lower")}
            direction = "different" if len(found) == 2 else found.pop() if found else "without"
            obvious[tuple(call in CALLED for call in gene), direction] += 1
    result = compute(View(analysis, None, Settings(intersections=1_000)))
    drawn = {(bar.members, d): n for bar in result.bars for d, n in bar.genes.items() if n}
    assert drawn == dict(obvious)
    assert result.hidden == 0
    assert sum(bar.total for bar in result.bars) == result.called
    few = compute(View(analysis, None, Settings(intersections=2, contrasts=10)))
    assert few.hidden == len(result.bars) - 2
    assert few.hidden_genes == result.called - sum(bar.total for bar in few.bars)


def test_contrasts_beyond_the_most_are_named() -> None:
    analysis = checked("asked_for_everything")[1]
    result = compute(View(analysis, None, Settings(contrasts=2)))
    sizes = {c.comparison.title: sum(c.counts[call] for call in CALLED) for c in analysis.contrasts}
    assert len(result.contrasts) == 2
    assert len(result.unnamed) == 3
    least = min(sizes[c.comparison.title] for c in result.contrasts)
    assert all(sizes[title] <= least for title in result.unnamed)


def test_quadrants_count_the_genes_called_in_both() -> None:
    analysis = checked("asked_for_everything")[1]
    found = pairs(View(analysis, None, PairSettings(most=10)))
    assert len(found.panels) == 10
    for panel in found.panels:
        counted = Counter(zip(panel.first.table["call"], panel.second.table["call"], strict=True))
        assert panel.quadrants["++"] == counted["higher", "higher"]
        assert panel.quadrants["--"] == counted["lower", "lower"]
        assert panel.quadrants["+-"] == counted["higher", "lower"]
        assert panel.quadrants["-+"] == counted["lower", "higher"]
    by_ids = {(p.first.id, p.second.id): (p.common, p.same_side) for p in found.panels}
    assert by_ids["b_vs_a", "c_vs_a"] == ("a", True)
    assert by_ids["c_vs_a", "d_vs_c"] == ("c", False)
    assert by_ids["b_vs_a", "d_vs_c"][0] == ""


def test_the_tables_say_what_the_contrasts_say(run: Run) -> None:
    made = run("run project.yaml -o out -q", SITUATIONS["asked_for_everything"]())
    assert made.code == 0
    calls = list(csv.DictReader(io.StringIO(made.text("out/tables/calls.csv"))))
    for identity in ("b_vs_a", "mean"):
        own = list(csv.DictReader(io.StringIO(made.text(f"out/tables/{identity}.csv"))))
        assert [row[f"call_{identity}"] for row in calls] == [row["call"] for row in own]
        assert [row[f"log2FoldChange_{identity}"] for row in calls] == [row["log2FoldChange"] for row in own]
        other = list(csv.DictReader(io.StringIO(made.text(f"out/tables/{identity}.concordance.csv"))))
        assert [row["call"] for row in other] == [row["call"] for row in own]
        assert "call_deseq2" in other[0]
        assert ("call_ttest" in other[0]) == (identity == "b_vs_a")
        stable = list(csv.DictReader(io.StringIO(made.text(f"out/tables/{identity}.stability.csv"))))
        assert all(0 <= int(row["called_in"]) <= int(row["leave_outs"]) == 12 for row in stable)
    sheet = openpyxl.load_workbook(made.path("out/tables/results.xlsx"))["calls"]
    assert [cell.value or "" for cell in sheet[2]][:7] == list(calls[0].values())[:7]
    again = run("render out -q")
    assert again.code == 0
