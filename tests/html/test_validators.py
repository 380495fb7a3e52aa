"""Other people's judges: axe-core (WCAG 2.2 AA and best practice), the Nu HTML checker, html-validate, and a box without network."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from html_projects import nothing_called, reads, three_contrasts
from node_tools import node_modules, node_tool

from harness import write
from situations import hostile_names

pytestmark = pytest.mark.slow
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NAMES = [
    "explored",
    "hostile",
    "samples_only",
    "three_contrasts",
    "many_samples",
    "nothing_called",
    "house",
    "plain",
    "multiqc",
]
COLOURS = {"accent": "#7a1f5c", "higher": "#8a5a00", "lower": "#00695c"}
RUN = """async tags => (await axe.run(document, {runOnly: {type: 'tag', values: tags}})).violations.map(
    v => `${v.id} (${v.nodes.length}): ${v.nodes[0].html.slice(0, 150)} ${v.nodes[0].failureSummary}`)"""


@pytest.fixture(scope="module")
def reports(report: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The explored report, one with hostile names, others of other shapes, and each theme."""
    import seqfolio

    folder = tmp_path_factory.mktemp("others")
    hostile = dict(hostile_names())
    text = str(hostile["project.yaml"]).replace("formats: []", "formats: [html]")
    hostile["project.yaml"] = text.replace("  sections:\n  - summary\n  - findings\n  - methods\n", "")
    made = {"explored": report / "report.html"}
    for name, files in {
        "hostile": hostile,
        "samples_only": reads(300, design={"formula": None, "contrasts": []}, report={"sections": None}),
        "three_contrasts": three_contrasts(),
        "many_samples": reads(200, 15, report={"sections": None}),
        "nothing_called": nothing_called(),
        "house": reads(300, report={"colours": COLOURS, "sections": None}),
        "plain": reads(300, report={"theme": "plain"}),
        "multiqc": reads(300, report={"theme": "multiqc"}),
    }.items():
        write(folder / name, files)
        seqfolio.run(folder / name / "project.yaml", folder / f"{name}-out")
        made[name] = folder / f"{name}-out" / "report.html"
    return made


@pytest.fixture
def axe() -> Callable[[Any], list[str]]:
    source = node_modules() / "axe-core" / "axe.min.js"
    if not source.exists():
        pytest.skip("no axe-core from npm: tools/slow_test_packages.sh installs it")

    def judge(page: Any) -> list[str]:
        page.context.new_cdp_session(page).send("Runtime.evaluate", {"expression": source.read_text("utf-8") + ";0"})
        return list(page.evaluate(RUN, TAGS))

    return judge


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", NAMES)
def test_axe_finds_nothing(
    open_page: Callable[..., Any], reports: dict[str, Path], axe: Callable[[Any], list[str]], name: str, scheme: str
) -> None:
    page = open_page(reports[name], color_scheme=scheme)
    for host in page.locator("[data-explore]").all():
        host.evaluate("e => (e.closest('section.page') ?? e).scrollIntoView({behavior: 'instant'})")
        page.wait_for_timeout(150)
    page.wait_for_function(
        "() => [...document.querySelectorAll('[data-explore]')].every(e => e.hasAttribute('data-ready'))"
    )
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = !d.classList.contains('menu'))")
    assert axe(page) == []
    page.get_by_role("button", name="Samples …").click()
    assert axe(page) == []
    if name == "explored":
        page.get_by_role("button", name="Close").click()
        page.evaluate("location.hash = '#gene=gene0010'")
        page.wait_for_selector("dialog.gene-dialog table")
        assert axe(page) == []


def test_the_nu_checker_finds_no_error(reports: dict[str, Path]) -> None:
    jar = node_modules() / "vnu-jar" / "build" / "dist" / "vnu.jar"
    if shutil.which("java") is None or not jar.exists():
        pytest.skip("no Java, or no vnu-jar from npm: tools/slow_test_packages.sh installs both")
    done = subprocess.run(
        ["java", "-jar", str(jar), "--errors-only", *map(str, reports.values())], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[:3000]


def test_html_validate_finds_no_error(reports: dict[str, Path], tmp_path: Path) -> None:
    tool = node_tool("html-validate/bin/html-validate.mjs")
    config = tmp_path / "rules.json"
    config.write_text(
        json.dumps(
            {
                "root": True,
                "extends": ["html-validate:recommended", "html-validate:a11y"],
                "rules": {"long-title": "off"},
            }
        )
    )  # the title is the user's own
    done = subprocess.run([*tool, "--config", str(config), *map(str, reports.values())], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[:3000]


def test_it_works_where_there_is_no_network_at_all(report: Path) -> None:
    """In a name space without any interface the report explores itself as anywhere."""
    chromium, unshare = shutil.which("chromium"), shutil.which("unshare")
    if chromium is None or unshare is None or subprocess.run([unshare, "-rn", "true"], capture_output=True).returncode:
        pytest.skip("no Chromium, or no name spaces here")
    flags = ["--headless", "--no-sandbox", "--virtual-time-budget=4000", "--dump-dom"]
    command = [unshare, "-rn", chromium, *flags, f"file://{report / 'report.html'}#gene=gene0010"]
    page = subprocess.run(command, capture_output=True, text=True, timeout=60).stdout
    assert 'class="gene-dialog"' in page
    assert "Medians by group" in page
