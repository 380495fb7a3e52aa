"""What WeasyPrint leaves open on the way to a PDF that is PDF/A-3a and PDF/UA-1 at once.

WeasyPrint writes one variant at a time. A file of the variant PDF/A-3a lacks nothing but the mark of PDF/UA-1 in its XMP
metadata, and PDF/A allows that mark only when its schema is described beside it (ISO 19005-3, 6.6.2.3.2).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

VARIANT = "pdf/a-3a"
_MARK = b"""<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about=""><pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" rdf:about=""><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema><pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType><pdfaProperty:category>internal</pdfaProperty:category><pdfaProperty:description>Part of ISO 14289 that the file conforms to</pdfaProperty:description></rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""  # noqa: E501


def finish(document: Any, pdf: Any) -> None:  # noqa: ARG001 - the signature of WeasyPrint's ``finisher``
    """Mark the file as PDF/UA-1 too, in metadata that every archive can read without decompressing them."""
    stream = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    stream.stream = [re.sub(rb"(?=</rdf:RDF>)", lambda _: _MARK, part) for part in stream.stream]
    stream.compress = False


def svg_for_archive(svg: bytes, families: Mapping[str, str]) -> bytes:
    """An SVG for the page.

    Its pictures are not smoothed, which PDF/A forbids (ISO 19005-3, 6.2.8) and no style sheet of the page can say, and
    its font families have the names that they have in the page.
    """

    def renamed(stack: re.Match[bytes]) -> bytes:
        text = stack[0].replace(b"', '", b"','")  # WeasyPrint takes a space for a part of the name
        for name, new in families.items():
            text = text.replace(f"'{name}'".encode(), f"'{new}'".encode())
        return text

    plain = svg.replace(b"<image ", b'<image image-rendering="optimizeSpeed" ')
    return re.sub(rb'font-family="[^"]*"', renamed, plain)
