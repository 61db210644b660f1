"""The report as a PDF that assistive technology reads (PDF/UA-1): contents, charts and tagged tables.

WeasyPrint draws it with the system's Pango. Nothing is fetched but the house's own font and style sheet.
"""

import base64
import hashlib
import os
import re
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import translation

from advisory.circles import sought_later
from cases.statistics.formats.as_json import as_json
from cases.statistics.formats.sheets import CONTENTS, title
from cases.statistics.note_words import MARK
from cases.statistics.result import Report, Status
from cases.statistics.shown import shown_table

FONT = "inter/inter-latin-wght-normal.woff2"
STYLE = "frittvalg/report.css"
CHART_STYLE = "frittvalg/report_chart.css"
VARIANT = "pdf/ua-1"


class NoPdf(Exception):
    """This machine cannot draw a PDF; the reason is the system library's."""


def as_pdf(report: Report) -> bytes:
    """The same bytes for the same report. Raises NoPdf where Pango is missing."""
    # Two files with the same figures are the same file; a PDF would otherwise be numbered at random.
    identity = hashlib.sha256(as_json(report).encode()).hexdigest()[:32].encode()
    with sought_later():
        return bytes(laid_out(report).write_pdf(pdf_variant=VARIANT, pdf_identifier=identity))


def laid_out(report: Report) -> Any:
    """The sheets with all that stands on them, as a document of WeasyPrint. Raises NoPdf like `as_pdf`."""
    weasyprint = _weasyprint()
    with translation.override(report.language):
        page = _styled(render_to_string("cases/report_print.html", _context(report)))
    ours = weasyprint.urls.URLFetcher(allowed_protocols=["data"])
    fonts = weasyprint.text.fonts.FontConfiguration()
    return weasyprint.HTML(string=page, base_url="", url_fetcher=ours).render(
        stylesheets=[weasyprint.CSS(string=_style(), url_fetcher=ours, font_config=fonts)],
        font_config=fonts,
        pdf_variant=VARIANT,
    )


def can_draw() -> bool:
    """Whether this machine has what `as_pdf` needs."""
    try:
        _weasyprint()
    except NoPdf:
        return False
    return True


def _weasyprint() -> Any:
    """Imported when it is needed: without Pango the import itself fails, and everything else must work."""
    try:
        import weasyprint
    except OSError as error:
        raise NoPdf(str(error)) from error
    # A font that is cut to what is used would carry the time it was cut at.
    os.environ.setdefault("SOURCE_DATE_EPOCH", "0")
    return weasyprint


def _context(report: Report) -> dict[str, Any]:
    language = report.language
    return {
        "title": title(report),
        "language": language,
        "mark": "" if report.status is Status.PUBLISHED else MARK.into(language),
        "contents": CONTENTS.into(language),
        "tables": [shown_table(result, language) for result in report.results],
    }


def _styled(page: str) -> str:
    """Each drawing with its style within: a drawing does not see the page's."""
    style = f"<style>{_found(CHART_STYLE).decode()}</style>"
    return re.sub(r"<svg\b[^>]*>", lambda found: found.group() + style, page)


@cache
def _style() -> str:
    """The style sheet with the font within it, so that nothing has to be fetched."""
    font = base64.b64encode(_found(FONT)).decode()
    return (
        f"@font-face{{font-family:Inter;src:url(data:font/woff2;base64,{font})}}\n" + _found(STYLE).decode()
    )


def _found(name: str) -> bytes:
    path = finders.find(name)
    if path is None:
        raise FileNotFoundError(name)
    return Path(path).read_bytes()
