"""The child process that holds WeasyPrint: HTML on standard input, a PDF in the file that is named."""

from __future__ import annotations

import gc
import logging
import sys
from pathlib import Path
from typing import Any

from seqfolio import resources

FONT_SCHEME = "seqfolio-font"
FONTS = ("OpenSans-Regular.ttf", "OpenSans-Italic.ttf", "OpenSans-Semibold.ttf")


def main() -> None:
    """Write the PDF; anything that WeasyPrint complains of ends the process with 1."""
    gc.disable()  # a short life with many small objects: collecting takes a tenth of it and frees next to nothing
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Fetcher(URLFetcher):  # type: ignore[misc]
        """Data in the page itself, and the packaged fonts; no file, no network."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            scheme, _, name = url.partition(":")
            if scheme == FONT_SCHEME and name in FONTS:
                return URLFetcherResponse(
                    url, (resources.folder("templates") / "default" / "fonts" / name).read_bytes()
                )
            return super().fetch(url, headers)

    complaints = _Complaints()
    logging.getLogger("weasyprint").addHandler(complaints)
    document = HTML(string=sys.stdin.read(), url_fetcher=Fetcher(allowed_protocols={"data"}))
    data = document.write_pdf(pdf_variant="pdf/ua-1")
    if complaints.seen:
        sys.exit("; ".join(complaints.seen))
    Path(sys.argv[1]).write_bytes(data)


class _Complaints(logging.Handler):
    """Remembers errors: a page with a missing image is no result."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.seen.append(record.getMessage())


if __name__ == "__main__":
    main()
