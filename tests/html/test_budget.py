"""What leaves the page when it would be too large, and what never does."""

from __future__ import annotations

import json
import re

import pandas as pd
import pytest
from html_projects import reads

from harness import Ran, Run


@pytest.fixture
def page(run: Run) -> object:
    """The page's text and its data for a budget."""

    def made(budget: str) -> tuple[Ran, str]:
        ran = run("run project.yaml -o out -f", reads(report={"size_budget": budget}))
        assert ran.code == 0, ran.err
        return ran, ran.text("out/report.html")

    return made


def blocks(page: str) -> dict[str, str]:
    return dict(re.findall(r'<script type="[^"]*" data-block="([^"]*)">(.*?)</script>', page))


def genes_in(page: str) -> list[str]:
    from base64 import b64decode

    from test_payload import unpacked

    return list(unpacked(b64decode(blocks(page)["genes"]))["id"])


def counted(page: str) -> int:
    from base64 import b64decode

    from test_payload import unpacked

    held = blocks(page)
    return len(unpacked(b64decode(held["counts"]))["gene"]) if "counts" in held else 0


def size(page: str) -> int:
    return sum(len(text.encode()) for name, text in blocks(page).items() if name in ("samples", "genes", "counts") or (":" in name
               and not name.startswith("figure")))  # fmt: skip


def test_within_the_budget_every_gene_is_there(page: object) -> None:
    ran, text = page("5 MB")  # type: ignore[operator]
    table = pd.read_csv(ran.path("out/tables/b_vs_a.csv"))
    assert genes_in(text) == list(table["gene_id"])
    counts = pd.read_csv(ran.path("out/tables/normalized_counts.csv"), index_col="gene_id").drop(columns="gene_name")
    assert counted(text) == int((counts != 0).any(axis=1).sum()) < len(table)
    assert "report.size_budget" not in text


@pytest.mark.parametrize("budget", ["60 kB", "40 kB", "20 kB"])
def test_over_the_budget_called_and_named_genes_stay_and_the_page_says_so(page: object, budget: str) -> None:
    ran, text = page(budget)  # type: ignore[operator]
    held = set(genes_in(text))
    assert size(text) <= int(budget.split()[0]) * 1000
    for contrast in ("b_vs_a", "c_vs_a"):
        table = pd.read_csv(ran.path(f"out/tables/{contrast}.csv"))
        called = table[~table["call"].isin(["not significant", "not tested"])]
        assert set(called["gene_id"]) <= held
        assert set(table.sort_values("pvalue")["gene_id"][:50]) <= held
    assert "gene1999" in held  # of interest
    named = json.loads("[" + ",".join(re.findall(r'"named":(\[[^\]]*\])', text.replace("&#34;", '"'))) + "]")
    assert {gene for names in named for gene in names} <= held
    assert "report.size_budget" in text
    assert re.search(r"hold .*of [\d,]+ genes", text)


def test_counts_go_before_genes(page: object) -> None:
    _, text = page("60 kB")  # type: ignore[operator]
    _, everything = page("5 MB")  # type: ignore[operator]
    lean = size(everything) - len(blocks(everything)["counts"])
    assert lean < 60_000 or counted(text) < counted(everything)


def test_a_run_says_what_the_page_weighs(run: Run) -> None:
    ran = run("run project.yaml -o out -f -v", reads())
    assert re.search(r"report\.html \d+\.\d\d MB: still pictures .*genes 0\.\d\d MB", ran.err)


def test_the_same_bytes_every_time(run: Run, same_date: None) -> None:
    run("run project.yaml -o one", reads())
    ran = run("run project.yaml -o two", reads())
    assert ran.text("one/report.html") == ran.text("two/report.html")
    run("render one", reads())
    assert ran.text("one/report.html") == ran.text("two/report.html")
