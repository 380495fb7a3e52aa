"""Scalars stay text; defaults are what the documentation says; the schema is the models'."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from seqfolio.config import read
from seqfolio.config.model import slug
from seqfolio.config.schema import make_schema, schema_text
from small_projects import CONFIG, REPOSITORY, merged

TEXTS = ["no", "yes", "on", "off", "007", "1_2", "1e5", "2024-03-01", "0x1F", "1:30", "true", "1.10", ".5", "=", "<<x"]


def config_of(tmp_path: Path, text: str):
    (tmp_path / "project.yaml").write_text(text, "utf-8")
    return read(tmp_path / "project.yaml")


@pytest.mark.parametrize("value", TEXTS)
def test_scalars_stay_text(tmp_path: Path, value: str) -> None:
    config = config_of(
        tmp_path,
        f"""\
seqfolio: 1
project: {{title: {value}}}
input: {{counts: {value}, samples: s, exclude: {{{value}: {value}}}}}
design:
  reference: {{g: {value}}}
  contrasts: [{{id: x, factor: {value}, numerator: {value}, denominator: other}}]
genes_of_interest: [{value}]
""",
    )
    assert config.project.title == value
    assert config.input.counts == value
    assert config.input.exclude == {value: value}
    assert config.design.reference == {"g": value}
    assert config.design.contrasts[0].factor == value
    assert config.design.contrasts[0].numerator == value
    assert config.genes_of_interest == (value,)


@pytest.mark.parametrize("quoted", ["'null'", '"~"', '""'])
def test_quoted_words_are_words(tmp_path: Path, quoted: str) -> None:
    config = config_of(tmp_path, f"seqfolio: '1'\nproject: {{title: {quoted}}}\ninput: {{counts: c, samples: s}}\n"
                                 "design: {contrasts: []}\n")  # fmt: skip
    assert config.project.title == yaml.safe_load(quoted)


def test_one_word_stands_for_a_list_of_one(tmp_path: Path) -> None:
    config = config_of(
        tmp_path,
        "seqfolio: 1\ninput: {counts: c, samples: s, factors: age}\ndesign: {contrasts: []}\nreport: {formats: pdf}\n",
    )
    assert config.input.factors == ("age",)
    assert config.report.formats == ("pdf",)


def test_a_byte_order_mark_and_windows_line_ends(tmp_path: Path) -> None:
    text = "\ufeffseqfolio: 1\r\ninput: {counts: c, samples: s}\r\ndesign: {contrasts: []}\r\n"
    assert config_of(tmp_path, text).analysis.alpha == 0.05


def test_defaults(tmp_path: Path) -> None:
    config = config_of(tmp_path, "seqfolio: 1\ninput: {counts: c, samples: s}\ndesign: {contrasts: []}\n")
    assert (config.analysis.method, config.analysis.alpha, config.analysis.select) == ("deseq2", 0.05, "padj")
    assert config.report.formats == ("html", "pdf")
    assert config.project_id == slug(tmp_path.name)
    assert config.path("a/b.csv") == tmp_path / "a" / "b.csv"
    assert config.path("/abs.csv") == Path("/abs.csv")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Dex vs. none!", "Dex_vs._none"), ("ä", "project"), ("..", "project"), ("a" * 99, "a" * 64), ("", "project")],
)
def test_slugs(text: str, expected: str) -> None:
    assert slug(text) == expected


def test_every_key_of_the_format_has_a_meaning_in_the_schema() -> None:
    schema = json.loads(schema_text())
    parts = [schema, *schema["$defs"].values()]
    lost = [
        f"{part.get('title')}.{key}"
        for part in parts
        for key, value in part.get("properties", {}).items()
        if "description" not in value | schema["$defs"].get(value.get("$ref", "").rpartition("/")[2], {})
    ]
    assert lost == []
    opened = [part["title"] for part in parts if "properties" in part and part.get("additionalProperties") is not False]
    assert opened == ["Deliver"]  # its other keys are those of the channel, which checks them


def schema() -> dict:
    made = json.loads(schema_text())
    jsonschema.Draft202012Validator.check_schema(made)
    return made


@pytest.mark.parametrize("path", sorted(REPOSITORY.glob("example_data/*/project.yaml")), ids=lambda p: p.parent.name)
def test_the_schema_accepts_the_examples(path: Path) -> None:
    jsonschema.validate(yaml.safe_load(path.read_text("utf-8")), schema())
    read(path)


def test_the_schema_accepts_what_the_reader_accepts_and_refuses_a_typing_mistake() -> None:
    good = merged(
        CONFIG, {"analysis": {"alpha": 0.01, "filter": {"min_count": 5}}, "report": {"pdf": {"paper": "letter"}}}
    )
    jsonschema.validate(good, schema())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(merged(good, {"analysis": {"alhpa": 0.1}}), schema())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(merged(good, {"seqfolio": 2}), schema())


@pytest.mark.parametrize(
    "changes",
    [
        {"input": {"factors": "age"}},
        {"report": {"formats": "pdf"}},
        {"project": {"title": 2026}},
        {"input": {"exclude": {"S7": 3}}},
    ],
)
def test_the_schema_does_not_complain_of_what_the_reader_takes(tmp_path: Path, changes: dict) -> None:
    """An editor must not underline a file that runs."""
    data = merged(CONFIG, changes)
    (tmp_path / "project.yaml").write_text(yaml.safe_dump(data), "utf-8")
    read(tmp_path / "project.yaml")
    jsonschema.validate(data, schema())


def test_the_schema_is_the_same_every_time() -> None:
    assert make_schema() == make_schema() == schema_text()
