"""The project file without what is nobody's business but the facility's: who gets the report, and where it is copied.

The text goes into the results folder and into the PDF, so a blind copy would be none.
"""

from __future__ import annotations

import yaml

from seqfolio.config.tree import compose
from seqfolio.errors import InputError


def without_deliveries(text: str) -> str:
    """The YAML text with an empty ``deliver``; everything else, comments too, stays as it was."""
    values = compose(text, "project.yaml").value
    if not isinstance(values, dict) or "deliver" not in values:
        return text
    wanted = {**values, "deliver": []}
    made = _cut(text)
    return made if _means(made, wanted) else yaml.safe_dump(wanted, sort_keys=False, allow_unicode=True)


def _means(text: str, values: object) -> bool:
    try:
        return bool(compose(text, "project.yaml").value == values)
    except InputError:
        return False


def _cut(text: str) -> str:
    """The text without the value, by the marks that the parser sets; nothing when it lies elsewhere (an alias)."""
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    for key, value in node.value if node else ():
        if key.value == "deliver" and value.start_mark.index >= key.end_mark.index:
            return f"{text[: key.end_mark.index]}: []{text[max(key.end_mark.index + 1, _end(value)) :]}"
    return ""


def _end(node: yaml.Node) -> int:
    """Behind the last sign of a value. The parser ends a block only where the next one begins, comments and all."""
    if isinstance(node, yaml.CollectionNode) and node.value and not node.flow_style:
        last = node.value[-1]
        return _end(last[1] if isinstance(last, tuple) else last)
    return int(node.end_mark.index)
