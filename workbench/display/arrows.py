"""Rows of the table `flows`, made ready to be drawn: name, amount, kind and how sure the amount is."""

import re

import pandas as pd

from workbench.display.style import UNKNOWN, number

OUTSIDE = "outside"

# How an amount was obtained is told by its writing, which survives black-and-white print.
MARKS = {
    "measured": ("{}", "123 实测", "123 measured"),
    "reconciled": ("{}*", "123* 校正", "123* reconciled"),
    "calculated": ("({})", "(123) 计算", "(123) calculated"),
    "estimated": ("≈{}", "≈123 估算", "≈123 estimated"),
    "unknown": ("?", "? 未知", "? unknown"),
    "suspect": ("{}‼", "123‼ 可疑", "123‼ suspect"),
}
_MARK_OF_STATUS = {"redundant": "reconciled", "observable": "calculated", "unobservable": "unknown"}
_MARK_OF_BASIS = {
    "metered": "measured",
    "ledger": "measured",
    "calculated": "calculated",
    "estimated": "estimated",
}
_TEXT_COLUMNS = ["flow", "source", "target", "material", "name", "name_en", "unit", "kind", "side", "basis", "status"]


def read_arrows(flows, lang="zh", unit=""):
    """Return the arrows of a diagram.

    Parameters
    ----------
    flows : pandas.DataFrame
        Columns source, target, amount; optional flow, name, name_en, material, unit, kind, side, basis,
        reconciled, status, suspect. A reconciled value is drawn in place of the amount.
    lang : {"zh", "en"}
        Language of the names.
    unit : str
        Unit of amount and reconciled, where it is one for all; "" takes the column unit.

    Returns
    -------
    pandas.DataFrame
        Columns flow, source, target, label, amount, unit, kind, side, mark, text (the amount as it is
        written in the picture), tip.
    """
    table = flows.reset_index(drop=True).reindex(columns=[*_TEXT_COLUMNS, "amount", "reconciled", "suspect"])
    for column in _TEXT_COLUMNS:
        table[column] = table[column].astype(object).where(table[column].notna(), "")
    table["unit"] = [unit_text(unit or own) for own in table["unit"]]
    amount = pd.to_numeric(table["amount"])
    table["amount"] = pd.to_numeric(table["reconciled"]).fillna(amount).astype(float)
    table["mark"] = [_mark(row) for row in table.itertuples()]
    table["label"] = [_label(row, lang) for row in table.itertuples()]
    table["text"] = [amount_text(row.amount, row.mark) for row in table.itertuples()]
    table["tip"] = [f"{row.label} {row.text} {row.unit}".strip() for row in table.itertuples()]
    return table.drop(columns=["name", "name_en", "material", "basis", "status", "reconciled", "suspect"])


def _mark(row):
    if pd.isna(row.amount):
        return "unknown"
    if row.suspect is True or row.suspect == 1:
        return "suspect"
    if row.status in _MARK_OF_STATUS:
        return _MARK_OF_STATUS[row.status]
    return _MARK_OF_BASIS.get(row.basis, "measured")


def _label(row, lang):
    names = (row.name_en, row.name) if lang == "en" else (row.name, row.name_en)
    return next((name for name in (*names, row.material, row.flow) if name), "")


def unit_text(unit):
    """Write a unit for people.

    Examples
    --------
    >>> unit_text("m3/d")
    'm³/d'
    """
    return re.sub(r"m([23])(?!\d)", lambda match: "m" + "²³"[int(match[1]) - 2], unit)


def amount_text(amount, mark):
    """Write an amount with the sign that tells how it was obtained; a dash would look like a line.

    Examples
    --------
    >>> amount_text(61.742, "reconciled"), amount_text(None, "unknown")
    ('61.74*', '?')
    """
    text = number(amount)
    return MARKS["unknown"][0] if text == UNKNOWN else MARKS[mark][0].format(text)


def marks_note(arrows, lang="zh"):
    """Return the line that explains the signs at the amounts, or "" if all were measured."""
    used = set(arrows["mark"])
    if used <= {"measured"}:
        return ""
    column, title = (1, "数值：") if lang == "zh" else (2, "Amounts: ")
    return title + "　".join(MARKS[mark][column] for mark in MARKS if mark in used)


def process_names(processes, lang="zh"):
    """Return the name of every process; English falls back to Chinese and the reverse. [Series by id]"""
    table = processes.reindex(columns=["process", "name", "name_en"])
    first, second = ("name_en", "name") if lang == "en" else ("name", "name_en")
    names = table[first].astype(object).where(table[first].notna() & (table[first] != ""), table[second])
    names = names.where(names.notna(), table["process"])
    return pd.Series(names.to_numpy(), index=table["process"].to_numpy())


def join_parallel(arrows, kind_names):
    """Return arrows in which those of one kind between the same two boxes are drawn as one.

    Parameters
    ----------
    arrows : pandas.DataFrame
        Result of `read_arrows`.
    kind_names : dict
        Kind to the name that stands for more than two names.

    Returns
    -------
    pandas.DataFrame
        The amount of a joint arrow is the sum; a sum with an unknown is unknown.
    """
    keys = ["source", "target", "kind"]
    rows = [_joint(group, kind_names) for _, group in arrows.groupby(keys, sort=False)]
    return pd.DataFrame(rows, columns=arrows.columns).reset_index(drop=True)


def _joint(group, kind_names):
    first = group.iloc[0].copy()
    if len(group) == 1:
        return first
    first["amount"] = group["amount"].sum(skipna=False)
    order = ["suspect", "unknown", "estimated", "calculated", "reconciled", "measured"]
    first["mark"] = next(mark for mark in order if mark in set(group["mark"]))
    names = list(dict.fromkeys(group["label"]))
    first["label"] = "、".join(names) if len(names) < 3 else kind_names.get(first["kind"], names[0] + " …")
    first["text"] = amount_text(first["amount"], first["mark"])
    first["tip"] = "\n".join(group["tip"])
    return first


def caption(zh, en, unit, period, lang="zh"):
    """Return a title with unit and period in brackets.

    Examples
    --------
    >>> caption("水平衡图", "Water balance", "m³/d", "2023年")
    '水平衡图（m³/d，2023年）'
    """
    parts = [part for part in (unit_text(unit), period) if part]
    if lang == "zh":
        return f"{zh}（{'，'.join(parts)}）" if parts else zh
    return f"{en} ({', '.join(parts)})" if parts else en


def caption_notes(unit, period, arrows, lang="zh", more=()):
    """Return the lines beneath a picture: unit and period, further lines, and the signs of the amounts."""
    words = ("单位：", "统计期：", "　") if lang == "zh" else ("Unit: ", "Period: ", "   ")
    parts = [word + part for word, part in zip(words, (unit_text(unit), period), strict=False) if part]
    return tuple(line for line in (words[2].join(parts), *more, marks_note(arrows, lang)) if line)
