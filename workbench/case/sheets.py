"""How the tables of a case lie in an intake workbook: names of the sheets, words of the choices.

Writer and reader of the workbook both go by this page, so that what one writes the other reads.
"""

import re
import unicodedata
from functools import cache

from .cells import convert
from .schema import case_tables, choice_label, fields, table_titles

COVER, SETTINGS, LISTS = "说明", "案例设置", "选项"
NOT_READ = "#"
"""A sheet or a column whose name begins so is the auditor's own note and is not read."""
NUMERIC = ("number", "amount", "fraction", "integer")
_LONGEST = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")


def sheet_order():
    """Return the tables in the order of the sheets: the worksheets by number, then the others."""
    tables = case_tables()
    return sorted(tables, key=lambda table: (_number(table) or (99,), tables.index(table)))


def _number(table):
    worksheet = table_titles()[table][2]
    return tuple(map(int, worksheet.split("-"))) if worksheet else None


def sheet_name(table):
    """Return the name of a table's sheet: number of the audit worksheet and title.

    Examples
    --------
    >>> sheet_name("team"), sheet_name("contents")
    ('1-1 审核小组成员表', '含量表')
    """
    zh, _, worksheet = table_titles()[table]
    return _FORBIDDEN.sub(" ", f"{worksheet} {zh}".strip())[:_LONGEST]


def columns(table):
    """Return the `Field` objects that people fill in."""
    return [field for field in fields()[table].values() if field.role != "result"]


def plain(text):
    """Return a name as it is compared: without width, case, blanks and the star of a required column."""
    return re.sub(r"[\s*]", "", unicodedata.normalize("NFKC", str(text))).lower()


@cache
def table_by_name():
    """Return {compared name: table} of every name a sheet may have."""
    names = {}
    for table in case_tables():
        zh, en, _ = table_titles()[table]
        for name in (table, zh, en, sheet_name(table)):
            names.setdefault(plain(name), table)
    return names


@cache
def column_by_label(table):
    """Return {compared label: column}: ids first, then the labels in both languages, with and without unit."""
    names = {plain(field.column): field.column for field in columns(table)}
    for field in columns(table):
        for name in (field.zh, field.en, field.label("zh"), field.label("en")):
            names.setdefault(plain(name), field.column)
    return names


def shown_choice(field, value):
    """Return a choice as the workbook shows it: the Chinese word and the code.

    Examples
    --------
    >>> shown_choice(fields()["causes"]["heading"], "energy")
    '能耗高 energy'
    """
    word = choice_label(field.table, field.column, value)
    return word if _word(word) == _word(value) else f"{word} {value}"


def _word(text):
    return " ".join(unicodedata.normalize("NFKC", text).split()).lower()


@cache
def _choice_words(table, column):
    field = fields()[table][column]
    words = {}
    for value in field.values:
        zh, en = (choice_label(table, column, value, lang) for lang in ("zh", "en"))
        for word in {value, zh, en, f"{zh} {value}", f"{value} {zh}"}:
            words.setdefault(_word(word), set()).add(value)
    return {word: values.pop() for word, values in words.items() if len(values) == 1} | {
        _word(value): value for value in field.values
    }


def choice_code(field, text):
    """Return the code of a choice however it was written; a word that nobody knows stays as it is.

    Examples
    --------
    >>> field = fields()["causes"]["heading"]
    >>> choice_code(field, "能耗高"), choice_code(field, "能耗高 energy"), choice_code(field, "噪声大")
    ('energy', 'energy', '噪声大')
    """
    return _choice_words(field.table, field.column).get(_word(text), text)


def number_text(value):
    """Return the shortest text of a number that is read back as the same number.

    Examples
    --------
    >>> number_text(100.0), number_text(0.1)
    ('100', '0.1')
    """
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(float(value))


def canonical(field, text):
    """Return a cell as it is kept in a case folder, whichever way it was typed; a wrong cell stays as it is.

    Examples
    --------
    >>> canonical(fields()["plan"]["start"], "2012/6/1"), canonical(fields()["flows"]["amount"], "1.50")
    ('2012-06-01', '1.5')
    """
    value, wrong = convert(field, text)
    if wrong or value is None:
        return text
    if field.type in NUMERIC:
        return number_text(value)
    if field.type == "boolean":
        return "yes" if value else "no"
    return value
