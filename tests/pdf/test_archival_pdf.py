"""The PDF is PDF/A-3a and PDF/UA-1, holds its data, and needs nothing from the machine."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import page
import pikepdf
import pypdfium2
import pytest
from pdf_projects import PROJECTS, with_pdf

from harness import Files, Ran, Run, write

ASK_VERAPDF = "STREAM-LENGTH-001"  # page-validation takes a stream's last byte for a line end; veraPDF does not


def failures(path: Path, profile: str) -> list[str]:
    found = page.validate_pdf(str(path), profile=profile)
    return [f.rule_id for f in found.failures if not f.rule_id.endswith(ASK_VERAPDF)]


def text_of(path: Path) -> str:
    """The words of every page, a form feed between two pages."""
    with pypdfium2.PdfDocument(path) as pdf:
        return "\f".join(one.get_textpage().get_text_range() for one in pdf)


MARGIN = 40  # points; the narrowest of the style sheets is 15 mm, that of the digest


def outside_the_margins(path: Path) -> list[str]:
    """Texts that run off the page, with its number."""
    found = []
    with pypdfium2.PdfDocument(path) as pdf:
        for number, one in enumerate(pdf, 1):
            width, words = one.get_width(), one.get_textpage()
            boxes = [words.get_rect(i) for i in range(words.count_rects())]
            outside = [box for box in boxes if box[0] < MARGIN or box[2] > width - MARGIN]
            found += [f"page {number}: {words.get_text_bounded(*box)}" for box in outside]
    return found


@pytest.mark.parametrize("name", [name for name in PROJECTS if name != "ten_contrasts"])
def test_every_pdf_is_archival_and_accessible(run: Run, name: str) -> None:
    ran = run("run project.yaml -o out", PROJECTS[name]())
    assert ran.code == 0, ran.err
    for file in ("out/report.pdf", "out/digest.pdf"):
        assert failures(ran.path(file), "3a") == []
        assert failures(ran.path(file), "ua1") == []
        with pikepdf.open(ran.path(file)) as pdf:
            assert not pdf.check_pdf_syntax()
            assert pdf.open_metadata().pdfa_status == "3A"
            assert file != "out/digest.pdf" or len(pdf.pages) == 1
        assert outside_the_margins(ran.path(file)) == []
        assert ("[U+" in text_of(ran.path(file))) == (name == "strange_scripts")


def test_a_no_break_space_is_a_space(run: Run) -> None:
    ran = run("run project.yaml -o out", with_pdf({"project": {"title": "5\u00a0% of\u2009all"}}))
    text = text_of(ran.path("out/report.pdf"))
    assert "[U+" not in text
    assert re.search(r"5\s%\sof\sall", text)


def test_the_validator_sees_what_is_wrong(run: Run) -> None:
    ran = run("run project.yaml -o out", with_pdf())
    with pikepdf.open(ran.path("out/report.pdf")) as pdf:
        del pdf.Root.Lang
        del pdf.Root.OutputIntents
        pdf.save(ran.path("bad.pdf"))
    assert failures(ran.path("bad.pdf"), "3a")
    assert failures(ran.path("bad.pdf"), "ua1")


def attached(path: Path) -> dict[str, tuple[bytes, str, str]]:
    with pikepdf.open(path) as pdf:
        return {
            name: (spec.get_file().read_bytes(), str(spec.obj.AFRelationship), str(spec.get_file().mime_type))
            for name, spec in pdf.attachments.items()
        }


def test_the_results_are_inside(run: Run) -> None:
    ran = run("run project.yaml -o out", with_pdf())
    found = attached(ran.path("out/report.pdf"))
    assert set(found) == {"b_vs_a.csv", "project.yaml", "seqfolio_summary.json"}
    assert found["b_vs_a.csv"] == (ran.path("out/tables/b_vs_a.csv").read_bytes(), "/Data", "text/csv")
    assert found["project.yaml"][:2] == (ran.path("out/project.yaml").read_bytes(), "/Source")
    inside, outside = json.loads(found["seqfolio_summary.json"][0]), json.loads(ran.text("out/seqfolio_summary.json"))
    assert {k: v for k, v in inside.items() if k != "files"} == {k: v for k, v in outside.items() if k != "files"}
    words = text_of(ran.path("out/report.pdf"))
    assert all(name in words for name in found)


@pytest.mark.parametrize(
    ("limit", "files", "said"),
    [("800 B", {"b_vs_a.called.csv"}, "tables of all genes"), ("0", set(), "too large to be attached")],
)
def test_large_tables_stay_outside_and_the_pdf_says_so(run: Run, limit: str, files: set[str], said: str) -> None:
    ran = run("run project.yaml -o out", with_pdf({"report": {"pdf": {"attach_limit": limit}}}))
    assert set(attached(ran.path("out/report.pdf"))) == files | {"project.yaml", "seqfolio_summary.json"}
    assert said in " ".join(text_of(ran.path("out/report.pdf")).split())


def test_a_wrong_size_is_told(run: Run) -> None:
    ran = run("check project.yaml", with_pdf({"report": {"pdf": {"attach_limit": "5 apples"}}}))
    assert ran.code == 2
    assert '"5 apples" is not a size' in ran.err


def test_head_and_foot(run: Run) -> None:
    report = {"header": "Core <Facility>", "footer": 'Confidential "A" \\ }'}
    ran = run("run project.yaml -o out", with_pdf({"report": report}))
    words = text_of(ran.path("out/report.pdf"))
    pages = words.split("\f")
    assert "Core <Facility>" in pages[0]
    assert all('Confidential "A" \\ }' in one for one in pages)
    for number, one in enumerate(pages[1:], 2):
        assert f"page {number} of {len(pages)}" in one
        assert re.search(r"Seqfolio \S+ · \d{4}-\d\d-\d\d", one)


def test_fonts_are_embedded_subsets(run: Run) -> None:
    ran = run("run project.yaml -o out", with_pdf())
    with pikepdf.open(ran.path("out/report.pdf")) as pdf:
        fonts = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/FontDescriptor"]
        assert len(fonts) >= 3
        assert all("/FontFile2" in font for font in fonts)
        assert all(re.match(r"/[A-Z]{6}\+", str(font.FontName)) for font in fonts)


NO_FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<dir>{0}</dir><cachedir>{0}</cachedir></fontconfig>"""


def made_under(folder: Path, files: Files, **environment: str) -> Ran:
    write(folder, files)
    made = subprocess.run(
        [sys.executable, "-m", "seqfolio.cli", "run", "project.yaml", "-o", "out", "-q"],
        cwd=folder, capture_output=True, text=True, check=False,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1700000000", **environment},
    )  # fmt: skip
    return Ran(made.returncode, made.stdout, made.stderr, folder)


def test_the_same_bytes_with_other_hashes_and_without_fonts(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    write(empty, {"fonts.conf": NO_FONTS.format(empty)})
    one = made_under(tmp_path / "one", with_pdf(), PYTHONHASHSEED="1")
    two = made_under(tmp_path / "two", with_pdf(), PYTHONHASHSEED="2", FONTCONFIG_FILE=str(empty / "fonts.conf"))
    assert (one.code, two.code) == (0, 0), one.err + two.err
    for name in ("out/report.pdf", "out/digest.pdf"):
        assert one.path(name).read_bytes() == two.path(name).read_bytes()


def test_without_fonts_a_script_becomes_code_points(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from seqfolio import fonts

    monkeypatch.setattr(fonts, "_installed", lambda: ())
    found = fonts.typeface_for(["Größe α ≥ Ж שלום", "中", "🧬", "a\u200db"])
    assert found.unknown == {"中", "🧬"}
    assert found.legible("中 x 🧬") == "[U+4E2D] x [U+1F9EC]"
    assert fonts.Typeface().families == ("Open Sans", "DejaVu Sans")


def test_a_font_of_the_project_is_used_and_kept(run: Run) -> None:
    import matplotlib

    mathematics = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "STIXGeneral.ttf"
    # U+1D538, a double-struck A, is in no packaged font
    files = with_pdf({"project": {"title": "\U0001d538"}, "report": {"fonts": "own.ttf"}})
    ran = run("run project.yaml -o out", {**files, "own.ttf": mathematics.read_bytes()})
    assert ran.code == 0, ran.err
    assert "\U0001d538" in text_of(ran.path("out/report.pdf"))
    ran.path("own.ttf").unlink()
    again = run("render out")
    assert again.code == 0, again.err
    assert "\U0001d538" in text_of(ran.path("out/report.pdf"))
    assert failures(ran.path("out/report.pdf"), "3a") == []


@pytest.mark.parametrize(
    ("name", "code"), [("none.ttf", "there is no"), ("text.ttf", "not a TTF"), ("/etc/hostname", "outside")]
)
def test_a_wrong_font_is_refused(run: Run, name: str, code: str) -> None:
    ran = run("check project.yaml", {**with_pdf({"report": {"fonts": name}}), "text.ttf": "text"})
    assert ran.code == 2
    assert code in ran.err


CHILDREN: dict[str, tuple[str, str]] = {
    "crash": ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "stopped by signal 11"),
    "missing library": ("raise OSError(\"cannot load library 'libpango-1.0-0'\")", "apt-get install libpango"),
    "nothing": ("", "could not be made"),
}


@pytest.mark.parametrize("what", CHILDREN)
def test_without_a_pdf_everything_else_is_there(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, what: str
) -> None:
    code, said = CHILDREN[what]
    write(tmp_path, {"python": f"#!{sys.executable}\n{code}\n"})
    (tmp_path / "python").chmod(0o755)
    monkeypatch.setattr("seqfolio.render.pdf.sys.executable", str(tmp_path / "python"))
    monkeypatch.setattr("seqfolio.render.doctor._system", lambda: {"debian"})
    ran = run("run project.yaml -o out", with_pdf({"report": {"formats": ["html", "pdf"]}}))
    assert ran.code == 3
    assert said in ran.err
    assert ran.path("out/report.html").is_file()
    assert ran.path("out/tables/results.xlsx").is_file()
    assert not ran.path("out/report.pdf").exists()


def test_a_renderer_that_hangs_is_stopped(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    write(tmp_path, {"python": f"#!{sys.executable}\nimport time; time.sleep(60)\n"})
    (tmp_path / "python").chmod(0o755)
    monkeypatch.setattr("seqfolio.render.pdf.sys.executable", str(tmp_path / "python"))
    monkeypatch.setattr("seqfolio.render.pdf.TIMEOUT", 1)
    ran = run("run project.yaml -o out", with_pdf({"report": {"pdf": {"digest": False}}}))
    assert ran.code == 3
    assert "not ready after 1 seconds" in ran.err


def test_the_renderer_reads_nothing_that_it_was_not_given(run: Run) -> None:
    for address in ("file:///etc/hostname", "http://127.0.0.1:9/x.png"):
        style = f"p {{ background: url({address}) }}"
        ran = run(
            "run project.yaml -o out -f", {**with_pdf({"report": {"template_dir": "t"}}), "t/css/print.css": style}
        )
        assert ran.code == 3
        assert "could not be made" in ran.err


def test_doctor(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = run("doctor")
    assert ran.code == 0
    assert "ok      PDF: WeasyPrint" in ran.out
    monkeypatch.setattr("seqfolio.render.doctor.sys.executable", "/bin/false")
    monkeypatch.setattr("seqfolio.render.doctor._system", lambda: {"fedora"})
    ran = run("doctor")
    assert ran.code == 1
    assert "dnf install pango" in ran.out


def test_every_number_of_the_summary_is_in_the_text(run: Run) -> None:
    ran = run("run project.yaml -o out", with_pdf())
    words = text_of(ran.path("out/report.pdf"))
    for contrast in json.loads(ran.text("out/seqfolio_summary.json"))["contrasts"]:
        for number in contrast["counts"].values():
            assert number == 0 or re.search(rf"\b{number:,}\b", words)
