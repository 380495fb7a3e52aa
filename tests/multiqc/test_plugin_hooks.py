"""What every start of MultiQC pays for us, and what the plug-in may import."""

from __future__ import annotations

import ast
import importlib.metadata
import sys
from pathlib import Path

import pytest

import seqfolio.multiqc_plugin

FILES = sorted(Path(seqfolio.multiqc_plugin.__file__).parent.glob("*.py"))
PACKAGE = "seqfolio.multiqc_plugin"


def test_importing_the_hooks_imports_nothing_that_is_heavy(python):
    loaded = python(
        "import json, sys; before = set(sys.modules); import seqfolio.multiqc_plugin.hooks;"
        "print(json.dumps(sorted(set(sys.modules) - before)))"
    )
    assert {name.split(".")[0] for name in loaded} <= {"seqfolio"} | set(sys.stdlib_module_names)
    assert [name for name in loaded if name.startswith("seqfolio")] == [
        "seqfolio",
        "seqfolio._version",
        PACKAGE,
        f"{PACKAGE}.hooks",
    ]
    assert len(loaded) < 40


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_the_plugin_imports_the_standard_library_multiqc_and_itself_only(path):
    tree = ast.parse(path.read_text("utf-8"))
    named = [a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names]
    named += [n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)]
    foreign = [n for n in named if n.split(".")[0] not in sys.stdlib_module_names and not n.startswith(PACKAGE)]
    assert {n.split(".")[0] for n in foreign} <= {"multiqc"}


def test_hooks_import_multiqc_only_inside_functions():
    tree = ast.parse((Path(FILES[0]).parent / "hooks.py").read_text("utf-8"))
    top = [a.name for n in tree.body if isinstance(n, ast.Import) for a in n.names]
    assert top == ["json", "os"]
    assert not [n for n in tree.body if isinstance(n, ast.ImportFrom)]


def test_entry_points_are_named_as_the_search_key_wants_it():
    from seqfolio.multiqc_plugin.hooks import SEARCH_KEY

    points = importlib.metadata.distribution("seqfolio").entry_points
    modules = {p.name: p.value for p in points if p.group == "multiqc.modules.v1"}
    hooks = {p.name: p.load().__name__ for p in points if p.group == "multiqc.hooks.v1"}
    assert modules == {SEARCH_KEY.split("/")[0]: "seqfolio.multiqc_plugin.seqfolio:MultiqcModule"}
    assert hooks == {"before_config": "before_config", "before_modules": "before_modules"}
