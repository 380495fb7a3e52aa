"""The report as the browser prints it, from a dark screen with everything explored."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from html_projects import three_contrasts

from harness import write

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import seqfolio

    folder = tmp_path_factory.mktemp("printed")
    write(folder, three_contrasts())
    seqfolio.run(folder / "project.yaml", folder / "out")
    return folder / "out" / "report.html"


def test_no_heading_stands_alone_and_paper_is_white(
    open_page: Callable[..., Any], several: Path, tmp_path: Path
) -> None:
    page = open_page(several, color_scheme="dark")
    titles = {title.strip() for title in page.locator("main h2, main h3").all_inner_texts()}
    page.pdf(path=tmp_path / "printed.pdf", format="A4", print_background=True)
    with pypdfium2.PdfDocument(tmp_path / "printed.pdf") as pdf:
        texts = [sheet.get_textpage().get_text_bounded().strip() for sheet in pdf]
        corners = {sheet.render(scale=0.5).to_pil().convert("RGB").getpixel((2, 2)) for sheet in pdf}
    assert len(texts[0].split()) > 60  # not the title alone
    assert not [text.splitlines()[-1] for text in texts if text and text.splitlines()[-1].strip() in titles]
    assert corners == {(255, 255, 255)}
