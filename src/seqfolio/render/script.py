"""The report's own script from its modules, and the blocks of data that it reads.

The modules are plain ES modules, so that an editor and a type checker understand them. In the page they are one script:
written one after the other, each after those that it imports, without the words ``import`` and ``export``. Their names are
different (a test sees to that), so nothing else has to be done.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from seqfolio import gene_links
from seqfolio.document import Data, Figure, Page, Report
from seqfolio.render.direction import TURNING

Source = Callable[[str], str]
START = "main.js"
_IMPORT = re.compile(r'^import\s+\{[^}]*\}\s+from\s+"\./([\w-]+\.js)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|let|class)\b)", re.MULTILINE)
_INERT = {ord(c): f"\\u{ord(c):04x}" for c in "<\u2028\u2029" + TURNING}
_COMMENT = re.compile(r"^[ \t]*/\*\*.*?\*/[ \t]*\n|^[ \t]*//[^\n]*\n", re.MULTILINE | re.DOTALL)
_TYPE = re.compile(r"/\*\* @type \{[^*]*\} \*/ ?")
_INDENT = re.compile(r"^[ \t]+|\n(?=\n)", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A script element: code, or data that nothing runs.

    Attributes:
        id: of data; empty for code.
        text: its content, which cannot end the element.
    """

    id: str
    text: str

    @property
    def hash(self) -> str:
        """For the page's Content-Security-Policy."""
        return digest(self.text)


def digest(text: str) -> str:
    """What a Content-Security-Policy calls a text that it allows."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def assembled(source: Source) -> str:
    """The script; ``source`` gives a module's text by its name."""
    done: dict[str, str] = {}

    def visit(name: str) -> None:
        if name in done:
            return
        text = source(name)
        done[name] = ""  # a circle of imports is allowed: functions find each other when they are called
        for imported in _IMPORT.findall(text):
            visit(imported)
        del done[name]
        done[name] = _EXPORT.sub("", _IMPORT.sub("", text))

    visit(START)
    return short('"use strict";\n' + "".join(done.values())).replace("</", "<\\/")


def short(text: str) -> str:
    """A script without comments and indentation; its modules have no text over several lines."""
    return _INDENT.sub("", _TYPE.sub("", _COMMENT.sub("", text)))


def at_once(blocks: Sequence[Block]) -> tuple[list[Block], list[Block]]:
    """What stands before the script, because it is read first, and what may stand behind it: the larger part."""
    first = next((b.id for b in blocks if b.id.startswith("contrast:")), "")
    late = [b for b in blocks if b.id != first and b.id.startswith(("counts", "contrast:", "figure:"))]
    return [b for b in blocks if b not in late], late


def data_blocks(report: Report, data: Iterable[Data], words: dict[str, str]) -> list[Block]:
    """Everything that the script reads: its words, databases of genes, the shared data, and what belongs to single figures."""
    blocks = [Block("words", as_json(words)), Block("databases", as_json(gene_links.DATABASES))]
    blocks += [Block(d.id, _text(d)) for d in data]
    blocks += [
        Block(f"figure:{figure_id(page, figure)}", base64.b64encode(figure.explore.data).decode())
        for page, figure in report.figures()
        if figure.explore is not None and figure.explore.data
    ]
    return blocks


def figure_id(page: Page, figure: Figure) -> str:
    """The id of a figure's element."""
    return f"fig-{page.id}-{figure.id}"


def _text(data: Data) -> str:
    return base64.b64encode(data.content).decode() if data.packed else inert(data.content.decode())


def as_json(value: object) -> str:
    """JSON that is inert in a script element."""
    return inert(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def inert(text: str) -> str:
    """JSON in which nothing can look like the end of the element, or like the start of a comment, or turns the text."""
    return text.translate(_INERT)
