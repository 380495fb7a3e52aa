"""What docs/formats.md shows of each format: the beginning of an example, where it comes from, and what `check` says of it.

Examples are the files that the tests read. ``python tests/formats/examples.py`` writes the section anew.
"""

from __future__ import annotations

import gzip
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from harness import write  # noqa: E402
from made import FORMATS, Made, project_of  # noqa: E402

PAGE = HERE.parent.parent / "docs" / "formats.md"
BEGIN, END = "<!-- examples: begin -->\n", "<!-- examples: end -->\n"
LINES, WIDTH = 4, 110
MADE = "made to the format's specification by `tests/formats/made.py`"
SPECIFICATION = {
    "GEO": "https://www.ncbi.nlm.nih.gov/geo/info/rnaseqcounts.html",
    "GDC": "https://docs.gdc.cancer.gov/Data/Bioinformatics_Pipelines/Expression_mRNA_Pipeline/",
    "recount3": "https://rna.recount.bio/docs/raw-files.html",
    "GCT 1.2": "https://software.broadinstitute.org/cancer/software/gsea/wiki/index.php/Data_formats",
    "GCT 1.3": "https://clue.io/connectopedia/gct_format",
    "AnnData": "https://anndata.readthedocs.io/en/stable/fileformat-prose.html",
    "StringTie": "https://ccb.jhu.edu/software/stringtie/index.shtml?t=manual#de",
    "nf-core/rnaseq": "https://nf-co.re/rnaseq/docs/output",
    "kallisto h5": "https://pachterlab.github.io/kallisto/manual",
}
PUBLIC = {
    "GEO": "first rows of GSE208261 (NCBI)",
    "GDC": "first rows of two TCGA samples",
    "nf-core/rnaseq": "first rows of a merged matrix of nf-core/rnaseq 3",
}
REAL = {
    "featureCounts": ("featurecounts", "featureCounts 2.0.3"),
    "HTSeq": ("htseq", "htseq-count 1.99"),
    "STAR": ("star", "STAR 2.7.10b"),
    "Salmon": ("salmon", "Salmon 1.10"),
    "kallisto": ("kallisto", "kallisto 0.48"),
    "RSEM genes": ("rsem", "RSEM 1.3"),
    "RSEM isoforms": ("rsem", "RSEM 1.3"),
}


def origin(name: str) -> str:
    """Where the example comes from."""
    if name in REAL:
        return f"{MADE}; the files of a run of {REAL[name][1]} are in `tests/formats/real/{REAL[name][0]}`"
    link = f" ({SPECIFICATION[name]})" if name in SPECIFICATION else ""
    public = f"; {PUBLIC[name]} are in `tests/formats/test_public_files.py`" if name in PUBLIC else ""
    return f"{MADE}{link}{public}"


def beginning(made: Made) -> list[str]:
    """The first lines of the file, cut."""
    data = made.files[made.target]
    text = (gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data).decode("utf-8", "replace")
    if text.startswith(("PK", "PAR1", "\ufffdHDF")):
        return []
    return [line if len(line) <= WIDTH else line[:WIDTH] + " ..." for line in text.split("\n")[:LINES]]


def said(made: Made) -> list[str]:
    """The lines of `check` about the counts."""
    from seqfolio.config import read
    from seqfolio.load import load

    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), project_of(made))
        data = load(read(Path(folder) / "project.yaml"))
    source = data.sources[0]
    return [f"{len(data.counts)} genes x {len(data.samples)} samples, format {source.format}", *source.notes]


def example(name: str, made: Made) -> str:
    """One format."""
    text = "".join(f"    {line}\n" for line in beginning(made)).replace("\t", "  ")
    notes = "".join(f"- {note}\n" for note in said(made))
    shown = f"`{made.target}` begins:\n\n{text}" if text else f"`{made.target}` is no text.\n"
    return f"### {name}\n\nFrom: {origin(name)}.\n\n{shown}\n`input.counts: {made.counts}`; `seqfolio check` says:\n\n{notes}\n"


def section() -> str:
    """All formats."""
    return "".join(example(name, made) for name, made in FORMATS.items())


def written() -> str:
    """What stands on the page."""
    return PAGE.read_text("utf-8").partition(BEGIN)[2].partition(END)[0]


if __name__ == "__main__":
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    PAGE.write_text(f"{before}{BEGIN}\n{section()}{END}{rest.partition(END)[2]}", "utf-8")
