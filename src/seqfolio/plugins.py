"""One registry for every seam: built-ins found by walking a package, plug-ins by entry points."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from functools import cached_property
from importlib.metadata import EntryPoint, entry_points
from typing import Generic, Protocol, TypeVar, runtime_checkable

from seqfolio.errors import PluginError, Problem, fail, listed, nearest


@runtime_checkable
class Unit(Protocol):
    """What every unit has: an id that the YAML uses and a title that people read."""

    @property
    def id(self) -> str:
        """Stable name."""

    @property
    def title(self) -> str:
        """Name for people."""


T = TypeVar("T", bound=Unit)


class Registry(Generic[T]):
    """All units of one kind.

    Args:
        kind: the class that a unit is an instance of.
        package: dotted name; each module or folder in it may hold one unit.
        attribute: the name of that unit in its module, for example ``METHOD``.
        word: what a unit is called in messages, for example ``method``; ``seqfolio.<word>s`` is the entry-point group.
    """

    def __init__(self, kind: type[T], package: str, attribute: str, word: str) -> None:
        self.kind, self.package, self.attribute, self.word = kind, package, attribute, word
        self.group = f"seqfolio.{word}s"

    @cached_property
    def _found(self) -> dict[str, tuple[T, str]]:
        found = {unit.id: (unit, "seqfolio") for unit in self._built_in()}
        for entry in sorted(entry_points(group=self.group), key=lambda e: (e.name, e.value)):
            self._add(found, entry)
        return found

    def _built_in(self) -> Iterator[T]:
        package = importlib.import_module(self.package)
        for info in sorted(pkgutil.iter_modules(package.__path__), key=lambda i: i.name):
            module = importlib.import_module(f"{self.package}.{info.name}")
            unit = getattr(module, self.attribute, None)
            if unit is not None:
                yield unit

    def _add(self, found: dict[str, tuple[T, str]], entry: EntryPoint) -> None:
        distribution = entry.dist.name if entry.dist else "an unknown package"
        unit = self._load(entry, distribution)
        if unit.id in found:
            raise self._broken(
                f'the {self.word} "{unit.id}" is offered by {found[unit.id][1]} and by {distribution}',
                "Uninstall one of them.",
            )
        found[unit.id] = (unit, distribution)

    def _load(self, entry: EntryPoint, distribution: str) -> T:
        try:
            unit = entry.load()
        except Exception as error:
            raise self._broken(
                f'the plug-in "{entry.name}" of {distribution} cannot be imported: {error!r}',
                f"Update or uninstall {distribution}.",
            ) from error
        if not isinstance(unit, self.kind):
            raise self._broken(
                f'the plug-in "{entry.name}" of {distribution} is a {type(unit).__name__}, not a {self.kind.__name__}',
                f"{self.group} wants an instance of {self.kind.__module__}.{self.kind.__name__}.",
            )
        return unit

    @staticmethod
    def _broken(message: str, hint: str) -> PluginError:
        return PluginError(Problem("broken-plugin", message, hint=hint))

    def __iter__(self) -> Iterator[T]:
        return iter(unit for unit, _ in self._found.values())

    def ids(self) -> list[str]:
        """Every known id, sorted."""
        return sorted(self._found)

    def origin(self, name: str) -> str:
        """The distribution that offers a unit."""
        return self._found[name][1]

    def get(self, name: str, where: str = "") -> T:
        """The unit of this name.

        Raises:
            InputError: there is none; the message lists what there is.
        """
        if name in self._found:
            return self._found[name][0]
        known = f"Known: {listed(self.ids(), most=100)}."
        raise fail(
            f"unknown-{self.word}",
            f'there is no {self.word} "{name}"',
            where,
            f"{nearest(name, self._found)} {known}".strip(),
        )
