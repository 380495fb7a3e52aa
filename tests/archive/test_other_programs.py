"""Programs that know nothing of Seqfolio read its catalogue."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from seqfolio.archive import Archive
from seqfolio.archive.catalogue import query

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (find_spec("datasette") and find_spec("duckdb") and find_spec("duckdb_extension_sqlite_scanner")),
        reason="datasette or DuckDB is missing: tools/slow-test-requirements.txt",
    ),
]
COLUMNS = ("project", "contrast", "call", "log2FoldChange", "padj")


@pytest.fixture
def filled(keep, archive: Archive) -> Archive:
    keep()
    keep({"project": {"id": "Zwei", "title": "Hypoxia in hearts"}})
    return archive


def ours(archive: Archive) -> list[tuple[Any, ...]]:
    called = query.gene(archive, "g_up").called
    assert len(called) == 2
    return sorted(tuple(row[name] for name in COLUMNS) for row in called)


def asked(archive: Archive, address: str) -> list[dict[str, Any]]:
    """What datasette answers at an address."""
    command = [sys.executable, "-m", "datasette", str(archive.catalogue), "--get", address]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    return list(json.loads(ran.stdout))


def test_datasette(filled: Archive) -> None:
    rows = asked(filled, "/catalogue/called_genes.json?gene_id=g_up&_shape=array")
    assert sorted(tuple(row[name] for name in COLUMNS) for row in rows) == ours(filled)
    words = asked(filled, "/catalogue/words.json?_search=hypoxia&_shape=array")
    assert [row["project"] for row in words] == ["Zwei"]


def test_duckdb(filled: Archive) -> None:
    import duckdb
    import duckdb_extension_sqlite_scanner as brought

    (extension,) = Path(brought.__file__).parent.rglob("*.duckdb_extension")
    with duckdb.connect() as base:
        base.execute(f"LOAD '{extension}'")
        base.execute(f"ATTACH '{filled.catalogue}' AS kept (TYPE sqlite, READ_ONLY)")
        chosen = ", ".join(COLUMNS)
        rows = base.execute(f"SELECT {chosen} FROM kept.called_genes WHERE gene_id = 'g_up'").fetchall()
        assert sorted(rows) == ours(filled)
        assert base.execute("SELECT count(*) FROM kept.projects").fetchone() == (2,)
