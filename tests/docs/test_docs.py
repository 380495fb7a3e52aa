"""The documentation is tested: what the program has is documented, and what is documented exists."""

from __future__ import annotations

import ast
import importlib.util
import re
from pathlib import Path

import pytest

from seqfolio.checks.check import CHECKS
from seqfolio.deliver.channel import CHANNELS
from seqfolio.differential.method import METHODS
from seqfolio.load.reader import READERS
from seqfolio.render.theme import THEMES
from seqfolio.sections.section import SECTIONS

ROOT = Path(__file__).parent.parent.parent
SOURCES = sorted((ROOT / "src" / "seqfolio").rglob("*.py"))


def error_codes() -> set[str]:
    """Every code that the source gives to a problem, literally or through a registry's word."""
    codes = {f"unknown-{registry.word}" for registry in (CHANNELS, CHECKS, METHODS, READERS, SECTIONS, THEMES)}
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and path.name != "errors.py":
                codes |= {node.value} if re.fullmatch(r"(counts|mail)-[a-z-]+", node.value) else set()
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = getattr(node.func, "id", "")
                codes |= {str(node.args[0].value)} if name in ("fail", "Problem") else set()
    return codes


def _make_reference():
    spec = importlib.util.spec_from_file_location("make_reference", ROOT / "tools" / "make_reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def headings(name: str) -> list[str]:
    return re.findall(r"^##+ (.+)$", (ROOT / "docs" / name).read_text("utf-8"), re.MULTILINE)


def test_every_error_code_has_a_paragraph_and_every_paragraph_a_code():
    documented = headings("errors.md")
    assert sorted(error_codes()) == sorted(documented)
    assert documented == sorted(documented)


def test_reference_page_is_what_the_program_says():
    assert (ROOT / "docs" / "reference.md").read_text("utf-8") == _make_reference().reference(), (
        "run: python tools/make_reference.py"
    )


def test_page_of_the_checks_is_what_the_program_says_and_has_them_all():
    page = (ROOT / "docs" / "checks.md").read_text("utf-8")
    assert page == _make_reference().check_page(), "run: python tools/make_reference.py"
    assert headings("checks.md") == CHECKS.ids()
    for check in CHECKS:
        assert check.rationale in page
        assert f"](#{check.id})" in page
        assert all(f"`{name}`: " in page for name in check.Settings.model_fields)
    assert page.count("https://doi.org/10.") >= len(CHECKS.ids())


def test_shipped_schema_is_made_from_the_models():
    from seqfolio.config.schema import make_schema, schema_text

    assert schema_text() == make_schema(), "run: python tools/make_reference.py"


def pages() -> list[Path]:
    return [
        ROOT / "README.md",
        *sorted((ROOT / "docs").glob("*.md")),
        *sorted((ROOT / "example_data").glob("*/README.md")),
    ]


@pytest.mark.parametrize("page", pages(), ids=lambda p: str(p.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page: Path):
    links = re.findall(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
    missing = [link for link in links if not (page.parent / link).exists()]
    assert missing == []


@pytest.mark.parametrize("page", pages(), ids=lambda p: str(p.relative_to(ROOT)))
def test_yaml_in_the_documentation_is_valid_configuration(page: Path):
    from seqfolio.config.model import Config
    from seqfolio.config.read import validate
    from seqfolio.config.tree import parse

    for block in re.findall(r"```yaml\n(seqfolio: 1.*?)```", page.read_text("utf-8"), re.DOTALL):
        tree = parse(block, page.name)
        assert validate(Config, tree.value, tree, page.name).seqfolio == "1"


def test_every_command_of_the_readme_exists():
    from seqfolio.cli import cli

    used = set(
        re.findall(r"^(?:\.venv/bin/)?seqfolio ([a-z-]+)", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    )
    assert used <= set(cli.commands)
    assert {"init", "check", "run"} <= used


def test_shipped_schema_page_mentions_no_machine():
    texts = [p.read_text("utf-8") for p in pages()]
    assert not any(re.search(r"/(root|home|work|tmp)/", text) for text in texts)
