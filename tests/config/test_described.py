"""What a setting means is read from the text below it, wherever that is needed."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from seqfolio.config.described import describe, description


class Base(BaseModel):
    first: int = 1
    """From the base class."""
    second: int = 2


class Inner(BaseModel):
    depth: int = 1
    """How deep."""


class Settings(Base):
    second: int = 3
    """Over
    two lines."""
    third: int = Field(default=1, description="Said by the author.")
    """Not this one."""
    inner: Inner = Inner()
    parts: tuple[Inner, ...] | None = None
    """Several."""


class Extracted(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True)

    kept: int = 1
    """As pydantic reads it."""


def test_texts_of_a_model_and_of_its_bases() -> None:
    assert description(Settings, "first") == "From the base class."
    assert description(Settings, "second") == "Over\ntwo lines."
    assert description(Settings, "third") == "Said by the author."
    assert description(Settings, "inner") == ""
    assert description(Extracted, "kept") == "As pydantic reads it."


def test_a_model_without_source_has_no_texts() -> None:
    made = type("Made", (BaseModel,), {"__annotations__": {"x": int}, "x": 1})
    assert description(made, "x") == ""


def test_a_schema_holds_the_texts_of_all_parts() -> None:
    assert "description" not in Settings.model_json_schema()["properties"]["first"]
    describe(Settings)
    schema = Settings.model_json_schema()
    assert schema["properties"]["first"]["description"] == "From the base class."
    assert schema["$defs"]["Inner"]["properties"]["depth"]["description"] == "How deep."
