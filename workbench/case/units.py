"""Units of measure: one closed registry, one conversion at the border.

Only what stands in ``units.txt`` exists. Days, years and batches are separate dimensions there, so ``t/d`` never
becomes ``t/a`` by the calendar; `converter` joins them through the case's own operating days and hours.
"""

import re
import unicodedata
from functools import cache
from importlib.resources import files

from ..errors import UnitError

_CHINESE = {
    "标准立方米": "Nm3",
    "标立方米": "Nm3",
    "立方米": "m3",
    "吨标准煤": "tce",
    "吨标煤": "tce",
    "千克标准煤": "kgce",
    "平方米": "m2",
    "千瓦时": "kWh",
    "千克": "kg",
    "公斤": "kg",
    "毫克": "mg",
    "吨": "t",
    "克": "g",
    "千升": "kL",
    "升": "L",
    "方": "m3",
    "度": "kWh",
    "小时": "h",
    "分钟": "min",
    "天": "d",
    "日": "d",
    "月": "month",
    "年": "a",
    "批次": "batch",
    "批": "batch",
    "班": "shift",
    "头": "head",
    "件": "piece",
    "个": "piece",
    "台": "piece",
    "套": "piece",
    "人次": "person",
    "人": "person",
    "元": "yuan",
    "kW·h": "kWh",
    "kW.h": "kWh",
    "°C": "K",
    "μg": "ug",
    "%": "pct",
    "‰": "permille",
}
_MULTIPLES = {"亿": "1e8", "万": "1e4", "千": "1e3"}
_TOKEN = re.compile(r"1e[348]|[A-Za-z][A-Za-z0-9]*|\*|/|\(|\)|1(?![0-9])")


@cache
def _registry():
    from pint import UnitRegistry

    text = (files(__package__) / "units.txt").read_text(encoding="utf-8")
    registry = UnitRegistry(None)
    registry.load_definitions(text.splitlines())
    return registry


def _normalise(text):
    plain = unicodedata.normalize("NFKC", text).replace("℃", "°C").replace("µ", "μ")
    plain = re.sub(r"\s|\^|\((?:干|湿|标|标态|干基|湿基)\)", "", plain).replace("×", "*")
    for chinese, latin in _CHINESE.items():
        plain = plain.replace(chinese, latin)
    for chinese, factor in _MULTIPLES.items():
        plain = re.sub(chinese + "([A-Za-z][A-Za-z0-9]*)", rf"({factor}*\1)", plain)
    return plain.replace("·", "*")


@cache
def parse(text):
    """Return one of a unit as people write it.

    Parameters
    ----------
    text : str
        A unit such as ``m³/d``, ``万kWh``, ``吨/年`` or ``mg/L``.

    Returns
    -------
    pint.Quantity
        One of that unit.

    Raises
    ------
    UnitError
        If any part of the text is not in the registry.

    Examples
    --------
    >>> f"{parse('万m³/d').to('m3/d').magnitude:g}"
    '10000'
    """
    plain = _normalise(text)
    if plain in ("1", "-", ""):
        return _registry().Quantity(1.0)
    if "".join(_TOKEN.findall(plain)) != plain:
        raise UnitError(f"未知单位 {text!r}", f"unknown unit {text!r}")
    try:
        return 1.0 * _registry().parse_expression(plain)
    except Exception:
        raise UnitError(f"未知单位 {text!r}", f"unknown unit {text!r}") from None


def known(text):
    """Return whether a unit is in the registry."""
    try:
        parse(text)
    except UnitError:
        return False
    return True


def converter(days=None, hours=None):
    """Return the function ``convert(value, unit, to)`` of a case.

    Parameters
    ----------
    days : float, optional
        Operating days of a year. [d/a]
    hours : float, optional
        Operating hours of a day. [h/d]

    Returns
    -------
    callable
        ``convert(unit, to) -> float``, the factor from one unit to the other. It raises `UnitError` where the two
        measure different things, or where days and years meet and the case does not say how many days it runs.
    """

    @cache
    def factor(unit, to):
        ratio = (parse(unit) / parse(to)).to_base_units()
        for dimension, span in (("year", _span(days, "d / a")), ("day", _span(hours, "h / d"))):
            power = ratio.dimensionality.get(f"[{dimension}]", 0)
            if power and span is not None:
                ratio = (ratio * _registry().parse_expression(span) ** power).to_base_units()
        if ratio.dimensionless:
            return float(ratio.magnitude)
        raise UnitError(*_mismatch(unit, to, ratio.dimensionality))

    return factor


def _span(number, unit):
    return None if number is None else f"{number} * {unit}"


def _mismatch(unit, to, dimensionality):
    for first, second, setting in (("year", "day", "operating_days"), ("day", "second", "operating_hours")):
        if f"[{first}]" in dimensionality and f"[{second}]" in dimensionality:
            return (
                f"{unit} 与 {to} 之间换算需要 case.toml 的 {setting}",
                f"converting {unit} to {to} needs {setting} in case.toml",
            )
    return f"{unit} 不能换算为 {to}", f"cannot convert {unit} to {to}"
