"""Every way to spell a coefficient: formulaic, R's model.matrix, DESeq2's resultsNames, limma's makeContrasts."""

from __future__ import annotations

from itertools import product

from seqfolio.errors import fail, listed, nearest, printable

Pieces = dict[str, tuple[str, ...]]


def spellings(columns: list[str], levels: dict[str, tuple[str, ...]]) -> dict[str, list[str]]:
    """Coefficient -> its spellings, formulaic's own first.

    Args:
        columns: the design's coefficients as formulaic names them.
        levels: categorical covariate -> its levels, reference first.
    """
    pieces = _pieces(levels)
    return {column: list(dict.fromkeys([column, *_spelled(column, pieces)])) for column in columns}


def _pieces(levels: dict[str, tuple[str, ...]]) -> Pieces:
    """Formulaic's name of one part of a coefficient -> how R, and how DESeq2, name it."""
    found: Pieces = {"Intercept": ("(Intercept)",)}
    for factor, names in levels.items():
        for level in names:
            alike = (f"{factor}{level}", f"{factor}_{level}_vs_{names[0]}")
            found[f"{factor}[T.{level}]"] = alike
            found[f"{factor}[{level}]"] = (f"{factor}{level}",)
    return found


def _spelled(column: str, pieces: Pieces) -> list[str]:
    parts = _split(column, pieces)
    if len(parts) == 1:
        return list(pieces.get(parts[0], ()))
    first = [(pieces[part][0] if part in pieces else part) for part in parts]
    both = [(part, name) for part, name in zip(parts, first, strict=True)]
    mixed = [":".join(choice) for choice in product(*both)]
    return [*mixed, ".".join(first)]


def _split(column: str, pieces: Pieces) -> list[str]:
    """The parts of an interaction; a level may hold a colon itself, so known parts are looked for first."""
    for piece in sorted(pieces, key=len, reverse=True):
        if column == piece:
            return [column]
        if column.startswith(f"{piece}:"):
            return [piece, *_split(column[len(piece) + 1 :], pieces)]
    head, colon, tail = column.partition(":")
    return [head, *_split(tail, pieces)] if colon and not head.endswith("[") else [column]


def position(name: str, known: dict[str, list[str]], where: str) -> int:
    """Which coefficient a name means.

    Raises:
        InputError: none, or more than one.
    """
    matches = [i for i, names in enumerate(known.values()) if name in names]
    if len(matches) == 1:
        return matches[0]
    everything = [spelling for names in known.values() for spelling in names]
    if not matches:
        hint = nearest(name, everything) or f"Coefficients: {listed(known, 30)}."
        raise fail("unknown-coefficient", f'the design has no coefficient "{printable(name)}"', where, hint)
    raise fail(
        "unknown-coefficient",
        f'"{printable(name)}" could be {listed([list(known)[i] for i in matches])}',
        where,
        "Spell it as `seqfolio check` lists it.",
    )
