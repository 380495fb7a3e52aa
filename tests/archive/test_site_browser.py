"""The site in a real Chromium: nothing runs that is not ours, nothing is requested, it finds, it fits 320 pixels, axe."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from seqfolio.archive import Archive
from seqfolio.archive.site import write_site

pytestmark = pytest.mark.slow
HOSTILE = "</script><script>window.bad=1</script><img src=x onerror=window.bad=2><svg onload=window.bad=3>\"'&{{7*7}}${window.bad=4}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no Chromium is installed")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as running:
        started = running.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


@pytest.fixture
def pages(keep, archive: Archive) -> list[Path]:
    for number in range(30):
        keep(
            {
                "project": {"id": f"p{number}", "title": f"Study {number}", "client": "Ångström"},
                "created": f"20{20 + number % 3}-01-09T00:00:00+00:00",
            }
        )
    hostile = {"title": HOSTILE, "organism": HOSTILE, "client": HOSTILE}
    top = [
        {"gene_id": HOSTILE, "gene_name": HOSTILE, "log2FoldChange": 1.0, "pvalue": 0.0, "padj": 0.0, "call": "lower"}
    ]
    counts = {"higher": 0, "lower": 123456, "changed": 3, "equivalent": 0, "not_significant": 1, "not_tested": 1}
    contrast = {"id": "b_vs_a", "title": HOSTILE * 3, "numerator": "b", "denominator": "a", "sentence": HOSTILE, "method": HOSTILE,
                "fit_id": "x", "alpha": 0.05, "counts": counts, "top": top}  # fmt: skip
    finding = {"check": "x", "title": HOSTILE, "severity": "warning", "message": HOSTILE}
    keep(
        {
            "project": {"id": "hostile", **hostile},
            "contrasts": [contrast],
            "findings": [finding],
            "created": "2022-12-31T00:00:00+00:00",
        }
    )
    return write_site(archive)


def opened(browser: Any, path: Path, said: list[str], **options: Any) -> Any:
    """A page whose requests, errors and violations of the policy are collected."""
    page = browser.new_page(**options)
    page.on("request", lambda r: said.append(r.url) if r.url != path.as_uri() else None)
    page.on("pageerror", lambda e: said.append(str(e)))
    page.on("console", lambda m: said.append(m.text))
    page.add_init_script("document.addEventListener('securitypolicyviolation', e => console.log(e.violatedDirective))")
    page.goto(path.as_uri())
    if path.name == "index.html" and options.get("java_script_enabled", True):
        page.wait_for_function("!document.getElementById('ask').hidden")
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_foreign_runs_and_nothing_is_requested(
    browser: Any, pages: list[Path], width: int, scheme: str
) -> None:
    axe = Path(pytest.importorskip("axe_playwright_python").__file__).with_name("axe.min.js")
    for path in pages:
        said: list[str] = []
        page = opened(browser, path, said, viewport={"width": width, "height": 800}, color_scheme=scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("typeof window.bad") == "undefined"
        assert page.evaluate("document.querySelectorAll('img, iframe').length") == 0
        assert said == []
        ink = page.evaluate("getComputedStyle(document.body).color")
        assert (sum(map(int, re.findall(r"\d+", ink)[:3])) > 384) == (scheme == "dark")
        page.context.new_cdp_session(page).send(
            "Runtime.evaluate", {"expression": axe.read_text("utf-8")}
        )  # the policy stays on
        tags = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
        result = page.evaluate("tags => axe.run(document, tags)", tags)
        assert [(v["id"], v["nodes"][0]["html"]) for v in result["violations"]] == []
        page.close()


def test_it_finds(browser: Any, pages: list[Path]) -> None:
    said: list[str] = []
    page = opened(browser, pages[0], said)
    shown = page.locator("#projects > li")
    assert (shown.count(), page.inner_text("#found")) == (25, "31 projects")
    page.click("#more")
    assert shown.count() == 31
    page.fill("#text", "study 7")
    assert page.inner_text("#found") == "3 projects of 31"
    page.fill("#text", "ANGSTROM g_up")
    assert page.inner_text("#found") == "30 projects of 31"
    assert page.locator("mark").first.inner_text() == "▲\u00a0g_up"
    page.select_option("#year", "2021")
    assert page.inner_text("#found") == "10 projects of 31"
    page.fill("#text", "no such thing")
    assert (shown.count(), page.inner_text("#found")) == (0, "0 projects of 31")
    page.select_option("#year", "")
    page.fill("#text", "hostile")
    assert shown.locator("h2").inner_text() == HOSTILE
    assert page.locator("svg").get_attribute("aria-label") == "0 higher, 123,456 lower, 3 changed or equivalent"
    assert page.locator("rect.lower").count() == 1
    assert said == []


def test_a_link_opens_the_report(browser: Any, pages: list[Path]) -> None:
    page = opened(browser, pages[0], [])
    page.fill("#text", "p29")
    page.click("h2 a")
    assert page.title() == "A small project"


def test_without_script_the_newest_are_listed(browser: Any, pages: list[Path]) -> None:
    page = opened(browser, pages[0], [], java_script_enabled=False)
    assert page.locator("#projects > li").count() == 31
    assert not page.locator("#ask").is_visible()
