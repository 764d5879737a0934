"""How long a period is (对比期的长度), however it was written: months, a year, a half, a quarter, days, a duration."""

import re
from datetime import date

_DAYS = 365.25 / 12  # of a month
_TO = r"\s*(?:\.\.+|至|到|~|～|—+|–|-|\bto\b)\s*"
_YEAR, _MONTH, _DAY = r"(\d{4})", r"(\d{1,2})(?!\d)", r"(\d{1,2})(?!\d)"
_Y_M = rf"{_YEAR}(?:\s*年\s*|[-/.]){_MONTH}(?:\s*月)?"
_Y_M_D = rf"{_YEAR}(?:\s*年\s*|[-/.]){_MONTH}(?:\s*月\s*|[-/.]){_DAY}(?:\s*日)?"
_UNITS = {
    **{"h": 1 / 24 / _DAYS, "小时": 1 / 24 / _DAYS, "d": 1 / _DAYS, "天": 1 / _DAYS, "日": 1 / _DAYS},
    **{"周": 7 / _DAYS, "week": 7 / _DAYS, "个月": 1, "月": 1, "month": 1, "年": 12, "a": 12, "year": 12},
}
_BETWEEN = re.compile(r"\s*(?:\||→|与|和|对比|\bvs\b\.?|\band\b)\s*")
_REASON = re.compile(r"[;；]\s*(\S.*)$")
_TOLERANCE = 0.05  # of a length: 28 and 29 February, 30 and 31 days


def _days(*parts):
    first, last = (date(*(int(part) for part in parts[at : at + 3])) for at in (0, 3))
    return ((last - first).days + 1) / _DAYS


def _months(year, month, last_year, last_month):
    return 12 * (int(last_year) - int(year)) + int(last_month) - int(month) + 1


_FORMS = [
    (rf"{_Y_M_D}{_TO}{_Y_M_D}", _days),
    (rf"{_Y_M}{_TO}{_Y_M}", _months),
    (rf"{_YEAR}\s*年\s*{_MONTH}\s*月?{_TO}{_MONTH}\s*月", lambda year, a, b: _months(year, a, year, b)),
    (rf"{_YEAR}\s*年?\s*(?:[上下]半年|H[12])", lambda year: 6),
    (rf"{_YEAR}\s*年?\s*(?:第?[一二三四1-4]\s*季度?|Q[1-4])", lambda year: 3),
    (_Y_M_D, lambda *_: 1 / _DAYS),
    (_Y_M, lambda *_: 1),
    (rf"{_YEAR}\s*年?{_TO}{_YEAR}(?:\s*年)?", lambda first, last: 12 * (int(last) - int(first) + 1)),
    (rf"{_YEAR}(?!\d)", lambda year: 12),
    (rf"(\d+(?:\.\d+)?)\s*({'|'.join(_UNITS)})s?", lambda count, unit: float(count) * _UNITS[unit]),
]


def period_length(text):
    """Return the length of a period. [months]

    Parameters
    ----------
    text : str
        ``2012-01..2012-12``, ``2012 年``, ``2013 年 1 月至 6 月``, ``2012 年上半年``, ``2012Q3``,
        ``2012-09-18 至 2012-09-20``, ``72 h``; words may follow.

    Returns
    -------
    float or None
        None where the text names no period.

    Examples
    --------
    >>> period_length("2013-02 至 2014-01"), period_length("2012 年"), period_length("竣工决算")
    (12, 12, None)
    """
    for form, length in _FORMS:
        found = re.match(form, text.strip())
        if found:
            return length(*found.groups())
    return None


def compared_lengths(text):
    """Return the lengths of two periods compared (before, after), and the reason that follows a semicolon.

    Returns
    -------
    tuple of float, float, str
        [months]; None where the text does not name two periods.

    Examples
    --------
    >>> compared_lengths("2012 年与 2013-01 至 2013-06; 按月均折算")
    (12, 6, '按月均折算')
    """
    reason = _REASON.search(text)
    parts = _BETWEEN.split(text[: reason.start()] if reason else text)
    lengths = [period_length(part) for part in parts]
    if len(lengths) != 2 or None in lengths:
        return None
    return lengths[0], lengths[1], reason[1] if reason else ""


def unequal_periods(text):
    """Return the lengths of the periods before and after where they differ without a reason, else "".

    Parameters
    ----------
    text : str
        Both periods in any form that `period_length` reads, joined by ``|``, 与, 和, vs or →; a reason may follow a
        semicolon. What names no two periods is not judged.

    Returns
    -------
    str
        Months before and after, joined by ``/``.

    Examples
    --------
    >>> unequal_periods("2012 年与 2013 年上半年"), unequal_periods("2012 年与 2013-04 至 2014-03")
    ('12/6', '')
    """
    found = compared_lengths(text)
    if found is None or found[2] or abs(found[0] - found[1]) <= _TOLERANCE * max(found[:2]):
        return ""
    return f"{found[0]:.3g}/{found[1]:.3g}"
