"""The files of an edition that is out: each format in each language, each table as PX, and all in one."""

from collections.abc import Sequence

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from advisory.http import AdviserRequest
from advisory.pages import may, page
from advisory.rights import Act
from cases.services.editions import Issued, editions
from cases.statistics.edition import report_of
from cases.statistics.formats import FORMATS
from cases.statistics.formats.as_pdf import NoPdf
from cases.statistics.formats.bundle import bundle, table_as_px
from cases.statistics.words import LANGUAGES

# A PX file is of one table in all languages, so it has a place of its own.
FILES = [name for name in FORMATS if name != "px"]


@page(may(Act.EDITIONS))
@require_safe
def edition_file(request: AdviserRequest, number: int, language: str, name: str) -> HttpResponse:
    """The frozen tables in one format and language; of an edition that is not out there is none."""
    found = _out(number)
    if language not in LANGUAGES or name not in FILES:
        raise Http404
    form = FORMATS[name]
    try:
        content = form.write(report_of(found.published, language))
    except NoPdf:
        raise Http404 from None
    return _file(content, form.kind, f"{found.year}-{number}-{language}.{form.ending}")


@page(may(Act.EDITIONS))
@require_safe
def edition_px(request: AdviserRequest, number: int, table: str) -> HttpResponse:
    """One frozen table as PX, in all languages."""
    found = _out(number)
    try:
        content = table_as_px(found.published, table)
    except KeyError:
        raise Http404 from None
    return _file(content, FORMATS["px"].kind, f"{found.year}-{number}-{table}.px")


@page(may(Act.EDITIONS))
@require_safe
def edition_bundle(request: AdviserRequest, number: int) -> HttpResponse:
    """All files in one, with a manifest of checksums."""
    found = _out(number)
    return _file(bundle(found.published), "application/zip", f"{found.year}-{number}.zip")


def found_among(known: Sequence[Issued], number: int) -> Issued:
    """Raises Http404 for an edition that there is not."""
    found = next((one for one in known if one.number == number), None)
    if found is None:
        raise Http404
    return found


def _out(number: int) -> Issued:
    found = found_among(editions(), number)
    if not found.is_out:
        raise Http404
    return found


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
