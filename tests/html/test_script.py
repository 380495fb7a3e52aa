"""The modules of the report's script: assembled into one without a build step, typed, and free of what a strict page forbids."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from html_projects import reads
from node_tools import node_tool

from harness import Run
from seqfolio import resources
from seqfolio.render.script import assembled, short

MODULES = sorted((resources.folder("templates") / "default" / "js").glob("*.js"))
NAME = re.compile(r"^(?:export )?(?:async )?(?:function|const|let|class) (\w+)", re.MULTILINE)


def source(name: str) -> str:
    return next(path for path in MODULES if path.name == name).read_text("utf-8")


def test_no_two_modules_share_a_name() -> None:
    """They become one script, in which the second one would be an error."""
    names = [name for path in MODULES for name in NAME.findall(path.read_text("utf-8"))]
    assert sorted(names) == sorted(set(names))


def test_the_script_holds_every_module_and_no_import() -> None:
    script = assembled(source)
    assert not re.search(r"^\s*(import|export)\b", script, re.MULTILINE)
    for path in MODULES:
        for name in NAME.findall(path.read_text("utf-8")):
            assert re.search(rf"\b{name}\b", script), f"{path.name}: {name}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_a_module_does_nothing_that_a_strict_page_forbids(path: Path) -> None:
    text = short(path.read_text("utf-8"))
    forbidden = r"\beval\(|new Function|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\bfetch\(|XMLHttpRequest"
    forbidden += r"|import\(|WebSocket|Math\.random"
    assert not re.search(forbidden, text)
    assert not re.search(r"`[^`\n]*\n", re.sub(r"`[^`\n]*`", "", text)), (
        "a text over several lines would lose its indentation"
    )
    assert len(text.splitlines()) < 420


def test_every_word_that_the_script_says_is_in_the_list() -> None:
    import tomllib

    words = tomllib.loads((resources.folder("templates") / "default" / "words.toml").read_text("utf-8"))
    said = {key for path in MODULES for key in re.findall(r'say\("([^"$]+)"', path.read_text("utf-8"))}
    assert said <= set(words), sorted(said - set(words))


def test_types(tmp_path: Path) -> None:
    tsc = node_tool("typescript/bin/tsc")
    done = subprocess.run([*tsc, "-p", str(Path(__file__).with_name("tsconfig.json"))], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_a_project_may_replace_a_module_and_a_word(run: Run) -> None:
    files = {**reads(200, report={"template_dir": "mine"}), "mine/words.toml": '"toolbox.open" = "Proben …"\ncontents = "Inhalt"\n',
             "mine/js/links.js": "export function learnDatabases() {}\nexport function links() {\n  return [];\n}\n"}  # fmt: skip
    page = run("run project.yaml -o out", files).text("out/report.html")
    assert "Proben …" in page
    assert 'aria-label="Inhalt"' in page
    assert "genecards.org" not in page  # which only that module knows


def test_an_unknown_word_is_an_error_that_names_the_nearest(run: Run) -> None:
    files = {**reads(200, report={"template_dir": "mine"}), "mine/words.toml": 'content = "Inhalt"\n'}
    ran = run("run project.yaml -o out", files)
    assert ran.code == 2
    assert "contents" in ran.err


def test_a_project_may_have_its_own_prose_of_a_section(run: Run) -> None:
    text = "Der Vulkan von {{ r.contrast.comparison.title }}.\n\n{{ place('volcano') }}\n"
    files = {**reads(200, report={"template_dir": "mine"}), "mine/sections/volcano/text.md.j2": text}
    page = run("run project.yaml -o out", files).text("out/report.html")
    assert "Der Vulkan von b vs a." in page
    assert 'data-explore="volcano"' in page


@pytest.mark.parametrize(("name", "text", "said"), [
    ("volcano", "{{ r.nothing }}", "sections/volcano/text.md.j2"), ("volcano", "{{ place('no') }}", "volcano"),
    ("volcano", "{% if %}", "sections/volcano/text.md.j2"), ("vulcano", "x", "volcano"),
])  # fmt: skip
def test_prose_that_does_not_work_is_named(run: Run, name: str, text: str, said: str) -> None:
    ran = run(
        "run project.yaml -o out",
        {**reads(200, report={"template_dir": "mine"}), f"mine/sections/{name}/text.md.j2": text},
    )
    assert ran.code == 2, ran.err
    assert said in ran.err
    assert not ran.path("out").exists()
