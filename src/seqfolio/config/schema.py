"""The JSON Schema of project.yaml, made from the models, so that an editor completes and checks the file."""

from __future__ import annotations

import json
from pathlib import Path

from seqfolio.config.model import Config

FILE_NAME = "seqfolio.schema.json"


def schema_text() -> str:
    """The schema that is shipped beside this module; a test checks that it is current."""
    return Path(__file__).with_name(FILE_NAME).read_text("utf-8")


def make_schema() -> str:
    """The schema as JSON text, the same bytes every time."""
    schema = Config.model_json_schema()
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    # An editor reads `seqfolio: 1` as a number; the reader takes every scalar as text.
    schema["properties"]["seqfolio"] = {"description": "Version of this format; 1.", "enum": [1, "1"]}
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"
