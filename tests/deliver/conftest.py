"""A finished results folder and a configured facility; no statistics are computed for it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from mail_servers import PASSWORD, USER, Authority, Box, authority

from small_projects import merged

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 400 + b"\r\n.\r\n..\n\n.\n%%EOF\n"  # dots and bare line ends, as PDFs have
SUMMARY: dict[str, Any] = {
    "seqfolio_summary": 1,
    "project": {"id": "S12", "title": "Heat & <b>shock</b>", "contact": "core@example.org", "facility": "The Core"},
    "created": "2026-03-04T05:06:07+00:00",
    "versions": {"seqfolio": "1.0"},
    "inputs": [],
    "samples": [{"id": "a"}, {"id": "b"}],
    "contrasts": [
        {
            "id": "hot", "title": "hot vs cold", "numerator": "hot", "denominator": "cold", "sentence": "", "method": "deseq2",
            "counts": {"higher": 1203, "lower": 7, "changed": 0, "equivalent": 0, "not_significant": 9000, "not_tested": 5},
            "top": [{"gene_id": "E1", "gene_name": "HSPA1A", "log2FoldChange": 4.251, "call": "higher"}],
        },
        {
            "id": "late", "title": "late vs early", "numerator": "late", "denominator": "early", "sentence": "", "method": "deseq2",
            "counts": {"higher": 0, "lower": 0, "changed": 0, "equivalent": 0, "not_significant": 9100, "not_tested": 5},
            "top": [],
        },
    ],
    "findings": [
        {"check": "batch", "title": "A batch", "severity": "warning", "message": "Is <i>confounded</i>.", "action": "Ask."},
        {"check": "depth", "title": "Depth", "severity": "note", "message": "A small note.", "action": ""},
    ],
}  # fmt: skip


@pytest.fixture
def results(tmp_path: Path) -> Callable[..., Path]:
    def make(changes: dict[str, Any] | None = None, pdf: bytes = PDF) -> Path:
        folder = tmp_path / "S12_seqfolio"
        (folder / "tables").mkdir(parents=True, exist_ok=True)
        text = json.dumps(merged(SUMMARY, changes or {}), indent=1).replace("{\n ", "{\n  ", 1)
        (folder / "seqfolio_summary.json").write_text(text, "utf-8")
        (folder / "report.pdf").write_bytes(pdf)
        (folder / "report.html").write_text("<!DOCTYPE html><title>ü</title>", "utf-8")
        (folder / "tables" / "hot.csv").write_text("gene_id\nE1\n", "utf-8")
        return folder

    return make


@pytest.fixture(scope="session")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def facility(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, signed: Authority) -> Callable[..., None]:
    """Write the facility's configuration: the server on this port."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg"))
    monkeypatch.setenv("CORE_PASSWORD", PASSWORD)

    def make(port: int, **changes: Any) -> None:
        email = {
            "host": "localhost", "port": port, "user": USER, "password_env": "CORE_PASSWORD", "ca_file": str(signed.file),
            "sender": "Die Core Fazilität <core@example.org>", "timeout": 5, "retries": 2, "retry_wait": 0, **changes,
        }  # fmt: skip
        path = tmp_path / "xdg" / "seqfolio" / "config.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"email": {k: v for k, v in email.items() if v is not None}}), "utf-8")

    return make
