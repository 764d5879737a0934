"""Words of exercises: values put into sentences with the decimals that suit them, units as people write them."""

import math
import re
from decimal import Decimal

from .numbers import decimals_of, round_to_step

NAME = r"\{([A-Za-z_]\w*)(?:\[(\d+)\])?(?::(\d+))?\}"
"""``{name}``, an item ``{name[2]}``, with decimals ``{name:1}``."""

# Where YAML folds Chinese lines it leaves a space.
_FOLDED = "(?<=[\u3000-\u9fff\uff00-\uffef]) (?=[\u3000-\u9fff\uff00-\uffef])|(?<=[，。；：、！？]) "
UNITS = {"percent": "pct"}
_WRITTEN = {
    **{"percent": ("%", "%"), "pct": ("%", "%"), "1": ("", ""), "万元": ("万元", "10⁴ CNY"), "元": ("元", "CNY")},
    **{"万元/a": ("万元/a", "10⁴ CNY/a"), "万元/t": ("万元/t", "10⁴ CNY/t"), "元/t": ("元/t", "CNY/t")},
    **{"piece": ("个", "pieces"), "month": ("月", "months"), "d": ("d", "d"), "": ("", "")},
}


def plain_unit(unit):
    """Return a unit as the registry knows it."""
    return UNITS.get(unit.strip(), unit)


def unit_words(unit, lang="zh"):
    """Return a unit as people write it.

    Examples
    --------
    >>> unit_words("percent"), unit_words("m3/d"), unit_words("万元/a", "en")
    ('%', 'm³/d', '10⁴ CNY/a')
    """
    if unit in _WRITTEN:
        return _WRITTEN[unit][lang == "en"]
    written = re.sub(r"m([23])(?!\d)", lambda match: "m" + "²³"[int(match[1]) - 2], unit)
    return written.replace("yuan", "元" if lang == "zh" else "CNY").replace("元", "元" if lang == "zh" else "CNY")


def number_words(value, decimals=None):
    """Return a number with its decimals; without them, with four significant digits.

    Examples
    --------
    >>> number_words(80.04, 1), number_words(1345.12), number_words(0.01234)
    ('80.0', '1345', '0.01234')
    """
    if decimals is None:
        decimals = 0 if float(value) == 0 else max(0, 3 - math.floor(math.log10(abs(float(value)))))
    text = f"{Decimal(str(round_to_step(value, f'1e-{decimals}'))):.{decimals}f}"
    return text.replace("-", "−")


def decimals_for(tolerance):
    """Return the decimals that show a number one digit finer than its tolerance."""
    return max(0, 1 + math.ceil(-math.log10(tolerance) - 1e-9)) if tolerance > 0 else None


def value_words(value, lang, decimals=None, options=()):
    """Return a single value for people: a number, a date, truth, or an option by its name."""
    named = {str(option["id"]): option[lang] for option in options}
    if isinstance(value, bool):
        return {"zh": "是" if value else "否", "en": "yes" if value else "no"}[lang]
    if isinstance(value, str):
        return named.get(value, value)
    return "—" if value is None else number_words(value, decimals)


def fill(exercise, text, values, lang):
    """Return a text with its ``{names}`` replaced by values."""

    def written(match):
        name, item, decimals = match.groups()
        value = values[name] if item is None else values[name][int(item)]
        how = exercise.given.get(name) or exercise.asked.get(name) or {}
        return written_value(how, value, lang, int(decimals) if decimals else None, item)

    sentence = re.sub(NAME, written, text[lang] if isinstance(text, dict) else text).strip()
    return re.sub(_FOLDED, "", sentence)


def written_value(how, value, lang, decimals=None, item=None):
    """Return a value of an exercise for people: each item of a list with its own decimals, options by their name.

    Parameters
    ----------
    how : dict
        Its entry of ``given`` or ``asked``.
    value : object
    lang : {"zh", "en"}
    decimals : int, optional
        Instead of those that suit the value.
    item : int, optional
        Position, where the value is one item of a list.
    """
    if isinstance(value, list | tuple):
        items = [written_value(how, one, lang, decimals, place) for place, one in enumerate(value)]
        return ("、" if lang == "zh" else ", ").join(items)
    options = [*how.get("choices", []), *how.get("choose", []), *how.get("choose_all", [])]
    return value_words(value, lang, shown_decimals(how, value, item) if decimals is None else decimals, options)


def shown_decimals(how, value, item=None):
    """Return the decimals in which a value is shown: stated, of the step, or one finer than the tolerance."""
    if "decimals" in how:
        return how["decimals"]
    if "step" in how:
        return decimals_of(how["step"][int(item)] if isinstance(how["step"], list) else how["step"])
    if "value" in how:
        return decimals_of(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
    if ("answer" in how or "tolerance" in how) and isinstance(value, int | float) and not isinstance(value, bool):
        from .values import tolerance_of

        return decimals_for(tolerance_of(how, value))
    return None
