"""The report as a workbook for Excel; no text in it is a formula or a link."""

import io
from datetime import date, datetime, time

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from cases.statistics.formats.sheets import Sheet, sheets, title
from cases.statistics.result import Report

WIDEST = 60


def as_xlsx(report: Report) -> bytes:
    """The same bytes for the same report: the file says no time of its own."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties(
            {"title": title(report), "created": datetime.combine(date(report.year + 1, 1, 1), time())}
        )
        for sheet in sheets(report):
            _write(book.add_worksheet(sheet.name), sheet)
    return out.getvalue()


def _write(page: Worksheet, sheet: Sheet) -> None:
    for number, line in enumerate(sheet.above):
        page.write_string(number, 0, line)
    first = len(sheet.above)
    last = first + max(len(sheet.rows), 1)
    columns = [{"header": head} for head in sheet.heads]
    page.add_table(
        first,
        0,
        last,
        len(sheet.heads) - 1,
        {"columns": columns, "autofilter": False, "name": f"T_{sheet.name}"},
    )
    for number, row in enumerate(sheet.rows, first + 1):
        # Each as what it is: asked to guess, the library makes a formula of what begins like one.
        for place, value in enumerate(row):
            if isinstance(value, int):
                page.write_number(number, place, value)
            else:
                page.write_string(number, place, value)
    for place, head in enumerate(sheet.heads):
        longest = max([len(head), *(len(str(row[place])) for row in sheet.rows)])
        page.set_column(place, place, min(longest + 2, WIDEST))
    page.freeze_panes(first + 1, 0)
