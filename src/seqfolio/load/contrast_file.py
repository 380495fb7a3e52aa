"""Contrasts from a file: contrasts.csv and contrasts.yaml of nf-core/differentialabundance as they are, or our own columns.

nf-core names the reference before the target; log2 fold change > 0 means higher in the target.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from seqfolio.config import Config
from seqfolio.config.model import ContrastSpec, slug
from seqfolio.config.tree import parse
from seqfolio.errors import InputError, Problem, counted, fail, listed, nearest, printable
from seqfolio.load.samples import default_id
from seqfolio.load.sheets import open_table
from seqfolio.load.text import TextTable, read_text
from seqfolio.model import Source
from seqfolio.provenance import sha256

ROLE = "design.contrasts"
NFCORE, OWN = ("id", "variable", "reference", "target"), ("id", "factor", "numerator", "denominator")
YAML_KEYS = frozenset(
    {
        "id",
        "comparison",
        "blocking_factors",
        "exclude_samples_col",
        "exclude_samples_values",
        "formula",
        "make_contrasts_str",
    }
)
RANDOM = re.compile(r"\s*\+?\s*\(\s*1\s*\|\s*([^()|]+?)\s*\)")


def with_contrasts(config: Config) -> tuple[Config, tuple[Source, ...]]:
    """The project with the contrasts of its file, and that file as it stands on the record.

    Raises:
        InputError: the file cannot be read, or a contrast in it is incomplete.
    """
    if config.design.contrast_file is None:
        return config, ()
    path = config.path(config.design.contrast_file)
    is_yaml = path.name.removesuffix(".gz").endswith((".yaml", ".yml"))
    found = list(_from_yaml(path, config) if is_yaml else _from_table(path, config))
    if not found:
        raise fail("file-empty", "the file holds no contrast", printable(path.name))
    _refuse_twice(found, path)
    formula = config.design.formula or found[0].formula
    design = config.design.model_copy(update={"contrasts": tuple(found), "formula": formula})
    order = "reference before target, as in nf-core/differentialabundance: log2 fold change > 0 is higher in the target"
    notes = (f"{counted(len(found), 'contrast')}; {order}",) if is_yaml or _is_nfcore(path) else ()
    source = Source(printable(path.name, 200), sha256(path), "YAML" if is_yaml else "table", "contrasts", notes=notes)
    return config.model_copy(update={"design": design}), (source,)


def _is_nfcore(path: Path) -> bool:
    return "variable" in open_table(path, ROLE).header


def _refuse_twice(found: list[ContrastSpec], path: Path) -> None:
    ids = [spec.id.casefold() for spec in found]
    twice = sorted({i for i in ids if ids.count(i) > 1})
    if twice:
        message = f"the contrast {listed(twice)} stands more than once (upper and lower case count as the same)"
        raise fail("duplicate-id", message, printable(path.name), "Give each contrast its own id.")


def _from_table(path: Path, config: Config) -> Iterator[ContrastSpec]:
    table = open_table(path, ROLE)
    columns = NFCORE if "variable" in table.header else OWN
    _need_columns(table, columns)
    for line, record in table.records():
        item = {
            "id": record.get("id") or _made_id(record, columns),
            "comparison": [record[columns[1]], record[columns[2]], record[columns[3]]],
            "blocking_factors": _list(record.get("blocking", "")),
            "exclude_samples_col": record.get("exclude_samples_col", ""),
            "exclude_samples_values": _list(record.get("exclude_samples_values", "")),
        }
        if columns is OWN:
            item["comparison"] = [record["factor"], record["denominator"], record["numerator"]]
        yield _spec(item, f"{table.name}:{line}", config)


def _made_id(record: dict[str, str], columns: tuple[str, ...]) -> str:
    """As nf-core/differentialabundance made it while its contrasts had no ids."""
    return "_".join(part for part in (*(record[name] for name in columns[1:]), record.get("blocking", "")) if part)


def _need_columns(table: TextTable, columns: tuple[str, ...]) -> None:
    lost = [name for name in columns if name not in table.header and (name != "id" or columns is OWN)]
    if lost:
        raise fail(
            "unknown-column",
            f"the contrasts have no column {listed(lost)}",
            f"{table.name}:1",
            nearest(lost[0], table.header) or f"Wanted: {', '.join(NFCORE)} (nf-core), or {', '.join(OWN)}.",
        )


def _list(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _from_yaml(path: Path, config: Config) -> Iterator[ContrastSpec]:
    name = printable(path.name)
    tree = parse(read_text(path, ROLE), name)
    items = tree.value.get("contrasts")
    if not isinstance(items, list):
        raise fail(
            "missing-key",
            "contrasts: a list of contrasts is needed",
            f"{name}:1",
            "Each with id and comparison, or formula.",
        )
    for i, item in enumerate(items):
        where = f"{name}:{tree.line(('contrasts', i))}"
        if not isinstance(item, dict) or not item.get("id"):
            raise fail("missing-key", "a contrast has no id", where)
        unknown = [key for key in item if key not in YAML_KEYS]
        if unknown:
            raise fail("unknown-key", f"{listed(unknown)}: there is no such key", where, nearest(unknown[0], YAML_KEYS))
        yield _spec(item, where, config)


def _spec(item: dict[str, Any], where: str, config: Config) -> ContrastSpec:
    name = str(item["id"])
    known: dict[str, Any] = {"id": slug(name), "exclude": _excluded(item, where, config)}
    if slug(name) != name:
        known["title"] = name
    known |= _by_formula(item) if item.get("formula") else _by_levels(item, where, config)
    try:
        return ContrastSpec(**{key: value for key, value in known.items() if value is not None})
    except ValidationError as error:
        what = str(error.errors()[0]["msg"]).removeprefix("Value error, ")
        raise InputError(Problem("wrong-value", f"contrast {printable(name)}: {what}", where)) from None


def _by_levels(item: dict[str, Any], where: str, config: Config) -> dict[str, Any]:
    compared = item.get("comparison")
    if not isinstance(compared, list) or len(compared) != 3 or not all(compared):
        hint = "For example comparison: [condition, control, treated]."
        raise fail("missing-key", "a comparison has variable, reference and target", where, hint)
    variable, reference, target = map(str, compared)
    blocking = _texts(item.get("blocking_factors"))
    own = "~ " + " + ".join(_term(name) for name in (*blocking, variable))
    formula = own if blocking or config.design.formula is None else None
    return {"factor": variable, "numerator": target, "denominator": reference, "formula": formula}


def _by_formula(item: dict[str, Any]) -> dict[str, Any]:
    """A formula with a contrast of its coefficients; a random intercept becomes a block of correlated samples."""
    formula = str(item["formula"])
    random = RANDOM.search(formula)
    text = RANDOM.sub("", formula)
    contrast = str(item.get("make_contrasts_str") or "").strip()
    way = "coefficient" if re.fullmatch(r"[\w.:]+", contrast) else "expression"
    return {"formula": text, way: contrast, "block": random[1] if random else None}


def _texts(value: Any) -> list[str]:
    return [str(v) for v in value] if isinstance(value, list) else _list(str(value)) if value else []


def _term(name: str) -> str:
    return name if name.isidentifier() else f"`{name}`"


def _excluded(item: dict[str, Any], where: str, config: Config) -> dict[str, str]:
    """The samples that a contrast leaves out by the values of a column."""
    column, values = item.get("exclude_samples_col"), _texts(item.get("exclude_samples_values"))
    if not column or not values:
        return {}
    table = open_table(config.path(config.input.samples), "input.samples")
    if column not in table.header:
        raise fail(
            "unknown-column",
            f'the sample sheet has no column "{printable(column)}"',
            where,
            nearest(str(column), table.header),
        )
    key = config.input.sample_id or default_id(table.header)
    left = dict(config.input.exclude)
    return {
        record[key]: f"{column}: {record[column]}"
        for _, record in table.records()
        if record[column] in values and record.get(key) not in left
    }
