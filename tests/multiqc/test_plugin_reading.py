"""A damaged or newer file is a clear message and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from multiqc_results import contrast, make_result, sample

from seqfolio.multiqc_plugin.reading import UnreadableError, read_figures, read_project


def read(folder: Path):
    return read_project((folder / "seqfolio_summary.json").read_text("utf-8"), folder)


def test_a_whole_summary_is_read(tmp_path):
    project = read(make_result(tmp_path / "r", "P7"))
    assert (project.id, project.title, project.version, project.folder) == ("P7", "Title of P7", "0.1.0", "r")
    assert project.reports == ()
    assert [s.id for s in project.samples] == ["S1", "S2"]
    assert project.contrasts[0].counts["higher"] == 11
    assert [f.severity for f in project.findings] == ["warning", "passed"]


def test_the_reports_in_the_folder_are_known(tmp_path):
    files = [{"path": p} for p in ("report.pdf", "tables/report.html", "report.html")]
    assert read(make_result(tmp_path / "r", files=files)).reports == ("report.html", "report.pdf")


def test_what_is_not_available_is_none(tmp_path):
    row = sample("S1", library_size=None, size_factor=None, outlier=None)
    project = read(make_result(tmp_path / "r", samples=[row], contrasts=[contrast(alpha=None, numerator=None)]))
    assert (project.samples[0].library_size, project.samples[0].outlier) == (None, None)
    assert (project.contrasts[0].alpha, project.contrasts[0].numerator) == (None, "")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "damaged"),
        ("", "damaged"),
        ('{\n  "seqfolio_summary": 1,\n "proj', "damaged"),
        ("[" * 100_000, "damaged"),
        ("[1]", "no object"),
        ('{"seqfolio_summary": 2}', "newer format 2"),
        ('{"seqfolio_summary": true}', "damaged"),
        ('{"seqfolio_summary": "1"}', "damaged"),
        ('{"seqfolio_summary": 1}', "project is no object"),
        ('{"seqfolio_summary": 1, "project": {}, "versions": {}, "samples": 3}', "samples is no list"),
        ('{"seqfolio_summary": 1, "project": {}, "versions": {}, "samples": [3]}', "an entry of samples"),
        ('{"seqfolio_summary": 1, "project": {}, "versions": {}, "samples": [{}]}', "no id"),
    ],
)
def test_a_damaged_summary_says_so(text, message, tmp_path):
    with pytest.raises(UnreadableError, match=message):
        read_project(text, tmp_path)


def change_figure(folder: Path, **more: object) -> Path:
    path = folder / "multiqc" / "seqfolio_blocks.json"
    blocks = json.loads(path.read_text("utf-8"))
    blocks["figures"][0].update(more)
    path.write_text(json.dumps(blocks), "utf-8")
    return folder


def test_figures_are_read_and_may_be_missing(tmp_path):
    folder = make_result(tmp_path / "r")
    assert [(f.id, f.width) for f in read_figures(folder)] == [("heatmap-drug.heatmap", 400)]
    (folder / "multiqc" / "seqfolio_blocks.json").unlink()
    assert read_figures(folder) == ()


@pytest.mark.parametrize(
    "name", ["../seqfolio_summary.json", "/etc/hostname", "", ".", "missing.png", "text.png", "x/y"]
)
def test_only_a_png_beside_the_list_is_shown(name, tmp_path):
    folder = change_figure(make_result(tmp_path / "r"), file=name)
    (folder / "multiqc" / "text.png").write_text("text", "utf-8")
    with pytest.raises(UnreadableError):
        read_figures(folder)


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    folder = make_result(tmp_path / "r")
    picture = folder / "multiqc" / "heatmap-drug.heatmap.png"
    outside = picture.rename(tmp_path / "outside.png")
    picture.symlink_to(outside)
    with pytest.raises(UnreadableError):
        read_figures(folder)


def test_a_newer_list_of_figures_is_named(tmp_path):
    folder = make_result(tmp_path / "r")
    (folder / "multiqc" / "seqfolio_blocks.json").write_text('{"seqfolio_blocks": 2}', "utf-8")
    with pytest.raises(UnreadableError, match="newer format 2"):
        read_figures(folder)
