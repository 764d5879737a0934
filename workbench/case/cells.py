"""One cell of text turned into a value of its column's type, or a problem."""

import datetime
import math
import re
import unicodedata

from .problems import did_you_mean
from .schema import choice_label

_EXCEL_ERRORS = ("#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#N/A", "#NUM!", "#NULL!")
_BOOLEANS = {"yes": True, "no": False, "true": True, "false": False, "是": True, "否": False}
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 0?0:00(?::00)?)?")
_MONTH = re.compile(r"(\d{4})[-/.年](\d{1,2})月?(?:[-/.]0?1)?")


def convert(field, text):
    """Return (value, problem arguments) of one cell.

    Parameters
    ----------
    field : Field
        Column the cell stands in.
    text : str
        What was typed; empty means unknown.

    Returns
    -------
    value : object
        Value of the column's type, None if unknown or wrong.
    wrong : dict or None
        Keyword arguments of `problem` (with ``code``) if the cell is wrong.
    """
    if text == "":
        return None, None
    if text in _EXCEL_ERRORS:
        return None, {
            "code": "excel_error",
            "value": text,
            "hint": "修正公式后重存 mend the formula and save again",
        }
    return _CONVERTERS[field.type](field, text)


def _text(_, text):
    return text, None


def _list(_, text):
    return ";".join(part.strip() for part in text.replace("；", ";").split(";") if part.strip()), None


def _number(_, text):
    plain = unicodedata.normalize("NFKC", text)
    try:
        value = float(plain) if re.fullmatch(r"[-+0-9.eE]+", plain) else math.nan
    except ValueError:
        value = math.nan
    if math.isfinite(value):
        return value, None
    return None, {"code": "not_a_number", "value": text, "hint": _number_hint(plain)}


def _number_hint(plain):
    if re.fullmatch(r"[-+]?[\d,]+(\.\d+)?", plain):
        return "去掉千分位逗号 leave out the thousands separators"
    if re.match(r"[<＜]|未检出|ND", plain):
        return "未检出: 留空并填 detection_limit; not detected: leave empty, give the detection_limit"
    if re.match(r"[-+]?\d", plain):
        return "单位写入 unit 列 the unit goes to the unit column"
    return "未知请留空 leave empty if unknown"


def _amount(field, text):
    value, wrong = _number(field, text)
    if wrong is None and value < 0:
        return None, {"code": "negative_amount", "value": text}
    return value, wrong


def _fraction(field, text):
    percent = text.endswith(("%", "％"))
    value, wrong = _number(field, text[:-1] if percent else text)
    if wrong is None:
        value = value / 100 if percent else value
        if not 0 <= value <= 1:
            return None, {
                "code": "impossible_fraction",
                "value": text,
                "hint": "8 % 写作 0.08 write 8 % as 0.08",
            }
    return value, wrong


def _integer(field, text):
    value, wrong = _number(field, text)
    if wrong is None and value != int(value):
        return None, {"code": "not_an_integer", "value": text}
    return (value if wrong else int(value)), wrong


def _boolean(_, text):
    value = _BOOLEANS.get(text.lower())
    if value is None:
        return None, {"code": "not_a_boolean", "value": text, "hint": "填 yes 或 no write yes or no"}
    return value, None


def _choice(field, text):
    if text in field.values:
        return text, None
    known = ", ".join(f"{value} {choice_label(field.table, field.column, value)}" for value in field.values)
    hint = did_you_mean(text, field.values) or f"可选 one of: {known}"
    return None, {"code": "unknown_choice", "value": text, "hint": hint}


def _unit(_, text):
    from .units import known

    if known(text):
        return text, None
    hint = "例如 t/d, m3/d, kWh/a, mg/L, kgce/t; 见 docs 数据字典 see the data dictionary"
    return None, {"code": "unknown_unit", "value": text, "hint": hint}


def _date(_, text):
    match = _DATE.fullmatch(unicodedata.normalize("NFKC", text))
    try:
        return datetime.date(*map(int, match.groups())).isoformat(), None
    except (AttributeError, ValueError):
        return None, {"code": "not_a_date", "value": text, "hint": "例如 e.g. 2012-06-30"}


def _month(_, text):
    match = _MONTH.fullmatch(unicodedata.normalize("NFKC", text))
    if match and 1 <= int(match[2]) <= 12:
        return f"{match[1]}-{int(match[2]):02d}", None
    return None, {"code": "not_a_month", "value": text, "hint": "例如 e.g. 2012-06"}


_CONVERTERS = {
    "id": _text,
    "text": _text,
    "list": _list,
    "number": _number,
    "amount": _amount,
    "fraction": _fraction,
    "integer": _integer,
    "boolean": _boolean,
    "choice": _choice,
    "unit": _unit,
    "date": _date,
    "month": _month,
}
