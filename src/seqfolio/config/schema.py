"""The JSON Schema of project.yaml, made from the models, so that an editor completes and checks the file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from seqfolio.config.described import describe
from seqfolio.config.model import Config

FILE_NAME = "seqfolio.schema.json"


def schema_text() -> str:
    """The schema that is shipped beside this module; a test checks that it is current."""
    return Path(__file__).with_name(FILE_NAME).read_text("utf-8")


def make_schema() -> str:
    """The schema as JSON text, the same bytes every time."""
    describe(Config)
    schema = _as_an_editor_reads(Config.model_json_schema())
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    schema["properties"]["seqfolio"] = {"description": "Version of this format; 1.", "enum": [1, "1"]}
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


def _as_an_editor_reads(part: Any) -> Any:
    """Numbers and truth values are texts, too: an editor reads ``title: 2026`` as a number, our reader as text."""
    if isinstance(part, list):
        return [_as_an_editor_reads(item) for item in part]
    if not isinstance(part, dict):
        return part
    made = {key: _as_an_editor_reads(value) for key, value in part.items()}
    if made.get("type") == "string" and "enum" not in made and "const" not in made:
        made["type"] = ["string", "number", "boolean"]
    return made
