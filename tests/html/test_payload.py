"""Packed columns come back as what they were: read here by a slow obvious loop, which the script's own reader must equal."""

from __future__ import annotations

import gzip
import json
import math
import struct
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from seqfolio import payload
from seqfolio.render import cells


def unpacked(block: bytes) -> dict[str, Any]:
    raw = gzip.decompress(block)
    (length,) = struct.unpack("<I", raw[:4])
    head, at = json.loads(raw[4 : 4 + length]), 4 + length
    found: dict[str, Any] = {}
    for column in head["columns"]:
        parts = []
        for size in column["sizes"]:
            parts.append(raw[at : at + size])
            at += size
        found[column["name"]] = read(column, parts)
    assert at == len(raw)
    return found


def read(column: dict[str, Any], parts: list[bytes]) -> list[Any]:
    kind = column["kind"]
    if kind == "text":
        return parts[0].decode().split("\0")
    numbers = whole(parts[0], column["width"])
    if column.get("steps"):
        numbers = [sum(numbers[: i + 1]) for i in range(len(numbers))]
    if kind == "level":
        return [column["levels"][number] for number in numbers]
    if kind == "id":
        return [f"{column['prefix']}{number:0{column['digits']}d}" for number in numbers]
    if kind == "decimal":
        return [one(m, e) for m, e in zip(numbers, whole(parts[1], column["power"]), strict=True)]
    return numbers


def whole(planes: bytes, width: int) -> list[int]:
    n = len(planes) // width
    return [int.from_bytes(bytes(planes[k * n + i] for k in range(width)), "little", signed=True) for i in range(n)]


def one(mantissa: int, exponent: int) -> float:
    if exponent == 9999:
        return math.nan
    return mantissa * math.inf if exponent == 9998 else float(f"{mantissa}e{exponent}")


def back(column: payload.Column) -> list[Any]:
    return unpacked(payload.packed({"it": column}))["it"]  # type: ignore[no-any-return]


NUMBERS = st.floats(width=64).filter(lambda v: v == 0 or not math.isfinite(v) or 1e-300 < abs(v) < 1e300)


@given(st.lists(NUMBERS, max_size=20), st.sampled_from([3, 4]))
def test_numbers_keep_the_digits_that_the_tables_show(values: list[float], digits: int) -> None:
    kind = "pvalue" if digits == 3 else "number"
    found = back(payload.decimals(values, digits))
    assert len(found) == len(values)
    for value, seen in zip(values, found, strict=True):
        if math.isfinite(value):
            assert cells.text(seen, kind) == cells.text(value, kind) or abs(seen / value - 1) < 10.0 ** (1 - digits)
            assert seen == pytest.approx(value, rel=0.51 * 10.0 ** (1 - digits), abs=0.51 if abs(value) > 1000 else 0)
        else:
            assert repr(seen) == repr(value)


@given(st.lists(st.integers(-(2**40), 2**40)))
def test_whole_numbers(values: list[int]) -> None:
    assert back(payload.integers(values)) == values
    assert back(payload.integers(sorted(values), ascending=True)) == sorted(values)


@given(st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])), min_size=1))
def test_texts_and_levels_come_back_whatever_is_in_them(values: list[str]) -> None:
    assert back(payload.texts(values)) == values
    assert back(payload.levels(values)) == values
    assert back(payload.identifiers(values)) == values


def test_ids_of_ensembl_cost_little_and_mixed_ones_stay() -> None:
    ensembl = [f"ENSG{n:011d}" for n in np.cumsum(np.random.default_rng(1).integers(1, 99, 20_000))]
    assert back(payload.identifiers(ensembl)) == ensembl
    assert len(payload.packed({"id": payload.identifiers(ensembl)})) < 25_000
    for ids in (["g1", "g10"], ["A01", "B01"], ["007", "008"], ["x١", "x٢"], ["ENSG01.1", "ENSG02.1"]):
        assert back(payload.identifiers(ids)) == ids


def test_a_value_next_to_a_power_of_ten_is_rounded_up_over_it() -> None:
    assert back(payload.decimals([9.9996, 0.099996, 99999.7, 1e-320], 4))[:3] == [10, 0.1, 100000]
