"""What a report may never say: absence of evidence told as evidence of absence, and more certainty than a test gives."""

from __future__ import annotations

import re

FORBIDDEN = re.compile(
    r"\bno (significant |statistical )?(difference|change|effect)s?\b"
    r"|\b(is|are|was|were|does|do|did|has|have) not (differ|differ(ent|ing)|differentially|chang\w*|affect\w*|alter\w*|regulated)\b"
    r"|\b(not differentially expressed|unaffected|unaltered|insignificant|equally expressed)\b"
    r'|(?<!not shown to be )(?<!not called" as ")\bunchanged\b'
    r"|\bprove[sdn]?\b|\bpathways? (is|are|was|were) (in)?activated\b",
    re.IGNORECASE,
)


def forbidden(text: str) -> list[str]:
    """The phrases of a text that no report may contain, each with its surroundings."""
    line = " ".join(text.split())
    return [line[max(m.start() - 60, 0) : m.end() + 40] for m in FORBIDDEN.finditer(line)]
