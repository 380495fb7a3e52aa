"""The project file without what is nobody's business but the facility's: who gets the report, and where it is copied.

The text goes into the results folder and into the PDF, so a blind copy would be none.
"""

from __future__ import annotations

import yaml

from seqfolio.config.tree import compose


def without_deliveries(text: str) -> str:
    """The YAML text with an empty ``deliver``; everything else, comments too, stays as it was."""
    values = compose(text, "project.yaml").value
    if not isinstance(values, dict) or "deliver" not in values:
        return text
    wanted = {**values, "deliver": []}
    made = _cut(text)
    with_marks = compose(made, "project.yaml").value if made else None
    return made if with_marks == wanted else yaml.safe_dump(wanted, sort_keys=False, allow_unicode=True)


def _cut(text: str) -> str:
    """The value between the marks that the parser sets; nothing when it lies elsewhere (an alias)."""
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    for key, value in node.value if node else ():
        if key.value == "deliver" and value.start_mark.index >= key.end_mark.index:
            rest = text[value.end_mark.index :]
            return f"{text[: key.end_mark.index]}: []{'' if value.flow_style else chr(10)}{rest}"
    return ""
