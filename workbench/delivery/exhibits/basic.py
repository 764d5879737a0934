"""Exhibits that every phase uses: a worksheet, a table of the case, a result, what is missing, what the data is."""

import functools

from pandas.api.types import is_numeric_dtype

from ...analysis.records import main_product
from ...analysis.worksheets import named, worksheet_title, worksheets
from ...analysis.worksheets import worksheet as worksheet_of
from ...case import choice_label, column_label, title

_MISSING = {
    "zh": "（本案例没有表 {table}.csv，即《{name}》，此处留待补充。）",
    "en": "(This case has no table {table}.csv, {name}; this place is left for it.)",
}


def needs(*tables):
    """Return the decorator of an exhibit that needs tables: where one is missing it says so instead."""

    def decorate(exhibit):
        @functools.wraps(exhibit)
        def show(chapter, case, *arguments, **options):
            absent = [name for name in tables if not case.has(name)]
            for name in absent:
                chapter.text(_MISSING[chapter.lang], table=name, name=title(name, chapter.lang))
            if not absent:
                exhibit(chapter, case, *arguments, **options)

        return show

    return decorate


def either(chapter, zh, en):
    """Return the text in the chapter's language."""
    return zh if chapter.lang == "zh" else en


def result(chapter, case, frame, heading, *, columns=None, note=None, digits=None):
    """Show a table that an analysis returned, with labels and words of the data dictionary.

    Parameters
    ----------
    heading : (str, str)
        Title in Chinese and English.
    columns : list of str, optional
        Columns to show, in order.
    digits : int or mapping of column to int, optional
        Decimals; by default sensible ones.
    """
    shown = frame if columns is None else frame[list(columns)]
    shown = named(case, "results", _plain_years(shown), chapter.lang)
    if isinstance(digits, dict):
        digits = {column_label(column, chapter.lang): number for column, number in digits.items()}
    chapter.table(shown, either(chapter, *heading), note=note, digits=digits, label=_as_labelled)


def _as_labelled(label, _lang):
    """Return a label as it is: an English one may read like the name of another column."""
    return label


def _plain_years(frame):
    """Return a frame whose years are words: 2012, never 2,012."""
    if "year" not in frame or not is_numeric_dtype(frame["year"]):
        return frame
    return frame.assign(year=[str(int(year)) if year == year else "" for year in frame["year"].astype(float)])


def worksheet(chapter, case, number, note=None):
    """Show one of the 41 worksheets."""
    show = needs(worksheets()[number]["table"])(_worksheet)
    show(chapter, case, number, note)


def _worksheet(chapter, case, number, note):
    shown = worksheet_of(case, number, chapter.lang)
    if shown.empty:
        chapter.text(
            either(chapter, "（没有符合《{name}》的记录。）", "(No row for {name}.)"), name=worksheet_title(number)
        )
        return
    shown = shown[[column for column in shown if _has_content(shown[column])]]
    note = note or _denominator(chapter, case, number)
    chapter.table(shown, worksheet_title(number, chapter.lang), note=note, label=_as_labelled, worksheet=number)


_PER_OUTPUT = ("2-7", "2-9")
"""Worksheets with amounts per unit of output."""


def _denominator(chapter, case, number):
    """Say what the amounts per unit of output are divided by; an indicator without its denominator means nothing."""
    if number not in _PER_OUTPUT or not main_product(case):
        return None
    zh = "单位产品一栏除以“分母”一栏所列产品的当年产量：案例写明的按写明，车间的除以本车间产品，全厂的除以全部同类产品，其余除以主要产品"
    en = "per unit of output: divided by the year's output of the products named: as stated, of the workshop, or of all"
    return either(chapter, zh, en)


def table(chapter, case, name, columns=None, note=None):
    """Show a table of the case; by default every column that has content."""
    needs(name)(_table)(chapter, case, name, columns, note)


def _table(chapter, case, name, columns, note):
    frame = case[name]
    wanted = columns or [column for column in frame.columns if _has_content(frame[column])]
    shown = named(case, name, _plain_years(frame[wanted]), chapter.lang)
    chapter.table(shown, title(name, chapter.lang), note=note, label=_as_labelled)


def _has_content(values):
    if values.dtype == bool:
        return values.any()
    return (values.notna() & (values != "")).any()


def about(chapter, case):
    """Say which case this is and what kind of data it holds."""
    kind = choice_label("case", "provenance", case.setting("provenance", ""), chapter.lang)
    name = case.setting(either(chapter, "title", "title_en")) or case.id
    template = either(
        chapter,
        "**案例**：{name}。数据性质：**{kind}**。{note}",
        "**Case**: {name}. Data: **{kind}**. {note}",
    )
    chapter.text(template, name=name, kind=kind or "—", note=case.setting("provenance_note") or " ")


def assumptions(chapter, case):
    """Show what was assumed where the data is silent, one row a kind of assumption."""
    rows = case.assumptions
    if rows.empty:
        chapter.text(either(chapter, "没有用到任何默认值。", "No default was used."))
        return
    text = rows[chapter.lang]
    grouped = rows.assign(assumption=text).groupby(["table", "assumption", "value"], sort=False).size()
    result(chapter, case, grouped.reset_index(name="count"), ("数据假定一览表", "Assumptions about the data"))
