"""Fixtures of the archive's tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from archives import finished, variant

from seqfolio.archive import Archive, add


@pytest.fixture(scope="session")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished results folder that tests only read."""
    return finished(tmp_path_factory.mktemp("finished"))


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """An archive that does not exist yet."""
    return Archive(tmp_path / "archive")


@pytest.fixture
def keep(out: Path, tmp_path: Path, archive: Archive) -> Callable[..., Any]:
    """Add a project with such changes of its summary."""
    made: list[Path] = []

    def one(changes: dict[str, Any] | None = None) -> Any:
        made.append(variant(out, tmp_path / f"variant{len(made)}", changes or {}))
        return add(made[-1], archive)

    return one
