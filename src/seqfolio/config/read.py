"""project.yaml -> Config: every problem at once, each with its line, key path and what is allowed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from seqfolio.config.described import description
from seqfolio.config.expected import expected
from seqfolio.config.model import Config
from seqfolio.config.tree import Key, Tree, parse
from seqfolio.errors import InputError, Problem, fail, gathered, listed, nearest, printable

LARGEST = 20_000_000  # bytes of a YAML file
T = TypeVar("T", bound=BaseModel)


class Names(Protocol):
    """What knows which names there are: a registry."""

    def get(self, name: str, where: str = "") -> object:
        """The unit of this name, or an InputError."""


Units = Mapping[Key, Names]
_NO_UNITS: Units = MappingProxyType({})


def read(path: Path | str, units: Units = _NO_UNITS, below: Below | None = None) -> Config:
    """Read and check a project file.

    Args:
        path: the file.
        units: key path -> what a name there must be one of; its ``get`` refuses any other.
        below: what a facility sets for all its projects; the file's own values lie over it.

    Raises:
        InputError: with all problems of the file.
    """
    file = Path(path)
    tree = parse(text_of(file), file.name)
    config, *_ = gathered(
        lambda: validate(Config, tree.value, tree, file.name), lambda: _check_units(tree, file.name, units)
    )
    made: Config = config
    made._file, made._lines = file.absolute(), tree.lines  # noqa: SLF001 - our own private attributes
    return made if below is None else _over(made, below)


@dataclass(frozen=True)
class Below:
    """Values of a facility.

    Attributes:
        report: key of ``report`` -> value.
        roots: folders from which files may be embedded.
        origins: key path -> which file set it.
    """

    report: Mapping[str, Any]
    roots: tuple[Path, ...] = ()
    origins: Mapping[str, str] = field(default_factory=dict)


def _over(config: Config, below: Below) -> Config:
    """The project's values where it has some, else the facility's."""
    taken = {k: v for k, v in below.report.items() if v is not None and k not in config.report.model_fields_set}
    made = config.model_copy(update={"report": config.report.model_copy(update=taken)})
    made._roots = below.roots  # noqa: SLF001 - our own private attributes
    keys = [f"report.{key}" for key in taken]
    made._origins = {key: below.origins.get(key, "") for key in keys}  # noqa: SLF001 - our own private attributes
    return made


def _check_units(tree: Tree, name: str, units: Units) -> None:
    problems: list[Problem] = []
    for key, known in units.items():
        value = tree.at(key)
        try:
            if isinstance(value, str):
                known.get(value, dotted(key))
        except InputError as error:
            problems += [replace(p, where=f"{name}:{tree.line(key)}: {p.where}") for p in error.problems]
    if problems:
        raise InputError(problems)


def text_of(file: Path) -> str:
    """The text of a YAML file.

    Raises:
        InputError: it is not there, or not UTF-8.
    """
    if file.is_dir():
        raise fail(
            "file-not-found", f'"{printable(file)}" is a folder, not a project file', hint="Name the YAML file in it."
        )
    if file.exists() and (not file.is_file() or file.stat().st_size > LARGEST):
        message = f'"{printable(file)}" is no project file: a pipe or a device, or larger than {LARGEST:,} bytes'
        raise fail("file-not-found", message, hint="Name the YAML file.")
    try:
        return file.read_text("utf-8-sig")
    except FileNotFoundError:
        raise fail(
            "file-not-found",
            f'there is no file "{printable(file)}"',
            hint="`seqfolio init COUNTS` writes a project file from a count table.",
        ) from None
    except UnicodeDecodeError as error:
        raise fail(
            "file-encoding", f"the file is not UTF-8 (byte {error.start})", file.name, "Save it as UTF-8."
        ) from None
    except OSError as error:
        raise fail("file-not-found", f'"{printable(file)}" cannot be read: {error.strerror}') from None


def validate(model: type[T], value: Any, tree: Tree, name: str, at: Key = ()) -> T:
    """Values as an instance of a model; ``at`` is where in the file they stand.

    Raises:
        InputError: with all problems.
    """
    problems: list[Problem] = []
    try:
        made = model.model_validate(value)
    except ValidationError as error:
        problems = [_problem(model, detail, tree, name, at) for detail in _telling(error)]
    if problems:
        raise InputError(problems)
    return made


def validate_options(model: type[T], value: Any, where: str) -> T:
    """The settings of a unit (a method, a section, a check), which knows its own keys.

    Raises:
        InputError: with all problems; ``where`` is the key path of the settings.
    """
    tree = Tree(value)
    try:
        return validate(model, value, tree, where)
    except InputError as error:
        raise InputError([Problem(p.code, p.message, where, p.hint) for p in error.problems]) from None


def dotted(key: Key) -> str:
    """A key path as people write it: ``design.contrasts[0].id``."""
    text = ""
    for part in key:
        text += f"[{part}]" if isinstance(part, int) else f".{printable(part)}" if text else printable(part)
    return text


def _telling(error: ValidationError) -> Iterator[ErrorDetails]:
    """Of a value that may be a word or a mapping, what is wrong with the one that it is."""
    for detail in error.errors():
        is_mapping, member = isinstance(detail["input"], dict), detail["loc"][-1:]
        other = "literal_error" if is_mapping else "model_type" if member and member[0] in _MEMBERS else ""
        if detail["type"] != other:
            yield detail


def _problem(model: type[BaseModel], detail: ErrorDetails, tree: Tree, name: str, at: Key) -> Problem:
    key = (*at, *_in_file(detail["loc"], tree, at))
    where = f"{name}:{tree.line(key)}"
    path = dotted(key) or "the file"
    kind = detail["type"]
    if kind == "extra_forbidden":
        allowed = _keys_beside(model, key[len(at) :])
        hint = nearest(str(key[-1]), allowed) or f"Allowed here: {listed(allowed, 30)}."
        return Problem("unknown-key", f"{path}: there is no such key", where, hint)
    if kind == "missing":
        return Problem("missing-key", f"{path}: this key is needed", where, _meaning(model, key[len(at) :]))
    return _wrong_value(detail, path, where, model, key[len(at) :])


def _wrong_value(detail: ErrorDetails, path: str, where: str, model: type[BaseModel], key: Key) -> Problem:
    value, kind = detail["input"], detail["type"]
    shown = f'"{printable(value)}"' if isinstance(value, str) else "nothing" if value is None else "this value"
    if kind == "literal_error":
        allowed = [word.strip().strip("'") for word in str(detail["ctx"]["expected"]).replace(" or ", ", ").split(", ")]
        hint = " ".join(filter(None, [nearest(str(value), allowed), f"Allowed: {listed(allowed, 30)}."]))
        return Problem("wrong-value", f"{path}: {shown} is not allowed", where, hint)
    if kind == "value_error":
        return Problem("wrong-value", f"{path}: {detail['ctx']['error']}", where)
    wanted = expected(_field_at(model, key), kind)
    reason = f"{wanted} is needed" if wanted else detail["msg"][0].lower() + detail["msg"][1:]
    meaning = _meaning(model, _of_item(key)).replace("\n", " ")
    return Problem("wrong-value", f"{path}: {shown} does not fit: {reason}", where, meaning)


def _in_file(loc: tuple[str | int, ...], tree: Tree, at: Key) -> Key:
    """A location without the names that pydantic adds for the members of a union."""
    key: Key = ()
    for i, part in enumerate(loc):
        is_last_of_missing = i == len(loc) - 1
        if (*at, *key, part) in tree.lines or (is_last_of_missing and part not in _MEMBERS):
            key = (*key, part)
    return key


_MEMBERS = ("Filter", "literal['auto','none','expressed']")


def _keys_beside(model: type[BaseModel], key: Key) -> list[str]:
    parent = _model_at(model, key[:-1])
    return list(parent.model_fields) if parent else []


def _of_item(key: Key) -> Key:
    """The setting that an item of a list belongs to."""
    while key and isinstance(key[-1], int):
        key = key[:-1]
    return key


def _field_at(model: type[BaseModel], key: Key) -> FieldInfo | None:
    key = _of_item(key)
    parent = _model_at(model, key[:-1])
    return parent.model_fields.get(str(key[-1])) if parent and key else None


def _meaning(model: type[BaseModel], key: Key) -> str:
    parent = _model_at(model, key[:-1])
    return description(parent, str(key[-1])) if parent and key and key[-1] in parent.model_fields else ""


def _model_at(model: type[BaseModel], key: Key) -> type[BaseModel] | None:
    here: type[BaseModel] | None = model
    for part in key:
        if isinstance(part, int) or here is None:
            continue
        field = here.model_fields.get(part)
        here = _model_in(field.annotation) if field else None
    return here


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((m for m in map(_model_in, get_args(annotation)) if m), None)
