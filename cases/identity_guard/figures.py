"""What rows of digits are that are nobody's number: sums, times of the day, days."""

import re

from cases.identity_guard.spelled import Row

_SUM_AFTER = re.compile(
    r"[ ]?(?:kr|kroner|kronor|nok|usd|eur|euro|dollar|rupees?|rupi|prosent|pst|person|menneske|innbygg"
    r"|people|%|\$|€|£|,-|mill)",
    re.IGNORECASE,
)
_SUM_BEFORE = re.compile(
    r"(?:kr\.?|nok|usd|eur|€|\$|£|pkr|rs\.?|beløp(?:et)?(?: på)?|sum(?:men)?(?: på)?) ?$", re.IGNORECASE
)
_THOUSANDS = re.compile(r"\d{1,3}(?:[ .]000)+|\d{1,3}(?:[ .]\d{3}){2,}")
_SUM = r"(?>[1-9]\d{0,2}(?:[ .]\d{3})+)"
_SUMS = re.compile(rf"{_SUM}(?:[ ,;\-/\n]{{1,4}}{_SUM})*+")
_LONGEST_SUMS = 200
_CLOCK = re.compile(r"(?:[01]?\d|2[0-4])[.:][0-5]\d ?(?:-|til) ?(?:[01]?\d|2[0-4])[.:][0-5]\d")
_DAYS = re.compile(r"(?:\d{1,2}[./-]\d{1,2}[./-]\d{4}|\d{4}[./-]\d{1,2}[./-]\d{1,2})")
# Sums, years, dates, clock times, percentages and small counts, one after another.
_FIGURE = (
    r"(?:\d{1,3}(?:[ .]\d{3})+(?!\d)|(?:19|20)\d\d|\d{1,2}[.:]\d\d|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}"
    r"|\d{4}-\d\d-\d\d"
    r"|\d{1,3}(?:[.,]\d)?)"
)
# Atomic: what was read as one figure is not tried as several, or hostile rows would take for ever.
_FIGURES = re.compile(rf"(?>{_FIGURE})(?:[ ,;\-/.:()\n]{{1,4}}(?>{_FIGURE}))*+")


def is_figure(text: str, groups: Row) -> bool:
    """Whether groups of digits are a sum, times of the day or days: no number of anybody."""
    start, end = groups[0].start, groups[-1].end
    raw = text[start:end]
    return bool(
        _CLOCK.fullmatch(raw)
        or _DAYS.fullmatch(raw)
        or _SUM_AFTER.match(text, end)
        or _SUM_BEFORE.search(text, max(0, start - 16), start)
        or (
            all(_THOUSANDS.fullmatch(part.strip()) for part in raw.split("-") if part.strip())
            and not (len(groups) == 3 and len(groups[0].digits) == 2 and raw[-3:] != "000" and raw[0] in "49")
        )
    )


def are_sums(raw: str) -> bool:
    """Whether this is nothing but numbers with their thousands apart: "381 000 79 000"."""
    return len(raw) < _LONGEST_SUMS and bool(_SUMS.fullmatch(raw))


def plain_figures(raw: str) -> bool:
    """Whether this is nothing but sums, years, days, times and small counts, one after another."""
    return len(raw) < 200 and bool(_FIGURES.fullmatch(raw)) and not re.fullmatch(r"(?:\d{1,3}[ .\-]?)+", raw)
