"""The child process that holds WeasyPrint: HTML on standard input, a PDF in the file that is named."""

from __future__ import annotations

import logging
import sys
from pathlib import Path


def main() -> None:
    """Write the PDF; anything that WeasyPrint complains of ends the process with 1."""
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    complaints = _Complaints()
    logging.getLogger("weasyprint").addHandler(complaints)
    document = HTML(string=sys.stdin.read(), url_fetcher=URLFetcher(allowed_protocols={"data"}))
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
