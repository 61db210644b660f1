"""The report as an OpenDocument workbook (ODF 1.3, part 3), written as the few elements it needs.

Every text is typed a string, so nothing in it can be run.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from cases.statistics.formats.sheets import Sheet, Value, sheets, title
from cases.statistics.result import Report

KIND = "application/vnd.oasis.opendocument.spreadsheet"
# A zip's entries carry a time; the oldest there is says nothing, so the same report is the same bytes.
NO_TIME = (1980, 1, 1, 0, 0, 0)
COUNTRY = {"nb": "NO", "nn": "NO", "en": "GB"}
_NAMES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
}
_SPACES = " ".join(f"xmlns:{name}={quoteattr(address)}" for name, address in _NAMES.items())
# What XML has no place for.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
    ' manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{KIND}"/>'
    + "".join(
        f'<manifest:file-entry manifest:full-path="{name}.xml" manifest:media-type="text/xml"/>'
        for name in ("content", "styles", "meta")
    )
    + "</manifest:manifest>"
)


def as_ods(report: Report) -> bytes:
    """The same bytes for the same report."""
    files = {
        "content.xml": _document("content", "".join(_body(sheets(report)))),
        "styles.xml": _document("styles", _styles(report.language)),
        "meta.xml": _document(
            "meta", f"<office:meta><dc:title>{_text(title(report))}</dc:title></office:meta>"
        ),
        "META-INF/manifest.xml": _MANIFEST,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        # First and as it is, so that the kind of file can be told by its first bytes.
        package.writestr(zipfile.ZipInfo("mimetype", NO_TIME), KIND, zipfile.ZIP_STORED)
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, NO_TIME)
            package.writestr(entry, '<?xml version="1.0" encoding="UTF-8"?>' + content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _document(part: str, content: str) -> str:
    return f'<office:document-{part} {_SPACES} office:version="1.3">{content}</office:document-{part}>'


def _styles(language: str) -> str:
    """The language of the text, which a screen reader goes by."""
    told = f'fo:language="{language}" fo:country="{COUNTRY[language]}"'
    return (
        '<office:styles><style:default-style style:family="table-cell">'
        f"<style:text-properties {told}/></style:default-style></office:styles>"
    )


def _body(pages: Sequence[Sheet]) -> Iterator[str]:
    yield "<office:body><office:spreadsheet>"
    for sheet in pages:
        yield f"<table:table table:name={quoteattr(sheet.name)}>"
        yield f'<table:table-column table:number-columns-repeated="{len(sheet.heads)}"/>'
        for line in sheet.above:
            yield _row([line])
        yield f"<table:table-header-rows>{_row(sheet.heads)}</table:table-header-rows>"
        yield from (_row(row) for row in sheet.rows)
        yield "</table:table>"
    yield "<table:database-ranges>"
    for sheet in pages:
        first, last = len(sheet.above) + 1, len(sheet.above) + 1 + len(sheet.rows)
        place = f"$'{sheet.name}'.$A${first}:$'{sheet.name}'.${_letters(len(sheet.heads))}${last}"
        yield (
            f"<table:database-range table:name={quoteattr('T_' + sheet.name)}"
            f' table:target-range-address={quoteattr(place)} table:contains-header="true"/>'
        )
    yield "</table:database-ranges></office:spreadsheet></office:body>"


def _row(values: Sequence[Value]) -> str:
    return f"<table:table-row>{''.join(map(_cell, values))}</table:table-row>"


def _cell(value: Value) -> str:
    kind = f'float" office:value="{value}' if isinstance(value, int) else "string"
    text = f"<text:p>{_text(str(value))}</text:p>"
    return f'<table:table-cell office:value-type="{kind}">{text}</table:table-cell>'


def _text(text: str) -> str:
    return escape(_CONTROL.sub(" ", text))


def _letters(number: int) -> str:
    """The name of the column: A for 1, AA for 27."""
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
