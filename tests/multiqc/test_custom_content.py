"""``report: {multiqc: custom_content}`` in a MultiQC that does not know us, and in one that does."""

from __future__ import annotations

import json
import re
from importlib.util import find_spec
from pathlib import Path

import pytest

import seqfolio

pytestmark = pytest.mark.skipif(
    not find_spec("multiqc"), reason="MultiQC is not installed: pip install seqfolio[multiqc]"
)
NAMES = ["<b>one", "two & three", *(f"s{i}" for i in range(3, 9))]


def project(folder: Path, name: str) -> Path:
    """A finished project of eight samples, two of them with names that are markup."""
    folder.mkdir(parents=True)
    genes = [[f"g{g}", *(20 + (g * 7 + i * 13) % 60 + 400 * (g < 6 and i > 3) for i in range(8))] for g in range(40)]
    lines = [["gene", *NAMES], *genes]
    (folder / "counts.csv").write_text("\n".join(",".join(map(str, line)) for line in lines) + "\n", "utf-8")
    sheet = [f"{sample},{'drug' if i > 3 else 'water'}" for i, sample in enumerate(NAMES)]
    (folder / "samples.csv").write_text("\n".join(["sample,group", *sheet]) + "\n", "utf-8")
    (folder / "project.yaml").write_text(
        f"seqfolio: 1\nproject: {{id: {name}, title: 'The <i>title</i>'}}\n"
        "input: {counts: counts.csv, samples: samples.csv}\n"
        "design:\n  formula: '~ group'\n"
        "  contrasts: [{id: drug, factor: group, numerator: drug, denominator: water}]\n"
        "analysis: {method: welch}\nreport: {formats: [], multiqc: custom_content}\n",
        "utf-8",
    )
    seqfolio.run(folder / "project.yaml", folder / "results")
    return folder / "results"


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("custom")
    project(folder / "a", "P1")
    project(folder / "b", "P2")
    return folder


def sections(html: str) -> list[str]:
    return re.findall(r'<h3[^>]*id="([^"]+)"', html)


def test_a_plain_multiqc_shows_both_projects(multiqc, projects, tmp_path):
    for name in ("a", "b"):  # as on a site without us: the plug-in finds no summary
        target = tmp_path / name
        target.mkdir()
        for path in (projects / name / "results" / "multiqc").glob("*_mqc.json"):
            (target / path.name).write_bytes(path.read_bytes())
    ran = multiqc(tmp_path)
    assert ran.code == 0, ran.log
    assert "seqfolio |" not in ran.log
    plots = json.loads((ran.out / "multiqc_data" / "multiqc_data.json").read_text("utf-8"))["report_plot_data"]
    for slug in ("p1", "p2"):
        kinds = {key.removeprefix(f"seqfolio_{slug}_"): p["plot_type"] for key, p in plots.items() if slug in key}
        assert [kind for key, kind in kinds.items() if "pca" in key] == ["scatter plot"]
        assert [kind for key, kind in kinds.items() if "distance" in key] == ["heatmap"]
        assert [key for key in kinds if "strongest" in key]
    stats = json.loads((ran.out / "multiqc_data" / "multiqc_data.json").read_text("utf-8"))["report_general_stats_data"]
    assert any(row.get("size_factor") for rows in stats.values() for row in rows.values())
    assert "<i>title" not in ran.html
    assert "<b>one" not in ran.html
    assert "doi.org/10." in ran.html


def test_with_the_plugin_nothing_is_shown_twice(multiqc, projects):
    ran = multiqc(projects)
    assert ran.code == 0, ran.log
    assert "Found 2 reports" in ran.log
    assert "custom_content" not in ran.log


def test_no_path_of_the_machine_stands_in_the_files(projects):
    texts = [path.read_text("utf-8") for path in projects.rglob("*_mqc.json")]
    assert len(texts) > 10
    assert not any(str(projects) in text or "/tmp" in text for text in texts)
