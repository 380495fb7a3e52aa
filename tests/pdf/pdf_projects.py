"""Projects whose PDFs are put before the validators."""

from __future__ import annotations

from typing import Any

from harness import Files
from situations import hostile_names
from small_projects import COUNTS, many, project

BOTH = {"report": {"formats": ["pdf"], "sections": None, "pdf": {"digest": True}}}
STRANGE = {
    "b1": "样品 中文", "b2": "🧬 gene", "b3": "عينة ١", "a1": "דגימה", "a2": "x" * 200, "a3": "Ω≥±α µ ▲ Ђ <b>&amp;",
}  # fmt: skip


def with_pdf(changes: dict[str, Any] | None = None, **files: Any) -> Files:
    """The small project with every section, as a PDF and its digest."""
    from small_projects import merged

    return project(merged(BOTH, changes or {}), **files)


def strange_scripts() -> Files:
    """Sample names in scripts that the packaged fonts lack, and one of 200 characters."""
    counts, sheet = COUNTS, ["sample,group,batch", "a1,a,x", "a2,a,y", "a3,a,z", "b1,b,x", "b2,b,y", "b3,b,z"]
    lines = [",".join(STRANGE.get(cell, cell) for cell in line.split(",")) for line in sheet]
    head, rest = counts.split("\n", 1)
    names = ",".join(STRANGE.get(cell, cell) for cell in head.split(","))
    title = {"project": {"title": "中文 <script>alert(1)</script> 🧬 العربية"}}
    return with_pdf(title, counts=f"{names}\n{rest}", samples="\n".join(lines) + "\n")


def nothing_called() -> Files:
    """Alpha so small that no gene is called."""
    return with_pdf({"analysis": {"alpha": 1e-300}})


def ten_contrasts() -> Files:
    """Five groups, each against each."""
    counts, samples = many(dict.fromkeys("abcde", 3))
    pairs = [(x, y) for i, x in enumerate("abcde") for y in "abcde"[:i]]
    contrasts = [{"id": f"{x}_{y}", "factor": "group", "numerator": x, "denominator": y} for x, y in pairs]
    return with_pdf({"design": {"contrasts": contrasts}}, counts=counts, samples=samples)


def hostile() -> Files:
    """Markup, quotes and line breaks in every name."""
    files = dict(hostile_names())
    text = str(files["project.yaml"]).replace("formats: []", "formats: [pdf]\n  pdf: {digest: true}")
    return {**files, "project.yaml": text.replace("  sections:\n  - summary\n  - findings\n  - methods\n", "")}


def long_file_names() -> Files:
    """A table of files that is wider than the page unless digests and names wrap."""
    name = "counts_of_the_whole_project_2026.csv"
    files = with_pdf({"input": {"counts": name}})
    return {name: files["counts.csv"], **{key: text for key, text in files.items() if key != "counts.csv"}}


PROJECTS = {
    "small": with_pdf,
    "long_file_names": long_file_names,
    "strange_scripts": strange_scripts,
    "nothing_called": nothing_called,
    "hostile": hostile,
    "samples_only": lambda: with_pdf({"design": {"formula": None, "contrasts": []}}),
    "plain_on_letter": lambda: with_pdf({"report": {"theme": "plain", "pdf": {"paper": "letter"}}}),
    "multiqc_theme": lambda: with_pdf({"report": {"theme": "multiqc"}}),
    "ten_contrasts": ten_contrasts,
}
