"""What every unit of every seam keeps, built in or plugged in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from seqfolio.checks.check import CHECKS
from seqfolio.citations import REFERENCES
from seqfolio.config.described import description
from seqfolio.config.model import ID_PATTERN
from seqfolio.deliver.channel import CHANNELS
from seqfolio.differential.method import METHODS
from seqfolio.errors import InputError
from seqfolio.listing import listing
from seqfolio.load.reader import READERS
from seqfolio.plugins import Registry
from seqfolio.render.theme import THEMES
from seqfolio.sections.section import SECTIONS

WORDS = {  # what must not be empty
    "method": (METHODS, ("title", "description", "formula", "limits", "sentence", "citations")),
    "reader": (READERS, ("title", "description")),
    "check": (CHECKS, ("title", "rationale", "rule", "source")),
    "section": (SECTIONS, ("title", "description", "text")),
    "theme": (THEMES, ("title", "description")),
    "channel": (CHANNELS, ("title", "description", "check", "preview", "deliver", "same")),
}


def units() -> Iterator[Any]:
    for word, (registry, names) in WORDS.items():
        for unit in registry:
            yield pytest.param(registry, unit, names, id=f"{word}-{unit.id}")


def settings() -> Iterator[Any]:
    for registry in (METHODS, CHECKS, SECTIONS, CHANNELS):
        for unit in registry:
            yield pytest.param(unit.Settings, id=f"{registry.word}-{unit.id}")


@pytest.mark.parametrize(("registry", "unit", "names"), list(units()))
def test_has_an_id_and_explains_itself(registry: Registry, unit: Any, names: tuple[str, ...]) -> None:
    assert re.match(ID_PATTERN, unit.id)
    assert registry.get(unit.id) is unit
    assert isinstance(unit, registry.kind)
    for name in names:
        assert getattr(unit, name), name
    assert unit.title[0].isupper() or unit.title.split()[0] in (
        "t-test",
        "edgeR",
        "featureCounts",
        "kallisto",
        "nf-core/rnaseq",
        "recount3",
        "10x",
        "limma",
        "limma-voom",
        "limma-trend",
        "p-values",
    )


@pytest.mark.parametrize("model", list(settings()))
def test_settings_are_closed_and_described(model: type[BaseModel]) -> None:
    assert model.model_config.get("extra") == "forbid"
    assert model.model_config.get("frozen")
    for name, field in model.model_fields.items():
        assert description(model, name), name
        assert not field.is_required(), name
    model()
    with pytest.raises(ValidationError):
        model(surely_no_such_setting=1)


@pytest.mark.parametrize("registry", [r for r, _ in WORDS.values()], ids=list(WORDS))
def test_an_unknown_name_is_answered_with_the_nearest_and_all(registry: Registry) -> None:
    some = registry.ids()[0]
    with pytest.raises(InputError) as caught:
        registry.get(f"{some}x", "some.key")
    (problem,) = caught.value.problems
    assert problem.where == "some.key"
    assert f'Did you mean "{some}"?' in problem.hint
    assert all(f'"{name}"' in problem.hint for name in registry.ids())
    assert problem.code == f"unknown-{registry.word}"


@pytest.mark.parametrize("what", ["methods", "sections", "checks", "readers", "themes", "channels"])
def test_show_lists_every_unit_with_its_settings(what: str) -> None:
    registry = WORDS[what.removesuffix("s")][0]
    text = listing(what)
    for unit in registry:
        assert re.search(rf"^{re.escape(unit.id)}\s+{re.escape(unit.title)}", text, re.MULTILINE)
        for name in getattr(unit, "Settings", BaseModel).model_fields:
            assert f"  {name}: " in text


@pytest.mark.parametrize("method", list(METHODS), ids=lambda m: m.id)
def test_what_a_method_cites_is_in_the_references(method: Any) -> None:
    own = {r.key for r in method.references}
    assert set(method.citations) <= own | set(REFERENCES)
    method.sentence.format(scale="a scale")


@pytest.mark.parametrize("section", list(SECTIONS), ids=lambda s: s.id)
def test_a_sections_text_places_blocks_and_explains_figures(section: Any) -> None:
    assert section.chapter in ("overview", "samples", "contrasts", "contrast", "methods")
    assert not re.search(r"<[a-z/]", section.text), "no HTML in a section's words"


def test_the_order_of_sections_is_clear() -> None:
    places = [(s.chapter, s.order) for s in SECTIONS]
    assert len(places) == len(set(places))
