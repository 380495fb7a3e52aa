"""Frozen dataclasses to Parquet and JSON and back; written beside, renamed when complete."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import tempfile
import types
import typing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from seqfolio import stopping
from seqfolio.leftovers import locked, prefix, remove_leftovers

T = TypeVar("T")
SCHEMA = 1
Upgrade = Callable[[dict[str, Any], Path], dict[str, Any]]
UPGRADES: dict[int, Upgrade] = {}
"""Schema number -> the stored value of that schema as one of the next; results that are kept for years stay readable.
A new number comes with its entry here and a small result of the old one in tests/archive/results."""


@contextmanager
def complete_folder(target: Path) -> Iterator[Path]:
    """A temporary folder beside ``target`` that takes its place only when the block ends without an error.

    An existing ``target`` is swapped out and removed after the swap, so that there is a whole folder at any moment.
    What a killed run left beside it is taken away first.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    remove_leftovers(target)
    temporary = Path(tempfile.mkdtemp(prefix=prefix(target), dir=target.parent))
    try:
        temporary.chmod(0o777 & ~_umask())
        with locked(temporary):
            yield temporary
        stopping.check()
        _swap(temporary, target)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _swap(new: Path, target: Path) -> None:
    old = new.with_name(new.name + ".old")
    if target.exists():
        target.rename(old)
    try:
        new.rename(target)
    except OSError:
        if old.exists():
            old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def save(value: Any, folder: Path) -> None:
    """Write a dataclass: ``analysis.json`` and one Parquet file per frame or array. Fields named ``model`` stay out."""
    folder.mkdir(parents=True, exist_ok=True)
    document = {"schema": SCHEMA, "value": _plain(value, folder, type(value).__name__.lower())}
    (folder / "analysis.json").write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", "utf-8")


def load(kind: type[T], folder: Path) -> T:
    """Read what ``save`` wrote.

    Raises:
        ValueError: another schema, or a damaged or missing file.
    """
    try:
        document = json.loads((folder / "analysis.json").read_text("utf-8"))
        value = _upgraded(document["value"], document["schema"], folder)
        return typing.cast("T", _typed(value, kind, folder))
    except (OSError, KeyError, TypeError, AttributeError, json.JSONDecodeError) as error:
        raise ValueError(f"{folder.name} is damaged: {error!r}") from error


def _upgraded(value: dict[str, Any], schema: int, folder: Path) -> dict[str, Any]:
    """A stored value as one of today's schema, number by number."""
    for number in range(schema, SCHEMA):
        if number not in UPGRADES:
            break
        value, schema = UPGRADES[number](value, folder), number + 1
    if schema != SCHEMA:
        raise ValueError(f"schema {schema} is not known to this version of seqfolio")
    return value


def _plain(value: Any, folder: Path, name: str) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = [f.name for f in dataclasses.fields(value) if f.name != "model"]
        return {f: _plain(getattr(value, f), folder, f"{name}.{f}") for f in fields}
    if isinstance(value, pd.DataFrame | pd.Series | np.ndarray):
        return _to_parquet(value, folder, name)
    if isinstance(value, tuple | list):
        return [_plain(item, folder, f"{name}.{i}") for i, item in enumerate(value)]
    if isinstance(value, dict):
        return {key: _plain(item, folder, f"{name}.{key}") for key, item in value.items()}
    return value.item() if isinstance(value, np.generic) else value


def _to_parquet(value: pd.DataFrame | pd.Series[Any] | np.ndarray[Any, Any], folder: Path, name: str) -> dict[str, str]:
    frame = (
        value
        if isinstance(value, pd.DataFrame)
        else pd.DataFrame({"value": value})
        if isinstance(value, pd.Series)
        else pd.DataFrame(value)
    )
    frame = frame.set_axis([str(column) for column in frame.columns], axis=1)
    frame.to_parquet(folder / f"{name}.parquet", compression="zstd")
    return {"parquet": f"{name}.parquet"}


def _typed(value: Any, kind: Any, folder: Path) -> Any:
    origin = typing.get_origin(kind) or kind
    if origin in (types.UnionType, typing.Union):
        return _optional(value, kind, folder)
    if dataclasses.is_dataclass(origin):
        return _dataclass(value, origin, folder)
    if origin in (pd.DataFrame, pd.Series, np.ndarray):
        return _from_parquet(value, origin, folder)
    if origin is tuple:
        return _tuple(value, typing.get_args(kind), folder)
    return value


def _optional(value: Any, kind: Any, folder: Path) -> Any:
    if value is None:
        return None
    inner = next(arg for arg in typing.get_args(kind) if arg is not type(None))
    return _typed(value, inner, folder)


def _dataclass(value: dict[str, Any], kind: Any, folder: Path) -> Any:
    hints = typing.get_type_hints(kind)
    return kind(**{name: _typed(item, hints[name], folder) for name, item in value.items()})


def _tuple(value: list[Any], kinds: tuple[Any, ...], folder: Path) -> tuple[Any, ...]:
    if not kinds:
        return tuple(value)
    same = len(kinds) == 2 and kinds[1] is Ellipsis
    each = [kinds[0]] * len(value) if same else kinds
    return tuple(_typed(item, kind, folder) for item, kind in zip(value, each, strict=True))


def _from_parquet(value: dict[str, str], kind: Any, folder: Path) -> Any:
    path = folder / value["parquet"]
    if path.parent != folder:
        raise ValueError(f"{path.name} lies outside the folder")
    frame = pd.read_parquet(path)
    for column in frame.columns[[dtype.kind not in "iufb" for dtype in frame.dtypes]]:
        frame[column] = frame[column].astype(object)
    if frame.index.dtype.kind not in "iuf":
        frame.index = frame.index.astype(object)
    frame.columns = frame.columns.astype(object)
    if kind is pd.Series:
        return frame["value"]
    return frame.to_numpy() if kind is np.ndarray else frame
