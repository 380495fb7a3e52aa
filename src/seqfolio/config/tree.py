"""YAML text -> plain values and the place of each: scalars stay text, so that ``no``, ``007`` and dates survive."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import yaml

from seqfolio.errors import InputError, Problem, fail, printable

Key = tuple[str | int, ...]
MOST_NODES = 100_000  # a few aliases of aliases would otherwise unfold without end


@dataclass
class Tree:
    """Values as nested dicts and lists of text, and the line of every key path."""

    value: Any = None
    lines: dict[Key, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    nodes: int = 0

    def line(self, key: Key) -> int:
        """The line of a key path, or of the nearest one around it."""
        while key and key not in self.lines:
            key = key[:-1]
        return self.lines.get(key, 1)

    def at(self, key: Key) -> Any:
        """The value of a key path; None when there is none."""
        found = self.value
        for part in key:
            found = found.get(part) if isinstance(found, dict) else None
        return found


def parse(text: str, name: str) -> Tree:
    """Read the YAML text of a project file.

    Raises:
        InputError: it is not YAML, or not a mapping, or a key stands twice.
    """
    tree = compose(text, name)
    if not isinstance(tree.value, dict):
        raise fail(
            "yaml-syntax",
            "this is not a mapping of keys to values",
            name,
            'A project file starts with "seqfolio: 1"; `seqfolio init COUNTS` writes one.',
        )
    return tree


def compose(text: str, name: str) -> Tree:
    """Read any YAML text.

    Raises:
        InputError: it is not YAML, or a key stands twice.
    """
    tree = Tree()
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        tree.value = _value(node, (), tree, name) if node else None
    except yaml.YAMLError as error:
        raise _syntax(error, name) from None
    except RecursionError:
        raise fail("yaml-syntax", "the file is nested too deeply", name) from None
    if tree.problems:
        raise InputError(tree.problems)
    return tree


def _syntax(error: yaml.YAMLError, name: str) -> InputError:
    mark = getattr(error, "problem_mark", None)
    where = f"{name}:{mark.line + 1}" if mark else name
    what = getattr(error, "problem", None) or str(error).splitlines()[0]
    return fail(
        "yaml-syntax",
        f"this is not valid YAML: {what}",
        where,
        'Look at the indentation, and quote texts that contain ": " or start with *, &, %, @ or `.',
    )


def _value(node: yaml.Node, key: Key, tree: Tree, name: str) -> Any:
    tree.nodes += 1
    if tree.nodes > MOST_NODES:
        raise fail(
            "yaml-syntax",
            f"the file unfolds to more than {MOST_NODES:,} values",
            name,
            "Remove aliases (&, *) that contain each other.",
        )
    tree.lines.setdefault(key, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, key, tree, name)
    if isinstance(node, yaml.SequenceNode):
        return [_value(child, (*key, i), tree, name) for i, child in enumerate(node.value)]
    plain = isinstance(node, yaml.ScalarNode) and node.style is None
    return None if plain and node.value in ("", "~", "null") else node.value


def _mapping(node: yaml.MappingNode, key: Key, tree: Tree, name: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        text = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
        if text is None:
            tree.problems.append(Problem("yaml-syntax", "a key must be plain text", f"{name}:{line}"))
            continue
        if text in found:
            tree.problems.append(
                Problem(
                    "yaml-duplicate-key",
                    f'the key "{printable(text)}" stands twice in the same place',
                    f"{name}:{line}",
                    "Keep one of them.",
                )
            )
        tree.lines[(*key, text)] = line
        found[text] = _value(value_node, (*key, text), tree, name)
    return found
