"""One function per kind of column.

Whole numbers are written byte plane by byte plane (all lowest bytes, then all second ones, ...), in which gzip finds what
repeats. Measured numbers keep the digits that the report shows: the full ones are in ``tables/``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from seqfolio.payload.block import Column

MISSING, INFINITE = 9999, 9998  # exponents that no number of ours has
MOST_DIGITS = 15  # a JavaScript number holds no more
_DIGITS = re.compile(r"\d")


def integers(values: ArrayLike, *, ascending: bool = False) -> Column:
    """Whole numbers; ``ascending`` ones as their differences, which are small."""
    array = np.asarray(values, dtype=np.int64)
    steps = np.diff(array, prepend=0) if ascending else array
    planes, width = _planes(steps)
    return Column({"kind": "integer", "width": width, "steps": ascending}, (planes,))


def decimals(values: ArrayLike, digits: int) -> Column:
    """Measured numbers as mantissa x 10**exponent with so many significant digits; below 100,000 no unit is lost.

    NaN and infinities come back as what they are.
    """
    array = np.asarray(values, dtype=np.float64)
    finite = np.isfinite(array)
    size = np.abs(np.where(finite, array, 0.0))
    exponent = np.zeros(array.shape, dtype=np.int64)
    some = size > 0
    exponent[some] = np.floor(np.log10(size[some])).astype(np.int64) - (digits - 1)
    exponent = np.where((exponent > 0) & (size < 1e5), 0, exponent)
    with np.errstate(divide="ignore", over="ignore"):  # of numbers below 1e-300, whose power of ten is none
        scaled = (
            np.where(finite, array, 0.0) * 10.0 ** np.minimum(-exponent, 300) * 10.0 ** np.maximum(-exponent - 300, 0)
        )
    mantissa = np.rint(np.where(finite, scaled, 0.0))
    mantissa = np.where(np.isinf(array), np.sign(np.where(np.isnan(array), 0, array)), mantissa).astype(np.int64)
    exponent = np.where(np.isnan(array), MISSING, np.where(np.isinf(array), INFINITE, exponent))
    planes, width = _planes(mantissa)
    powers, power_width = _planes(exponent)
    return Column({"kind": "decimal", "width": width, "power": power_width}, (planes, powers))


def levels(values: Sequence[str]) -> Column:
    """Texts of which there are few."""
    names = list(dict.fromkeys(values))
    place = {name: i for i, name in enumerate(names)}
    planes, width = _planes(np.array([place[value] for value in values], dtype=np.int64))
    return Column({"kind": "level", "levels": names, "width": width}, (planes,))


def texts(values: Sequence[str]) -> Column:
    """Texts, with a character between them that none has."""
    joined = "\0".join(values)
    if joined.count("\0") >= len(values):
        joined = "\0".join(value.replace("\0", " ") for value in values)
    return Column({"kind": "text"}, (joined.encode(errors="replace"),))


def identifiers(values: Sequence[str]) -> Column:
    """Ids: when all are one prefix and a number of one width, as Ensembl's are, the numbers' differences."""
    prefix = _DIGITS.split(values[0], maxsplit=1)[0] if values else ""
    numbers = [value[len(prefix) :] for value in values]
    width = len(numbers[0]) if numbers else 0
    alike = all(value.startswith(prefix) for value in values) and set(map(len, numbers)) == {width}
    joined = "".join(numbers)
    if not (alike and 0 < width <= MOST_DIGITS and joined.isascii() and joined.isdigit()):
        return texts(values)
    column = integers(np.array(numbers, dtype=np.int64), ascending=True)
    return Column({**column.about, "kind": "id", "prefix": prefix, "digits": width}, column.parts)


def _planes(values: NDArray[np.int64]) -> tuple[bytes, int]:
    """Little-endian byte planes of the narrowest signed width that holds all values, and that width."""
    low, high = (int(values.min()), int(values.max())) if values.size else (0, 0)
    width = next(w for w in (1, 2, 4, 8) if -(1 << (8 * w - 1)) <= low and high < 1 << (8 * w - 1))
    raw = values.ravel().astype(f"<i{width}").view(np.uint8).reshape(-1, width)
    return raw.T.tobytes(), width
