"""A copy of a case that may leave the house: no names, no texts that could give the enterprise away.

Every text is dropped unless it stands among the columns kept below, so a column that is added to the schema stays
out until somebody decides about it. What is kept (names of unit operations, materials, options …) is searched for
the names the case itself knows. Numbers and dates are untouched: whoever knows the plant's figures still knows it;
`workbench.delivery.teachify` hides those as well.
"""

import re
from dataclasses import replace
from pathlib import Path

from ..case import fields, load_case
from ..case.intake import case_files, write_new
from ..case.source import read_source
from ..errors import UsageError, WorkbenchError
from ..places import find_case

KEPT = {
    "processes": ("name", "name_en", "workshop", "function"),
    "balances": ("title", "title_en", "period"),
    "quantities": ("name", "name_en"),
    "flows": ("name", "name_en", "meter"),
    "measurements": ("time",),
    "measurement_plan": ("name", "items", "frequency"),
    "profile": ("name",),
    "scope": ("name",),
    "permits": ("pollutant",),
    "materials": ("name", "name_en", "function", "toxic_component", "active_component", "substitute"),
    "carriers": ("name", "name_en"),
    "prices": ("unit",),
    "products": ("name", "name_en", "workshop", "grade", "hazard"),
    "wastes": ("name", "code", "properties", "standard", "form"),
    "monitoring": ("standard",),
    "equipment": ("name",),
    "facilities": ("name", "waste", "pollutant"),
    "policy_checks": ("catalogue", "edition", "clause"),
    "indicators": ("name", "name_en", "group", "unit", "requirement", "source"),
    "focus_candidates": ("name",),
    "focus_factors": ("name",),
    "goals": ("name", "unit"),
    "technologies": ("name", "parameters", "maturity", "conditions", "source", "year"),
    "options": ("name", "name_en"),
    "option_factors": ("name",),
    "benefits": ("name", "quantity_unit", "price_unit"),
    "effects": ("name", "unit", "period"),
    "team": ("role",),
    "plan": ("name",),
    "expected": ("value", "unit", "formula"),
}
"""Texts that stay, by table."""
_SETTINGS_LEFT = (
    *("title", "title_en", "textbook", "province", "previous"),
    *("listed.number", "listed.reason", "provenance_note"),
)
_PEOPLE = (("team", "name"), ("suggestions", "name"), ("site_visits", "person"))
_COMPANY_ITEMS = ("name", "short_name", "english_name", "representative", "address", "contact")
_SUFFIX = re.compile(r"(?:股份)?(?:有限)?(?:责任)?公司$|集团$|(?:总)?厂$")
_NOTE = "已脱敏: 去掉名称和可识别的文字, 数字与日期未变 / sanitized: names and telling texts removed, numbers and dates unchanged"


def sanitize(folder, out, names=()):
    """Write a copy of a case without names and telling texts.

    Parameters
    ----------
    folder : str or path
        Case id, folder or workbook.
    out : str or path
        Folder to make; its last part becomes the id.
    names : sequence of str, optional
        Further names to strike out: trade names, nicknames, places.

    Returns
    -------
    pathlib.Path
        The new folder. Files that are no tables (photos, notes, the workbook) are not copied.

    Raises
    ------
    UsageError
        If ``out`` exists or there is no such case.
    CaseError
        If the case has problems.
    WorkbenchError
        If a name would still stand in the copy; nothing is written then.
    """
    source = read_sound(folder, out)
    struck = known_names(source, names)
    source = without_texts(source, struck)
    return write_copy(out, source.settings | {"provenance_note": _NOTE}, source.tables, struck)


def read_sound(folder, out):
    """Return the `Source` of a case without problems, refusing an ``out`` that exists."""
    if Path(out).exists():
        raise UsageError(f"已存在, 不覆盖 {out} / {out} exists and is not overwritten")
    load_case(folder)
    return read_source(find_case(folder))


def known_names(source, names=()):
    """Return the names that the case itself gives of the enterprise and of persons, longest first."""
    found = [text.strip() for text in names]
    for item, value in _rows(source, "profile", "item", "value"):
        if item in _COMPANY_ITEMS:
            found += [part.strip() for part in re.split(r"[()（）;；,，、\s]", value)]
    for table, column in _PEOPLE:
        found += [text.strip() for (text,) in _rows(source, table, column)]
    found += [_SUFFIX.sub("", name) for name in found]
    generic = {field.zh for columns in fields().values() for field in columns.values()}
    return sorted(
        {name for name in found if len(name) > 1 and name not in generic}, key=lambda name: (-len(name), name)
    )


def _rows(source, table, *columns):
    raw = source.tables.get(table)
    if raw is None:
        return []
    rows = (dict(zip(raw.header, cells, strict=True)) for _, cells in raw.rows)
    return [tuple(row.get(column, "") for column in columns) for row in rows]


def without_texts(source, struck):
    """Return a `Source` whose texts are kept without the names, numbered where they are needed, or emptied."""
    settings = {name: strike(text, struck) for name, text in source.settings.items() if name not in _SETTINGS_LEFT}
    tables = {table: _reworded(table, raw, struck) for table, raw in source.tables.items()}
    return replace(source, settings=settings, tables=tables)


def _reworded(table, raw, struck):
    columns = []
    for position, name in enumerate(raw.header):
        texts = [cells[position] for _, cells in raw.rows]
        field = fields()[table][name]
        if field.type != "text" or name in KEPT.get(table, ()):
            columns.append([strike(text, struck) for text in texts])
        else:
            columns.append(numbered(field, texts) if field.role in ("key", "required") else [""] * len(texts))
    rows = zip(*columns, strict=True)
    return replace(raw, rows=tuple((number, cells) for (number, _), cells in zip(raw.rows, rows, strict=True)))


def numbered(field, texts):
    """Return texts replaced by the label of their column and a number, the same for the same text.

    Examples
    --------
    >>> numbered(fields()["team"]["name"], ["张三", "李四", "张三", ""])
    ['姓名 1', '姓名 2', '姓名 1', '']
    """
    order = {text: number for number, text in enumerate(dict.fromkeys(text for text in texts if text), 1)}
    return [f"{field.zh} {order[text]}" if text else "" for text in texts]


def strike(text, struck):
    """Return a text with every name replaced by 某.

    Examples
    --------
    >>> strike("江澜锌业焙烧", ["江澜锌业"])
    '某焙烧'
    """
    for name in struck:
        text = re.sub(re.escape(name), "某", text, flags=re.IGNORECASE)
    return text


def write_copy(out, settings, tables, struck):
    """Write the copy after searching every file for the names."""
    out = Path(out)
    files = case_files(settings | {"id": out.name}, tables)
    for name, text in files.items():
        left = [struck_name for struck_name in struck if struck_name.lower() in text.lower()]
        if left:
            raise WorkbenchError(
                f"{name} 中仍有名称 {left[0]!r}, 未写出 / {name} still holds the name {left[0]!r}; not written"
            )
    write_new(out, files)
    return out
