"""What may look odd and is read as it was meant."""

from __future__ import annotations

import bz2
import gzip
import lzma
from pathlib import Path

import numpy as np
import pytest

from harness import Run, write
from seqfolio.config import read
from seqfolio.load import load
from seqfolio.model import Dataset
from small_projects import COUNTS, SAMPLES, project


@pytest.fixture
def loaded(tmp_path: Path):
    def one(changes: dict | None = None, **files: str | bytes) -> Dataset:
        extra = files.pop("extra", {})
        write(tmp_path, {**project(changes, **files), **extra})
        return load(read(tmp_path / "project.yaml"))

    return one


FORMS = {
    "plain": COUNTS.encode(),
    "gz": gzip.compress(COUNTS.encode()),
    "bz2": bz2.compress(COUNTS.encode()),
    "xz": lzma.compress(COUNTS.encode()),
    "two gzip members": gzip.compress(COUNTS[:100].encode()) + gzip.compress(COUNTS[100:].encode()),
    "UTF-16": COUNTS.encode("utf-16"),
    "blanks between cells": COUNTS.replace(",", " ").encode(),
    "BOM": b"\xef\xbb\xbf" + COUNTS.encode(),
    "tabs": COUNTS.replace(",", "\t").encode(),
    "semicolons": COUNTS.replace(",", ";").encode(),
    "Windows line ends": COUNTS.replace("\n", "\r\n").encode(),
    "no line end at the end": COUNTS.rstrip().encode(),
    "blank lines": COUNTS.replace("\ng_same", "\n\n\ng_same").encode() + b"\n\n",
    "blank lines before the header": b"\n\n" + COUNTS.encode(),
    "R's header without a first name": COUNTS.replace("gene,", "", 1).encode(),
    "R's quotes": ("\n".join(",".join(f'"{c}"' for c in r.split(",")) for r in COUNTS.splitlines()) + "\n").encode(),
    "empty first name": COUNTS.replace("gene,", ",", 1).encode(),
    "blanks around cells": COUNTS.replace(",", " , ").encode(),
    "decimal points": COUNTS.replace("50,50,50,50,50,50", "50.0,50.,50.00,50,50,50").encode(),
    "exponents": COUNTS.replace("50,50,50,50,50,50", "5e1,5E+1,+50,0.5e2,50,050").encode(),
}


@pytest.mark.parametrize("form", FORMS)
def test_the_same_numbers_in_every_form(loaded, form: str) -> None:
    data = loaded(counts=FORMS[form])
    assert list(data.counts.columns) == ["a1", "a2", "a3", "b1", "b2", "b3"]
    assert list(data.counts.index[:3]) == ["g_up", "g_down", "g_flat"]
    assert data.counts.shape == (10, 6)
    assert data.counts.loc["g_up"].tolist() == [100, 112, 95, 805, 790, 850]
    assert data.counts.loc["g_same"].tolist() == [50] * 6
    assert data.counts.to_numpy().dtype == np.float64


def test_ids_stay_text(loaded) -> None:
    ids = ["007", "1e5", "NA", "nan", "1_2", "MARCH1", "2024-03-01", "True", "1.0", "=cmd"]
    lines = [f"{i},{n},2,3,4,5,6" for n, i in enumerate(ids, 1)]
    data = loaded(counts="gene,a1,a2,a3,b1,b2,b3\n" + "\n".join(lines) + "\n")
    assert list(data.counts.index) == ids


def test_sample_ids_and_levels_stay_text(loaded) -> None:
    names = ["007", "1e5", "no", "1_2", "2024-03-01", "0x1F"]
    counts = COUNTS.replace("a1,a2,a3,b1,b2,b3", ",".join(names))
    sheet = "sample,group,code\n" + "".join(f"{n},{'ab'[i // 3]},{['no', 'yes'][i % 2]}\n" for i, n in enumerate(names))
    data = loaded(counts=counts, samples=sheet)
    assert list(data.counts.columns) == names
    assert list(data.samples.index) == names
    assert list(data.samples["code"]) == ["no", "yes"] * 3


def test_ids_and_levels_of_the_yaml_stay_text(loaded) -> None:
    sheet = SAMPLES.replace(",a,", ",no,").replace(",b,", ",007,")
    contrast = {"id": "x", "factor": "group", "numerator": "007", "denominator": "no"}
    data = loaded({"design": {"contrasts": [contrast]}}, samples=sheet)
    assert set(data.samples["group"]) == {"no", "007"}


def test_a_quoted_newline_in_a_name_is_kept_and_lines_are_still_right(loaded) -> None:
    data = loaded(counts=COUNTS.replace("g_up", '"g\nup"'))
    assert data.counts.index[0] == "g\nup"


def test_samples_follow_the_counts_whatever_the_order_of_the_sheet(loaded) -> None:
    header, *rows = SAMPLES.splitlines()
    data = loaded(samples="\n".join([header, *reversed(rows)]))
    assert list(data.samples.index) == ["a1", "a2", "a3", "b1", "b2", "b3"]
    assert list(data.samples["group"]) == list("aaabbb")


def test_numbers_are_continuous_unless_named_as_factors(loaded) -> None:
    assert loaded().assumed == {"group": "category", "batch": "category", "age": "continuous"}
    data = loaded({"input": {"factors": ["age"]}})
    assert data.assumed["age"] == "category"
    assert list(data.samples["age"]) == ["31", "44", "29", "52", "38", "41"]


@pytest.mark.parametrize("nothing", ["", "NA", "n/a", "NaN", "null", "None"])
def test_a_covariate_that_is_not_used_may_have_gaps(loaded, nothing: str) -> None:
    data = loaded(samples=SAMPLES.replace("a2,a,y,44", f"a2,a,y,{nothing}"))
    assert data.assumed["age"] == "continuous"
    assert np.isnan(data.samples.loc["a2", "age"])


def test_display_names(loaded) -> None:
    sheet = "sample,name,group\na1,Anna,a\na2,Anna,a\na3,,a\nb1,Ben,b\nb2,Bo,b\nb3,Bea,b\n"
    data = loaded({"input": {"display_name": "name"}}, samples=sheet)
    assert list(data.display_names.values()) == ["Anna", "Anna (2)", "a3", "Ben", "Bo", "Bea"]
    assert "name" not in data.samples


def test_display_names_stay_different_from_each_other(loaded) -> None:
    sheet = "sample,name,group\na1,X,a\na2,X,a\na3,X (2),a\nb1,b2,b\nb2,,b\nb3,Z,b\n"
    data = loaded({"input": {"display_name": "name"}}, samples=sheet)
    assert len(set(data.display_names.values())) == 6


def test_another_column_of_ids(loaded) -> None:
    sheet = "group,id\n" + "".join(f"{'ab'[i // 3]},{n}\n" for i, n in enumerate(["a1", "a2", "a3", "b1", "b2", "b3"]))
    data = loaded({"input": {"sample_id": "id"}}, samples=sheet)
    assert list(data.samples["group"]) == list("aaabbb")
    assert list(data.samples.columns) == ["group"]


def test_left_out_samples_may_have_any_counts(loaded) -> None:
    data = loaded({"input": {"exclude": {"a2": "degraded"}}}, counts=COUNTS.replace("g_up,100,112", "g_up,100,-1.5"))
    assert "a2" not in data.counts.columns
    assert "a2" not in data.samples.index
    assert data.excluded == {"a2": "degraded"}


def test_a_left_out_sample_may_be_missing_from_one_file(loaded) -> None:
    data = loaded({"input": {"exclude": {"a2": "degraded"}}}, samples=SAMPLES.replace("a2,a,y,44\n", ""))
    assert list(data.counts.columns) == ["a1", "a3", "b1", "b2", "b3"]


def test_estimated_counts_are_rounded_and_it_is_said(loaded) -> None:
    data = loaded(
        {"input": {"values": "estimated_counts"}}, counts=COUNTS.replace("50,50,50,50,50,50", "50.4,49.6,50,50,50,50")
    )
    assert data.counts.loc["g_same"].tolist() == [50] * 6
    assert data.repairs == ("2 estimated counts were rounded to whole numbers",)


def test_annotation_names_genes_and_leaves_unknown_ones_empty(loaded) -> None:
    genes = "gene_id\tgene_name\tnote\ng_up\tUP1\tNA\nother\tX\ty\n"
    data = loaded({"input": {"genes": "genes.tsv"}}, extra={"genes.tsv": genes})
    assert data.genes.loc["g_up", "gene_name"] == "UP1"
    assert data.genes.loc["g_down", "gene_name"] == ""
    assert list(data.genes.index) == list(data.counts.index)
    assert data.sources[-1].notes == ("1 of 10 genes of the counts are annotated",)


def test_sources_are_named_without_their_folder_and_with_their_digest(loaded, tmp_path: Path) -> None:
    import hashlib

    data = loaded()
    assert [(s.path, s.role) for s in data.sources] == [("counts.csv", "counts"), ("samples.csv", "samples")]
    assert data.sources[0].sha256 == hashlib.sha256(COUNTS.encode()).hexdigest()


def test_counts_are_read_to_the_last_digit(loaded) -> None:
    data = loaded({"input": {"values": "normalized"}}, counts=COUNTS.replace(",112,", ",0.1234567890123456789,"))
    assert data.counts.loc["g_up", "a2"] == 0.1234567890123456789


def test_blanks_around_gene_ids_go_and_that_is_on_record(run: Run) -> None:
    ran = run("check project.yaml", project(counts=COUNTS.replace("g_up,", '"  g_up  ",')))
    assert ran.code == 0
    assert "blanks around 1 gene id were removed" in ran.out
    assert "blanks" not in run("check project.yaml", project()).out
