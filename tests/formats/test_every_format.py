"""The same experiment in every format gives the same counts; files of real programs agree with each other."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from examples import section, written

from harness import Run, write
from made import COUNTS, FORMATS, GENES, NAMES, SAMPLES, project_of
from reading import read_counts
from seqfolio.config import read
from seqfolio.load import load
from seqfolio.load.files import find
from seqfolio.load.reader import READERS, choose

REAL = Path(__file__).parent / "real"


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_counts_in_every_format(tmp_path: Path, name: str) -> None:
    made = FORMATS[name]
    write(tmp_path, project_of(made))
    data = load(read(tmp_path / "project.yaml"))
    assert data.sources[0].format == made.reader
    assert list(data.samples["group"]) == ["ctrl", "ctrl", "treat", "treat"]
    assert data.counts.index.is_unique
    np.testing.assert_array_equal(data.counts.to_numpy(), COUNTS)
    assert (data.lengths is not None) == made.lengths
    if made.reader not in ("stringtie", "geo"):
        assert list(data.counts.index) == list(GENES)
        assert list(data.counts.columns) == list(SAMPLES)
        assert data.gene_ids == "Ensembl gene ids of human with versions"
    if made.reader in ("salmon", "kallisto", "nfcore", "gdc", "gct", "anndata"):
        assert list(data.genes["gene_name"]) == list(NAMES)


@pytest.mark.parametrize("name", FORMATS)
def test_check_says_what_it_understood(run: Run, name: str) -> None:
    made = FORMATS[name]
    ran = run("check project.yaml", project_of(made))
    assert ran.code == 0, ran.err
    assert "12 genes x 4 samples" in ran.out
    assert f"({made.reader}), SHA-256" in ran.out


def test_the_page_shows_every_format_as_the_tests_read_it() -> None:
    """``python tests/formats/examples.py`` writes the section."""
    assert written().strip() == section().strip()


def test_every_reader_is_tried() -> None:
    refusing = {"tenx", "cufflinks"}
    assert {made.reader for made in FORMATS.values()} | refusing == set(READERS.ids())


def test_offsets_without_differences_in_length_change_nothing(tmp_path: Path) -> None:
    from seqfolio.load import load as load_data

    write(tmp_path, project_of(FORMATS["Salmon"]))
    lengths = load_data(read(tmp_path / "project.yaml")).lengths
    assert lengths is not None
    assert np.allclose(lengths.to_numpy(), lengths.to_numpy()[:, :1])


@pytest.mark.parametrize("name", ["star", "htseq", "featurecounts", "rsem", "salmon"])
def test_programs_that_counted_the_same_reads_agree(name: str) -> None:
    """Of this genome without overlaps every program can assign nearly all reads."""
    found = read_counts(REAL, name, tx2gene="tx2gene.tsv")
    star = read_counts(REAL, "star")
    assert sorted(found.counts.columns) == list(SAMPLES)
    assert sorted(found.counts.index) == sorted(star.counts.index)
    both = found.counts.loc[star.counts.index, star.counts.columns].to_numpy()
    np.testing.assert_allclose(both.sum(axis=0), star.counts.to_numpy().sum(axis=0), rtol=0.02)
    np.testing.assert_allclose(both, star.counts.to_numpy(), atol=6)


def test_the_strand_is_chosen_and_the_yaml_overrides_it() -> None:
    auto = read_counts(REAL, "star")
    assert "strand: reverse" in auto.notes[0]
    assert read_counts(REAL, "star", strand="forward").counts.to_numpy().sum() < 0.05 * auto.counts.to_numpy().sum()


def test_a_gtf_serves_instead_of_tx2gene() -> None:
    by_table = read_counts(REAL, "salmon", tx2gene="tx2gene.tsv")
    by_gtf = read_counts(REAL, "salmon", gtf="genes.gtf")
    assert by_gtf.counts.equals(by_table.counts)
    assert by_gtf.genes is not None
    assert by_gtf.genes["gene_name"].iloc[0] == "NAME1"


def test_several_samples_in_one_file_of_htseq() -> None:
    one = read_counts(REAL, "htseq_all.txt", column_names=SAMPLES)
    each = read_counts(REAL, "htseq")
    np.testing.assert_array_equal(one.counts.to_numpy(), each.counts.to_numpy())


def test_columns_without_a_header_are_named_by_the_yaml_alone(tmp_path: Path) -> None:
    """htseq-count with two BAM files and --additional-attr: gene, gene name, two columns."""
    write(tmp_path, {"x.txt": "g1\tTP53\t5\t6\ng2\tMDM2\t7\t8\n__no_feature\t\t0\t0\n"})
    found = read_counts(tmp_path, "x.txt", column_names=("gene", "b <2>"))
    assert found.counts.to_dict("list") == {"gene": [5, 7], "b <2>": [6, 8]}
    assert found.genes is not None
    assert list(found.genes["gene_name"]) == ["TP53", "MDM2"]
    assert 'the columns are "gene", "b <2>"' in found.notes[1]


def test_a_folder_with_several_formats_takes_the_one_that_fits_best_and_says_so() -> None:
    choice = choose(find(REAL, "rsem"), "auto")
    assert choice.reader.id == "rsem"
    assert "4 files of RSEM isoforms" in choice.notes[0]
