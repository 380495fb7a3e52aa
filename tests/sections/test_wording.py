"""Nothing that a reader sees calls "not significant" the same as "no difference"; tests/contracts asks each section, too."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from small_projects import REPOSITORY
from wording import forbidden

REPORTS = sorted((REPOSITORY / "tests" / "golden" / "expected").glob("*/report.txt"))
SOURCE = REPOSITORY / "src" / "seqfolio"
WORDED = sorted([*SOURCE.rglob("*.j2"), *(SOURCE / "multiqc_plugin").glob("*.py"), *(SOURCE / "export").glob("*.py"),
                 *(SOURCE / "checks" / "rules").glob("*.py"), *(SOURCE / "sections").rglob("*.py")])  # fmt: skip


@pytest.mark.parametrize("path", REPORTS, ids=lambda p: p.parent.name)
def test_the_golden_reports_never_say_it(path: Path) -> None:
    assert not forbidden(path.read_text("utf-8"))


def joined(code: str) -> str:
    """Code whose texts of several lines are one."""
    return re.sub(r'"\s*\n\s*f?"', "", code)


def test_no_text_of_ours_says_it() -> None:
    assert len(WORDED) > 50
    assert not {str(path): said for path in WORDED if (said := forbidden(joined(path.read_text("utf-8"))))}


@pytest.mark.parametrize("text", [
    "There was no significant difference between the groups.", "Gene X is not differentially expressed.",
    "The other genes did not change.", "12,765 genes are unchanged", "no effect of the drug", "This proves that",
])  # fmt: skip
def test_what_is_looked_for_is_found(text: str) -> None:
    assert forbidden(text)


def test_what_is_right_is_let_pass() -> None:
    right = (
        "Not significant means that the data do not decide, not that nothing differs. It is not shown to be unchanged."
    )
    assert not forbidden(right)


def test_every_table_of_genes_says_which_way_its_fold_change_points() -> None:
    from seqfolio.document import Table
    from seqfolio.sections.compose import compose
    from situations import checked

    made, analysis = checked("ordinary")
    seen = 0
    for page in compose(analysis, made.plan, "en", made.config.genes_of_interest).pages():
        for block in page.blocks:
            if isinstance(block, Table) and any(c.key == "log2FoldChange" for c in block.columns):
                column = next(c for c in block.columns if c.key == "log2FoldChange")
                assert "(b / a)" in column.title
                assert "higher in b than in a" in block.caption
                assert "higher in b than in a" in column.help
                seen += 1
    assert seen >= 2, "the strongest genes and the genes of interest"
