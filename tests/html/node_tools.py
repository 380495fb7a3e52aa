"""Programs from npm that tests use; `make test-slow` puts them beside the interpreter, SEQFOLIO_NODE names another place."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest


def node_modules() -> Path:
    return Path(os.environ.get("SEQFOLIO_NODE", str(Path(sys.prefix) / "node"))) / "node_modules"


def node_tool(name: str) -> list[str]:
    """The command that runs a tool, or a skip that says what is missing."""
    node, path = shutil.which("node"), node_modules() / name
    if node is None:
        pytest.skip("no Node: apt-get install nodejs npm")
    if not path.exists():
        pytest.skip(f"no {name.split('/')[0]} from npm: tools/slow_test_packages.sh installs it")
    return [node, str(path)]
