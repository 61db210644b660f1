"""Everything of a frozen edition in one file: each format in each language, with a manifest of checksums."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

from cases.statistics.edition import checksum, report_of
from cases.statistics.formats import FORMATS
from cases.statistics.formats.as_ods import NO_TIME
from cases.statistics.formats.as_pdf import can_draw
from cases.statistics.formats.as_px import px
from cases.statistics.result import Result
from cases.statistics.words import LANGUAGES

MANIFEST = "manifest.json"


def bundle(published: Mapping[str, Any]) -> bytes:
    """A zip; the same bytes for the same edition. Without Pango it has no PDF, and the manifest says so."""
    files = dict(_files(published))
    manifest = {
        "year": published["year"],
        "edition": published["number"],
        "content_sha256": checksum(published),
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
        "missing": [] if can_draw() else ["pdf"],
    }
    files[MANIFEST] = (json.dumps(manifest, indent=2) + "\n").encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in sorted(files.items()):
            package.writestr(zipfile.ZipInfo(name, NO_TIME), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def table_as_px(published: Mapping[str, Any], table: str) -> bytes:
    """One table of the edition in all its languages. Raises KeyError for a table that it has not."""
    results = {language: _tables(published, language)[table] for language in LANGUAGES}
    return px(results).encode()


def _files(published: Mapping[str, Any]) -> Iterator[tuple[str, bytes]]:
    stem = f"{published['year']}-{published['number']}"
    for language in LANGUAGES:
        report = report_of(published, language)
        for name, form in FORMATS.items():
            if name != "px" and (name != "pdf" or can_draw()):
                yield f"{stem}-{language}.{form.ending}", form.write(report)
    for table in _tables(published, LANGUAGES[0]):
        yield f"{stem}-{table}.px", table_as_px(published, table)


def _tables(published: Mapping[str, Any], language: str) -> dict[str, Result]:
    return {one.id: one for one in report_of(published, language).results}
