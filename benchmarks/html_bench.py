"""How large the HTML report is, and how fast it answers in headless Chromium.

``python benchmarks/html_bench.py [genes samples ...]`` makes reports of one contrast and prints a row for each. Ready: the
first row of the gene table is in the page and the volcano's canvas is not blank, in ms since the page was asked for.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "html"))

WATCH = """
const blank = c => !c || !c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some(v => v);
const look = () => {
  const row = document.querySelector('.gene-table tbody tr[aria-rowindex]');
  if (row && !blank(document.querySelector('[data-explore=volcano] canvas'))) window.ready = performance.now();
  else requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""
HOVER = """() => {
  const stage = document.querySelector('[data-explore=volcano] .stage'), edge = stage.getBoundingClientRect(), times = [];
  for (let i = 0; i < 60; i += 1) {
    const at = {clientX: edge.left + 80 + i * 8, clientY: edge.top + 80 + (i % 10) * 30, bubbles: true, pointerType: 'mouse'};
    const before = performance.now();
    stage.dispatchEvent(new PointerEvent('pointermove', at));
    times.push(performance.now() - before);
  }
  return times.slice(1); }"""
ZOOM = """async () => {
  const stage = document.querySelector('[data-explore=volcano] .stage'), canvas = stage.querySelector('canvas'), times = [];
  stage.focus();
  for (const key of ['+', '+', 'ArrowLeft', 'ArrowUp', '-', '-', '0', '+', '0']) {
    stage.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}));
    const before = performance.now();
    await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
    canvas.getContext('2d').getImageData(0, 0, 1, 1);
    times.push(performance.now() - before);
  }
  return times; }"""


def _as_ensembl(text: str) -> str:
    """Ids and names as long and as irregular as those of an annotation."""
    spread = lambda m: f"ENSG{300 * int(m[1]) + (int(m[1]) * 2654435761 >> 7) % 290:011d}"  # noqa: E731
    text = re.sub(r"^gene(\d+)", spread, text, flags=re.MULTILINE)
    return re.sub(
        r",Nm(\d+),",
        lambda m: f",{'ABCDEFGHKLMNPRSTZ'[int(m[1]) % 17]}{hash(int(m[1]) * 7919) % 46656:x}P{m[1][-2:]},",
        text,
    )


def project(folder: Path, genes: int, samples: int) -> Path:
    """A project of one contrast, analysed."""
    from html_projects import reads

    import seqfolio
    from harness import write

    report = {"sections": ["genes", "volcano"], "size_budget": "50 MB"}
    design = {
        "formula": "~ group",
        "contrasts": [{"id": "b_vs_a", "factor": "group", "numerator": "b", "denominator": "a"}],
    }
    files = reads(genes, samples // 3, report=report, design=design, analysis={"method": "limma-trend"})
    write(folder, {name: _as_ensembl(str(text)) if name != "project.yaml" else text for name, text in files.items()})
    seqfolio.run(folder / "project.yaml", folder / "out", force=True)
    return folder / "out" / "report.html"


def sizes(page: str) -> tuple[float, float, float]:
    """MB without still pictures and counts, with the counts, and of the still pictures."""
    stills = sum(map(len, re.findall(r'<img src="(data:[^"]*)"', page)))
    counts = sum(map(len, re.findall(r'data-block="counts">([^<]*)<', page)))
    whole = len(page.encode())
    return (whole - stills - counts) / 1e6, (whole - stills) / 1e6, stills / 1e6


def times(path: Path, browser: Any) -> tuple[float, float, float]:
    """Ready, hover and zoom in ms, the middle of several."""
    found: list[list[float]] = [[], [], []]
    for _ in range(5):
        page = browser.new_page(viewport={"width": 1300, "height": 2600})
        page.add_init_script(WATCH)
        page.goto(f"file://{path}")
        page.wait_for_function("() => window.ready", timeout=120_000)
        found[0].append(page.evaluate("window.ready"))
        found[1] += page.evaluate(HOVER)
        found[2] += page.evaluate(ZOOM)
        page.close()
    ready, hover, zoom = (median(values) for values in found)
    return ready, hover, zoom


def main(shapes: list[tuple[int, int]]) -> None:
    """Print the table."""
    from playwright.sync_api import sync_playwright

    print("| genes x samples | MB without counts | with counts | still pictures | ready ms | hover ms | zoom ms |")
    print("|---|---|---|---|---|---|---|")
    with sync_playwright() as started, tempfile.TemporaryDirectory() as folder:
        browser = started.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for genes, samples in shapes:
            path = project(Path(folder) / f"{genes}x{samples}", genes, samples)
            lean, full, stills = sizes(path.read_text("utf-8"))
            ready, hover, zoom = times(path, browser)
            print(
                f"| {genes:,} x {samples} | {lean:.2f} | {full:.2f} | {stills:.2f} | {ready:.0f} | {hover:.1f} | {zoom:.0f} |",
                flush=True,
            )
        browser.close()


if __name__ == "__main__":
    given = [int(value) for value in sys.argv[1:]]
    main(list(zip(given[::2], given[1::2], strict=True)) or [(20_000, 12), (60_000, 12), (60_000, 201)])
