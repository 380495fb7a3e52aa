"""Whatever the bytes: a data set that keeps its promises, or an error in words; soon, and within little memory."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import resource
import shutil
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harness import write
from made import FORMATS, Made, project_of
from seqfolio.config import read
from seqfolio.errors import InputError
from seqfolio.load import load
from seqfolio.model import Dataset

CALM = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])


def promises(data: Dataset) -> None:
    """What every later stage relies on."""
    numbers = data.counts.to_numpy()
    assert numbers.dtype == np.float64
    assert np.isfinite(numbers).all()
    assert (numbers >= 0).all()
    assert (numbers == np.floor(numbers)).all()
    assert data.counts.index.is_unique
    assert "" not in data.counts.index
    assert list(data.counts.columns) == list(data.samples.index)
    assert data.genes.index.equals(data.counts.index)
    assert "gene_name" in data.genes
    if data.lengths is not None:
        assert data.lengths.shape == data.counts.shape
        assert (data.lengths.to_numpy() > 0).all()


def tried(files: dict[str, bytes]) -> InputError | Dataset:
    """Load these files; any exception but an InputError fails the test."""
    folder = Path(tempfile.mkdtemp())
    try:
        write(folder, files)
        data = load(read(folder / "project.yaml"))
    except InputError as error:
        return error
    finally:
        shutil.rmtree(folder)
    promises(data)
    return data


def mutated(data: bytes, draw: st.DataObject) -> bytes:
    """A good file with a few bytes changed, taken out, doubled or put in."""
    for _ in range(draw.draw(st.integers(1, 4))):
        at = draw.draw(st.integers(0, max(0, len(data) - 1)))
        end = min(len(data), at + draw.draw(st.integers(1, 40)))
        piece = draw.draw(
            st.sampled_from(
                [b"", data[at:end] * 2, b"\t", b"\n", b'"', b"-1", b"1e999", b"\xff", b"\0", b",", b"#", b"NA"]
            )
        )
        data = data[:at] + piece + data[end:]
    return data


@pytest.mark.parametrize("name", FORMATS)
@CALM
@given(draw=st.data())
def test_mutations_of_good_files(name: str, draw: st.DataObject) -> None:
    made = FORMATS[name]
    target = draw.draw(st.sampled_from(sorted(made.files)))
    data = made.files[target]
    packed = data.startswith(b"\x1f\x8b") and draw.draw(st.booleans())
    changed = gzip.compress(mutated(gzip.decompress(data), draw)) if packed else mutated(data, draw)
    tried(project_of(made, {**made.files, target: changed}))


@CALM
@given(content=st.binary(max_size=400))
def test_any_bytes(content: bytes) -> None:
    tried(project_of(Made("", {"x": content}, "x")))


@CALM
@given(text=st.text(max_size=200), sheet=st.text(max_size=100))
def test_any_text(text: str, sheet: str) -> None:
    tried(
        project_of(
            Made("", {"x": text.encode("utf-8", "replace")}, "x"), sheet=sheet.encode("utf-8", "replace").decode()
        )
    )


@CALM
@given(text=st.text(alphabet='gene_id "transcript;\t\n=.0chr+-', max_size=300))
def test_any_gtf(text: str) -> None:
    made = FORMATS["CSV"]
    tried(project_of(Made("", {**made.files, "x.gtf": text.encode()}, made.counts, {"gtf": "x.gtf"})))


def zeros(size: int) -> bytes:
    buffer = io.BytesIO()
    with gzip.GzipFile(fileobj=buffer, mode="wb", compresslevel=1) as file:
        for _ in range(size // 10_000_000):
            file.write(b"0" * 10_000_000)
    return buffer.getvalue()


def memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def test_a_line_without_end_stops_within_little_memory() -> None:
    before = memory()
    error = tried(project_of(Made("", {"x.gz": zeros(300_000_000)}, "x.gz")))
    assert isinstance(error, InputError)
    assert error.problems[0].code == "file-too-large"
    assert memory() - before < 400_000_000


def rows_bomb(pack: str) -> bytes:
    head, row = b"gene\tctrl-1\tctrl-2\ttreat-1\ttreat-2\n", b"\t0\t0\t0\t0\n" * 1_000_000
    if pack == "zip":
        buffer = io.BytesIO()
        with (
            zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
            archive.open("x.tsv", "w") as file,
        ):
            file.write(head)
            for _ in range(60):
                file.write(row)
        return buffer.getvalue()
    if pack == "xz":
        return lzma.compress(head + row * 4, preset=0) + b"".join(lzma.compress(row * 4, preset=0) for _ in range(14))
    return bz2.compress(head + row) + bz2.compress(row) * 59


@pytest.mark.parametrize("pack", ["zip", "bz2"])
def test_what_unfolds_without_end_is_stopped(pack: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("seqfolio.load.unpack.SUSPICIOUS_SIZE", 20_000_000)
    monkeypatch.setattr("seqfolio.load.unpack.SUSPICIOUS_RATIO", 50)
    error = tried(project_of(Made("", {"x": rows_bomb(pack)}, "x")))
    assert isinstance(error, InputError)
    assert error.problems[0].code == "file-too-large"


def test_a_workbook_that_unfolds_without_end() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as file:
            for _ in range(60):
                file.write(b" " * 10_000_000)
    error = tried(project_of(Made("", {"x.xlsx": buffer.getvalue()}, "x.xlsx")))
    assert isinstance(error, InputError)
    assert error.problems[0].code == "file-too-large"


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [x, x, x, x, x, x, x, x, x]\n"
        + "".join(f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join([f'*{chr(97 + i)}'] * 9)}]\n" for i in range(9)),
        "[" * 20_000,
        "a: " * 3_000 + "b",
        "contrasts: &x [*x]\n",
    ],
    ids=["aliases of aliases", "deep lists", "deep keys", "an alias of itself"],
)
@pytest.mark.parametrize("where", ["project.yaml", "contrasts.yaml"])
def test_yaml_that_unfolds_without_end(text: str, where: str) -> None:
    from seqfolio.load.contrast_file import with_contrasts

    files = project_of(FORMATS["CSV"])
    files["project.yaml"] = files["project.yaml"].replace(b"contrasts: []", b"contrasts: contrasts.yaml")
    folder = Path(tempfile.mkdtemp())
    write(folder, {**files, where: text.encode()})
    try:
        with pytest.raises(InputError):
            with_contrasts(read(folder / "project.yaml"))
    finally:
        shutil.rmtree(folder)
