"""Plots, tables and methods of a project inside MultiQC, and what is refused."""

from __future__ import annotations

import json
import re
from importlib.util import find_spec
from pathlib import Path

import pytest
from multiqc_results import make_result, sample

from seqfolio.multiqc_plugin.blocks import Blocks, Cloud, Matrix, Points, read_blocks
from seqfolio.multiqc_plugin.reading import UnreadableError

needs_multiqc = pytest.mark.skipif(
    not find_spec("multiqc"), reason="MultiQC is not installed: pip install seqfolio[multiqc]"
)

NAMES = ["S1", "S2", "S3", "undisclosed1"]


def coloured(folder: Path, project: str = "P1", names: list[str] = NAMES) -> Path:
    return make_result(folder, project, [sample(n, covariates={"group": "a" if n == "S1" else "b"}) for n in names])


def plots_of(folder: Path) -> tuple[Path, dict]:
    path = folder / "multiqc" / "seqfolio_plots.json"
    return path, json.loads(path.read_text("utf-8"))


def test_plots_are_read(tmp_path):
    blocks = read_blocks(coloured(tmp_path / "r"))
    kinds = {name: type(plot) for name, plot in blocks.plots.items()}
    assert kinds == {"pca.pca": Points, "distance.distance": Matrix, "volcano-drug.volcano": Cloud}
    assert blocks.tables[0].rows == (("<i>g1", 1.5), ("g2", None))
    assert blocks.methods[0] == "By Welch's <t> test."


def test_results_without_plots_are_shown_as_they_are(tmp_path):
    folder = make_result(tmp_path / "r")
    assert read_blocks(folder) == Blocks()


@pytest.mark.parametrize(
    ("plot", "change", "message"),
    [
        ("pca.pca", {"axes": ["one"]}, "two axes"),
        ("pca.pca", {"kind": "movie"}, "no kind of plot"),
        ("pca.pca", {"samples": [{"id": "S1", "x": None, "y": 1}]}, "no number"),
        ("distance.distance", {"values": [[0, 1]]}, "not square"),
        ("volcano-drug.volcano", {"file": "../seqfolio_summary.json"}, "no file beside it"),
        ("volcano-drug.volcano", {"file": "still.png"}, "holds no genes"),
        ("volcano-drug.volcano", {"x": "__proto__"}, "holds no genes"),
    ],
)
def test_a_damaged_plot_says_so(plot, change, message, tmp_path):
    folder = coloured(tmp_path / "r")
    path, tree = plots_of(folder)
    tree["plots"][plot].update(change)
    path.write_text(json.dumps(tree), "utf-8")
    with pytest.raises(UnreadableError, match=message):
        read_blocks(folder)


def test_a_colour_is_six_digits_or_nothing(tmp_path):
    folder = coloured(tmp_path / "r")
    path, tree = plots_of(folder)
    tree["plots"]["pca.pca"]["samples"][0]["colour"] = "red;background:url(x)"
    path.write_text(json.dumps(tree), "utf-8")
    points = read_blocks(folder).plots["pca.pca"]
    assert isinstance(points, Points)
    assert points.samples[0].colour == ""


@needs_multiqc
def test_two_projects_have_their_plots_without_the_samples_that_are_ignored(multiqc, tmp_path):
    coloured(tmp_path / "a", "P1")
    coloured(tmp_path / "b", "P2", ["T1", "T2", "undisclosed1"])
    ran = multiqc(tmp_path, "--ignore-samples", "undisclosed1")
    assert ran.code == 0, ran.log
    assert "undisclosed1" not in ran.html.replace("--ignore-samples undisclosed1", "")
    data = json.loads((ran.out / "multiqc_data" / "multiqc_data.json").read_text("utf-8"))["report_plot_data"]
    assert {p["name"] for p in data["seqfolio_plot_p1_pca_pca"]["datasets"][0]["points"]} == {"S1", "S2", "S3"}
    assert data["seqfolio_plot_p2_distance_distance"]["datasets"][0]["rows"] == [[0, 1], [1, 0]]
    assert "defer_render" not in "".join(re.findall(r'<div[^>]*id="seqfolio_plot[^>]*>', ran.html))
    assert ran.html.count('<script type="application/gzip"') == 2
    assert "<i>g1" not in ran.html
    assert 'href="https://doi.org/10.1093/biomet/34.1-2.28"' in ran.html


STILL = """
import json, sys
import multiqc
from multiqc import config, report
from seqfolio.multiqc_plugin import drawing
still = drawing.still
before = still()
def with_settings():
    config.update(json.loads(sys.argv[2]))
    return still()
drawing.still = with_settings
multiqc.parse_logs(sys.argv[1], run_modules=["seqfolio"], strict=True, quiet=True)
print(json.dumps([before, "".join(section.content for section in report.modules[0].sections)]))
"""


@needs_multiqc
@pytest.mark.parametrize("asked", [{"plots_force_flat": True}, {"template": "simple"}])
def test_a_report_without_scripts_shows_our_pictures(asked, python, tmp_path):
    coloured(tmp_path / "a")
    before, html = python(STILL, str(tmp_path), json.dumps(asked))
    assert not before
    for name in ("pca.pca", "distance.distance", "volcano-drug.volcano"):
        assert f'alt="Alt of {name}"' in html
    assert "<canvas" not in html
