"""The child process that holds WeasyPrint: a job as JSON on standard input, a PDF in the file that it names.

``{"page": HTML, "pictures": [data URI], "target": path, "fonts": {name: path}, "created": ISO time,
"attachments": [{"path", "name", "description", "relationship"}]}``
"""

from __future__ import annotations

import gc
import json
import logging
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from seqfolio.render import pdf_archival, pdf_picture

SCALES = (1.0, 0.92, 0.84, 0.76, 0.68, 0.6, 0.5)
FONT_SCHEME, PICTURE_SCHEME = "seqfolio-font", "seqfolio-picture"


def main() -> None:
    """Write the PDF; anything that WeasyPrint complains of ends the process with 1."""
    gc.disable()  # a short life with many small objects: collecting takes a tenth of it and frees next to nothing
    import weasyprint

    pdf_picture.install()
    if sys.argv[1:] == ["--try"]:
        page = "<html lang=en><title>A</title><p>\u03b1 \u2265 1"
        _pdf({"page": page, "fonts": {}, "created": "2000-01-01T00:00:00+00:00", "attachments": []})
        print(f"WeasyPrint {weasyprint.__version__}")  # noqa: T201 - read by `seqfolio doctor`
        return
    job = json.load(sys.stdin)
    os.environ["SOURCE_DATE_EPOCH"] = str(int(datetime.fromisoformat(job["created"]).timestamp()))
    Path(job["target"]).write_bytes(_pdf(job))


def _pdf(job: dict[str, Any]) -> bytes:
    complaints = _Complaints()
    logging.getLogger("weasyprint").addHandler(complaints)
    created = datetime.fromisoformat(job["created"])
    data = _laid_out(job).write_pdf(
        pdf_variant=pdf_archival.VARIANT,
        finisher=pdf_archival.finish,
        attachments=[_attachment(given, created) for given in job.get("attachments", [])],
    )
    if complaints.seen:
        sys.exit("; ".join(complaints.seen))
    return bytes(data)


def _laid_out(job: dict[str, Any]) -> Any:
    """The document; one that must fit on so many pages shrinks until it does."""
    import weasyprint

    for scale in SCALES if "pages" in job else (1.0,):
        page = job["page"].replace("</style>", f"{_shrunk(scale)}</style>", 1)
        document = weasyprint.HTML(string=page, url_fetcher=_fetcher(job["fonts"], job.get("pictures", []))).render(
            pdf_variant=pdf_archival.VARIANT
        )
        if len(document.pages) <= job.get("pages", len(document.pages)):
            break
    return document


def _shrunk(scale: float) -> str:
    """Rules that make letters and pictures smaller than the style sheet does."""
    if scale == 1:
        return ""
    return (
        f"html {{ font-size: {9.3 * scale:.2f}pt }} .figures figure img {{ max-height: {68 * scale:.1f}mm }} "
        f".figures figure:first-child img {{ max-height: {78 * scale:.1f}mm }}"
    )


def _fetcher(fonts: dict[str, str], pictures: list[str]) -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Fetcher(URLFetcher):  # type: ignore[misc]
        """Data in the page itself, pictures and fonts of the job; no other file, no network."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            scheme, _, name = url.partition(":")
            if scheme == FONT_SCHEME and name in fonts:
                return URLFetcherResponse(url, Path(fonts[name]).read_bytes())
            if scheme == PICTURE_SCHEME and name.isdecimal() and int(name) < len(pictures):
                return super().fetch(pictures[int(name)], headers)
            return super().fetch(url, headers)

    return Fetcher(allowed_protocols={"data"})


def _attachment(given: dict[str, str], created: datetime) -> Any:
    from weasyprint import Attachment

    return Attachment(
        filename=given["path"],
        name=given["name"],
        description=given["description"],
        relationship=given["relationship"],
        created=created,
        modified=created,
    )


class _Complaints(logging.Handler):
    """Remembers errors: a page with a missing image is no result."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.seen.append(record.getMessage())


if __name__ == "__main__":
    main()
    sys.stdout.flush()
    os._exit(0)  # freeing memory thing by thing would take longer than reading the job
