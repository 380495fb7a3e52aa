"""Names are safe, unique, and cut only where every other module cuts them."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqfolio.multiqc_plugin.names import clean_names, labels, plain, slug, unique
from seqfolio.multiqc_plugin.tables import text_cell

ENDINGS = (".fastq", ".fa", ".bam", ".sam", "_counts", ".txt", ".gz", ".out", "Aligned")


def as_multiqc_cleans(name: str) -> str:
    name = name.rsplit("/", 1)[-1]
    for ending in ENDINGS:
        name = name.split(ending, 1)[0]
    return name


def as_multiqc_renames(name: str) -> str:
    return name.rsplit("/", 1)[-1]


@given(st.text())
def test_a_plain_name_holds_no_markup_and_one_line(text):
    made = plain(text)
    assert not set(made) & set("<\"'`\n\r\t\x00\x1b\u2028\u202e")
    assert html.unescape(made) == made
    assert made == made.strip() != ""
    assert plain(made) == made


@pytest.mark.parametrize("name", ["S1", "A->B", "R&D 1", "Größe 37°C", "=1+1", "-x", "a;b", "患者", "50%", "a_b*c"])
def test_harmless_names_stay_as_they_are(name):
    assert plain(name) == name


@pytest.mark.parametrize(
    ("ids", "names"),
    [
        (["S1.bam", "S2Aligned.sortedByCoord.out.bam", "S3_counts"], ["S1", "S2", "S3"]),
        (["/data/x/S1.bam", "../S2.bam", "dir/S3.bam"], ["S1", "S2", "S3"]),
        (["liver.sample1", "heart.sample1"], ["liver.sample1", "heart.sample1"]),
        (["S1.fast_grown", "S2.outer"], ["S1.fast_grown", "S2.outer"]),
        (["S1.bam", "S1.txt", "S2"], ["S1.bam", "S1.txt", "S2"]),
        (["WT/day0", "KO/day0", "KO/day7"], ["WT/day0", "KO/day0", "KO/day7"]),
    ],
)
def test_endings_are_cut_and_words_are_not(ids, names):
    assert clean_names(ids, as_multiqc_cleans, as_multiqc_renames) == names


def test_projects_have_one_label_each():
    assert labels([("P1", "a"), ("P2", "b")]) == ["P1", "P2"]
    assert labels([("P1", "P1"), ("P1", "copy")]) == ["P1", "P1 in copy"]
    assert labels([("P1", "x"), ("p1", "x"), ("P1", "x")]) == ["P1 in x", "p1 in x", "P1 in x (2)"]


def test_repetitions_are_numbered():
    assert unique(["a", "a", "A", "a"]) == ["a", "a (2)", "A", "a (3)"]


def test_a_slug_is_a_valid_id():
    assert [slug(t) for t in ("P2026-014", "Ä <b>", "")] == ["p2026_014", "b", "x"]


@pytest.mark.parametrize(("text", "cell"), [("007", '"007"'), ("1e5", '"1e5"'), ("nan", '"nan"'), ("drug", "drug")])
def test_text_that_looks_like_a_number_stays_text(text, cell):
    assert text_cell(text) == cell
