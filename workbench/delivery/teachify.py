"""A teaching case from a real one: scaled, renamed, dates shifted — and as closed as it was.

Every number is multiplied by ``k^e · m^f``: `e` is how extensive its unit is (t/d 1, mg/L 0, 元/t −1), `f` how often
it holds money, `k` and `m` two secret factors. Multiplying by powers that follow the units carries sums, products and
quotients over: balances close to the same fraction, unit consumptions, levels, pay-back times, NPVR and IRR stay what
they were. Years move back by whole years, so seasons stay; the laws that a date chooses may then be older ones.

What protects the enterprise, and what does not
-----------------------------------------------
`k`, `m` and the shift are taken from HMAC-SHA256 of the secret over the id of the case and are stored nowhere. The
hash cannot be run backwards: without the secret nobody computes them, and who learns one of them learns neither the
other, nor the secret, nor those of another case. Twelve characters or more are asked for, so that trying them all is
no way either. Names, texts, ids and meters are gone for good, with the secret or without.

The scale itself is one number, and exact balances cannot hide it from somebody who has other knowledge: one true
figure of a plant that is recognised is enough to divide by; and who takes for granted that the old figures were round
(3000 t, 50 万元) may search for the factor that makes them round again. Ratios are kept on purpose, so a plant known by
a unique one may be recognised. A teaching copy hides whose data it is; it is no encryption, and a case under a duty of
secrecy needs the client's consent all the same.
"""

import datetime
import hashlib
import hmac
import math
import re
from dataclasses import replace

from ..case import OUTSIDE, fields
from ..case.cells import convert
from ..case.sheets import NUMERIC, canonical, number_text
from ..case.units import known, parse
from ..errors import UsageError
from .sanitize import KEPT, known_names, numbered, read_sound, without_texts, write_copy

SHORTEST_SECRET = 12
_EXTENSIVE = {
    "[mass]": 1,
    "[length]": 1 / 3,
    "[normal_volume]": 1,
    "[energy]": 1,
    "[standard_coal]": 1,
    "[power]": 1,
    "[substance]": 1,
    "[piece]": 1,
    "[head]": 1,
}
_COUNTED = re.compile(r"[台套个]")
_UNITS = {
    ("consumption", "quota"): None,
    ("waste_records", "quota"): None,
    ("carriers", "heating_value"): None,
    ("monitoring", "reference_water"): None,
    ("monitoring", "flow"): "flow_unit",
    ("facilities", "inlet"): "concentration_unit",
    ("facilities", "outlet"): "concentration_unit",
    ("facilities", "limit"): "concentration_unit",
    ("benefits", "quantity"): "quantity_unit",
    ("benefits", "price"): "price_unit",
}
"""Column of a number's unit where it is not ``unit``; None: a ratio that stays."""
_OF_OUTPUT = (("monitoring", "output"), ("effects", "output_before"), ("effects", "output_after"))
_YEARS = (("prices", "year"), ("equipment", "year"), ("goals", "baseline_year"))
_DATED_TEXTS = (("balances", "period"), ("effects", "period"), ("measurements", "time"), ("measurements", "run"))
_RENAMED = {"processes": "U", "flows": "F", "measurement_plan": "P", "equipment": "E", "facilities": "S"}
_LEFT = ("expected",)
_NO_METERS = (("flows", "meter"),)
_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)(-\d\d)(-\d\d)?(?!\d)")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=\s*年)")
_PLANT_NUMBER = re.compile(
    r"第?[一二三四五六七八九十\d]+(?:、[一二三四五六七八九十\d]+)*(?=分?厂|号?车间)|(?<=plant) \d+|(?<=plants) \d+(?: and \d+)*"
)
"""Which of several plants or workshops: 硫酸一厂 becomes 硫酸厂."""
_AMOUNT = re.compile(
    r"\d[\d.,]*\s*[万千亿]?\s*(?:Nm3|m3|m³|kWh|MWh|GWh|GJ|MJ|MW|kW|tce|kg|t|吨|元|立方米|千瓦)(?![A-Za-z])(?:/[A-Za-z]+|/[年天日])?"
)
_NOTE = (
    "由一个案例按保密系数缩放、改名、移期而成的教学数据, 不对应任何企业; 比值与平衡保持原样 / "
    "teaching data made from a case by secret scaling, renaming and shifted dates; it is no enterprise's data"
)


def teachify(folder, out, secret, names=()):
    """Write a teaching copy of a case: scaled, renamed, shifted in time.

    Parameters
    ----------
    folder : str or path
        Case id, folder or workbook.
    out : str or path
        Folder to make; its last part becomes the id.
    secret : str
        At least twelve characters; the same secret gives the same copy.
    names : sequence of str, optional
        Further names to strike out.

    Returns
    -------
    pathlib.Path
        The new folder. Expected results are left out: they belong to the old numbers.

    Raises
    ------
    UsageError
        If the secret is too short, a unit says nothing about scaling, ``out`` exists or there is no such case.
    CaseError
        If the case has problems.
    WorkbenchError
        If a name would still stand in the copy.
    """
    if len(secret) < SHORTEST_SECRET:
        raise UsageError(f"密钥至少 {SHORTEST_SECRET} 个字符 / the secret needs {SHORTEST_SECRET} characters")
    source = read_sound(folder, out)
    _refuse_unknown_units(source)
    struck = known_names(source, names)
    struck += [name for name in _workshops(source) if len(name) > 2 and name not in struck]
    key = _Key(secret, source.settings["id"])
    tables = {table: raw for table, raw in source.tables.items() if table not in _LEFT}
    source = without_texts(replace(source, tables=_rename_workshops(tables)), struck)
    tables = {table: _changed(table, raw, key) for table, raw in _rename_ids(source.tables).items()}
    settings = {name: _setting(name, text, key) for name, text in source.settings.items() if name != "listed.date"}
    settings |= {"provenance": "synthetic", "provenance_note": _NOTE}
    return write_copy(out, settings, tables, struck)


class _Key:
    """The factors of amounts and of money, and the years to go back."""

    def __init__(self, secret, case):
        def drawn(purpose):
            digest = hmac.new(secret.encode("utf-8"), f"{purpose}\n{case}".encode(), hashlib.sha256).digest()
            return int.from_bytes(digest[:8], "big") / 2**64

        self.amount, self.money = _factor(drawn("amount")), _factor(drawn("money"))
        self.years = 1 + int(4 * drawn("years"))

    def scale(self, value, unit):
        """Return a number in a unit, scaled; fifteen digits, as a spreadsheet keeps them."""
        extensive, money = degrees(unit)
        if not extensive and not money:
            return value
        return float(f"{value * self.amount**extensive * self.money**money:.15g}")

    def day(self, text):
        """Return a date or month moved back; 29 February becomes the 28th where it has to."""
        return _DAY.sub(self._moved, text)

    def _moved(self, match):
        year, month, day = int(match[1]) - self.years, match[2], match[3] or ""
        try:
            datetime.date(year, int(month[1:]), int(day[1:] or 1))
        except ValueError:
            day = "-28" if day == "-29" else day
        return f"{year}{month}{day}"

    def year(self, text):
        """Return a text whose years (2012 年) are moved back."""
        return _YEAR.sub(lambda match: str(int(match[1]) - self.years), text)


def _factor(drawn):
    """Return 0.5…0.8 or 1.25…2, evenly in the logarithm: never near one."""
    low, high = math.log(0.5), math.log(0.8)
    value = math.exp(low + (high - low) * (2 * drawn % 1))
    return value if drawn < 0.5 else 1 / value


def degrees(unit):
    """Return (extensive degree, money degree) of a unit.

    Examples
    --------
    >>> degrees("t/d"), degrees("mg/L"), degrees("元/t"), degrees("万元/a"), degrees("台")
    ((1.0, 0), (0.0, 0), (-1.0, 1), (0.0, 1), (0.0, 0))
    """
    dimensions = parse(unit).dimensionality
    counted = {"[piece]"} if _COUNTED.search(unit) else set()
    extensive = sum(
        weight * float(dimensions.get(name, 0)) for name, weight in _EXTENSIVE.items() if name not in counted
    )
    return round(extensive, 9) + 0.0, int(dimensions.get("[money]", 0))


def _unit_of(field, row):
    """Return the unit of a number in its row; a number without one is a ratio or a count."""
    if field.unit:
        return field.unit
    if (field.table, field.column) in _OF_OUTPUT:
        return "t"
    column = _UNITS.get((field.table, field.column), "unit")
    return "" if column is None else row.get(column, "")


def _refuse_unknown_units(source):
    wrong = {
        f"{table}: {unit}"
        for table, raw in source.tables.items()
        for _, cells in raw.rows
        for name, text in zip(raw.header, cells, strict=True)
        if text and fields()[table][name].type in ("number", "amount")
        for unit in [_unit_of(fields()[table][name], dict(zip(raw.header, cells, strict=True)))]
        if not known(unit)
    }
    if wrong:
        listed = ", ".join(sorted(wrong))
        raise UsageError(f"单位不可识别, 不知如何缩放: {listed} / units that do not say how to scale: {listed}")


def _workshops(source):
    raw = source.tables["processes"]
    column = raw.header.index("workshop") if "workshop" in raw.header else None
    return (
        [] if column is None else sorted({cells[column] for _, cells in raw.rows}, key=lambda name: (-len(name), name))
    )


def _rename_workshops(tables):
    """Number the workshops, alike in every table."""
    field = fields()["processes"]["workshop"]
    places = [(table, raw.header.index("workshop")) for table, raw in tables.items() if "workshop" in raw.header]
    texts = [cells[column] for table, column in places for _, cells in tables[table].rows]
    new = dict(zip(texts, numbered(field, texts), strict=True))
    return {table: _mapped(raw, {"workshop": new}) for table, raw in tables.items()}


def _rename_ids(tables):
    """Number the ids of processes, flows, points and equipment, wherever they are referred to."""
    new = {}
    for table, letter in _RENAMED.items():
        if table in tables:
            column = tables[table].header.index(next(iter(fields()[table])))
            ids = [cells[column] for _, cells in tables[table].rows]
            new[table] = {old: f"{letter}{number:03d}" for number, old in enumerate(ids, 1)} | {OUTSIDE: OUTSIDE}
    renamed = {}
    for table, raw in tables.items():
        own = {next(iter(fields()[table])): new[table]} if table in new else {}
        refer = {name: new[fields()[table][name].refers] for name in raw.header if fields()[table][name].refers in new}
        renamed[table] = _mapped(raw, refer | own)
    return renamed


def _mapped(raw, maps):
    rows = [
        (number, tuple(maps.get(name, {}).get(text, text) for name, text in zip(raw.header, cells, strict=True)))
        for number, cells in raw.rows
    ]
    return replace(raw, rows=tuple(rows))


def _changed(table, raw, key):
    rows = []
    for number, cells in raw.rows:
        row = dict(zip(raw.header, cells, strict=True))
        rows.append((number, tuple(_cell(fields()[table][name], text, row, key) for name, text in row.items())))
    return replace(raw, rows=tuple(rows))


def _cell(field, text, row, key):
    place = (field.table, field.column)
    if text == "" or place in _NO_METERS:
        return ""
    if place in _YEARS:
        return str(int(float(text)) - key.years)
    if field.type in ("number", "amount"):
        return _scaled(field, text, _unit_of(field, row), key)
    if field.type in ("date", "month"):
        return key.day(canonical(field, text))
    if place in _DATED_TEXTS:
        return key.year(key.day(text))
    if field.type == "text" and field.column in KEPT.get(field.table, ()) and "unit" not in field.column:
        return _PLANT_NUMBER.sub("", _AMOUNT.sub("若干", text))
    return text


def _scaled(field, text, unit, key):
    value, _ = convert(field, text)
    return number_text(key.scale(value, unit))


def _setting(name, text, key):
    field = fields()["case"][name]
    if field.type == "date":
        return key.day(canonical(field, text))
    return _scaled(field, text, field.unit, key) if field.type in NUMERIC and field.unit else text
