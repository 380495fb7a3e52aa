"""The oldest MultiQC that we support, in an environment of its own, and the report in a browser."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from multiqc_results import Ran, contrast, finding, make_result, sample
from running_multiqc import ENVIRONMENT

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parent.parent.parent
OLDEST = "1.33"
ENTRY_POINTS = re.compile(r'\[project\.entry-points\."(multiqc\.[^"]+)"\][^\n]*\n((?:[^\n\[]+\n)+)')


@pytest.fixture(scope="module")
def oldest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The oldest MultiQC with our plug-in beside it, as an installation of the two would be."""
    folder = tmp_path_factory.mktemp("oldest")
    subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True)
    pip = [str(folder / "venv/bin/python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    done = subprocess.run([*pip, f"multiqc=={OLDEST}"], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"MultiQC {OLDEST} cannot be installed: {done.stderr[-300:]}")
    about = folder / "packages" / "seqfolio-0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: seqfolio\nVersion: 0\n", "utf-8")
    groups = ENTRY_POINTS.findall((ROOT / "pyproject.toml").read_text("utf-8"))
    assert len(groups) == 2
    text = "\n".join(f"[{name}]\n{lines.replace(chr(34), '')}" for name, lines in groups)
    (about / "entry_points.txt").write_text(text, "utf-8")
    return folder


def projects(folder: Path) -> Path:
    """Three projects: one with plots, one without contrasts, one with names that are markup."""
    coloured = [sample(n, covariates={"group": g}) for n, g in (("S1", "a"), ("S2", "b"), ("S3", "b"))]
    make_result(folder / "a", "P1", coloured)
    make_result(folder / "b", "P2", ["S1", "S9"], contrasts=[], findings=[finding("note", "Few.")])
    hostile = [sample("<b>x</b>", covariates={"group": "<i>"}), sample('"y"', covariates={"group": "&lt;"})]
    make_result(folder / "c", "P3", hostile, contrasts=[contrast(title="<script>alert(1)</script>")])
    return folder


def run_oldest(oldest: Path, folder: Path, out: Path) -> Ran:
    path = os.pathsep.join((str(oldest / "packages"), str(ROOT / "src")))
    command = [str(oldest / "venv/bin/multiqc"), "--strict", "--no-ansi", "-o", str(out), str(folder)]
    environment = {**os.environ, **ENVIRONMENT, "PYTHONPATH": path}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    return Ran(done.returncode, done.stdout + done.stderr, out)


def test_three_projects_in_the_oldest_release(oldest, tmp_path):
    ran = run_oldest(oldest, projects(tmp_path / "in"), tmp_path / "out")
    assert ran.code == 0, ran.log
    assert f"v{OLDEST}" in ran.log
    assert "Found 3 reports" in ran.log
    assert ran.html.count('<script type="application/gzip"') == 2
    assert 'class="alert alert-info"' in ran.html
    assert "<script>alert(1)" not in ran.html


LOOK = """
import json, sys
from playwright.sync_api import sync_playwright
said = []
with sync_playwright() as p:
    browser = p.chromium.launch(executable_path=sys.argv[1], args=["--no-sandbox", "--disable-gpu"])
    colours = "c => new Set(new Uint32Array(c.getContext('2d').getImageData(0, 0, c.width, c.height).data.buffer)).size"
    page = browser.new_page(viewport={"width": 1300, "height": 900})
    page.on("console", lambda m: said.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda e: said.append(str(e)))
    page.on("request", lambda r: None if r.url.startswith(("data:", "file:", "blob:")) else said.append(r.url))
    page.goto("file://" + sys.argv[2])
    shown = []
    for i, section in enumerate(page.query_selector_all(".mqc-section")):
        section.scroll_into_view_if_needed()
        page.wait_for_timeout(400)
        section.screenshot(path=f"{sys.argv[3]}/{i:02d}.png")
        box = section.query_selector(".seqfolio-cloud")
        if box:
            drawn = section.query_selector("canvas").evaluate(colours)
            box.query_selector("input").fill("g2")
            invalid = "is-invalid" in box.query_selector("input").get_attribute("class")
            legend = box.query_selector(".seqfolio-legend").inner_text()
            shown.append([box.get_attribute("data-ready"), drawn > 2, invalid, legend])
    print(json.dumps({"said": said, "clouds": shown}))
    browser.close()
"""


@pytest.mark.skipif(not find_spec("multiqc"), reason="MultiQC is not installed: pip install seqfolio[multiqc]")
@pytest.mark.parametrize("release", ["installed", "oldest"])
def test_a_browser_draws_every_section_and_says_nothing(
    release: str, multiqc: Callable[..., Ran], python: Callable[..., Any], request: Any, tmp_path: Path
):
    pytest.importorskip("playwright", reason="no playwright: pip install playwright")
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if not chromium:
        pytest.skip("no Chromium: apt-get install chromium")
    folder = projects(tmp_path / "in")
    if release == "installed":
        ran = multiqc(folder)
    else:
        ran = run_oldest(request.getfixturevalue("oldest"), folder, tmp_path / "out")
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    seen = python(LOOK, chromium, str(ran.out / "multiqc_report.html"), str(pictures))
    assert seen["said"] == []
    assert [cloud[:3] for cloud in seen["clouds"]] == [["yes", True, False]] * 2
    assert "higher: 1" in seen["clouds"][0][3]
    assert len(list(pictures.glob("*.png"))) >= 12
