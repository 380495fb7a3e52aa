"""A browser with the report in it. Whatever a test does, the page may not complain, and may ask nobody for anything."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from html_projects import reads

from harness import write

Open = Callable[..., Any]
LISTEN = """
window.violations = [];
document.addEventListener('securitypolicyviolation', e => window.violations.push(`${e.violatedDirective} ${e.blockedURI}`));
"""


@dataclass
class Heard:
    """What pages said and asked for."""

    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A results folder with an HTML report, made once."""
    import seqfolio

    folder = tmp_path_factory.mktemp("explored")
    write(folder, reads())
    seqfolio.run(folder / "project.yaml", folder / "out")
    return folder / "out"


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="no playwright: pip install playwright")
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no Chromium: apt-get install chromium")
    with playwright.sync_playwright() as started:
        made = started.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield made
        made.close()


@pytest.fixture
def open_page(browser: Any, report: Path) -> Iterator[Open]:
    """``open_page(path, **context)`` opens a report; in the end every page must have been quiet."""
    heard, contexts, pages = Heard(), [], []

    def one(path: Path | None = None, fragment: str = "", context: Any = None, **options: Any) -> Any:
        made = context or browser.new_context(
            accept_downloads=True, **{"viewport": {"width": 1300, "height": 900}, **options}
        )
        contexts.append(made)
        page = made.new_page()
        pages.append(page)
        page.add_init_script(LISTEN)
        page.on("console", lambda m: heard.errors.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e: heard.errors.append(str(e)))
        page.on("request", lambda r: heard.requests.append(r.url))
        page.goto(f"file://{path or report / 'report.html'}{fragment}")
        return page

    yield one
    violations = [v for page in pages if not page.is_closed() for v in page.evaluate("window.violations ?? []")]
    for context in dict.fromkeys(contexts):
        context.close()
    foreign = [url[:90] for url in heard.requests if not url.startswith(("file://", "data:", "blob:"))]
    assert (heard.errors, violations, foreign) == ([], [], [])
