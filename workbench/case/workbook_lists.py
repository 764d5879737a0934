"""Drop-down lists, limits and examples of the columns of the intake workbook."""

from xlsxwriter.utility import xl_col_to_name

from .checks import OUTSIDE
from .schema import fields, keys
from .sheets import columns, sheet_name, shown_choice

COMMON_UNITS = (
    "t", "kg", "g", "t/d", "t/h", "t/a", "kg/d", "kg/h", "kg/a", "m3", "m3/d", "m3/h", "m3/a", "万m3/a", "Nm3/h",
    "Nm3/d", "Nm3/a", "万Nm3/a", "kWh", "kWh/d", "kWh/a", "万kWh/a", "MWh/a", "GJ/h", "GJ/d", "GJ/a", "tce", "tce/a",
    "mg/L", "mg/m3", "mg/Nm3", "g/L", "kg/t", "m3/t", "kWh/t", "GJ/t", "kgce/t", "tce/t", "%", "台", "件", "头",
)  # fmt: skip
_REFERENCE_ROWS = 1000
_EXAMPLES = {
    "id": "P1",
    "text": "文字 text",
    "number": "12.5",
    "amount": "12.5",
    "fraction": "0.08",
    "integer": "3",
    "boolean": "是",
    "unit": "t/d",
    "date": "2012-06-30",
    "month": "2012-06",
    "list": "A;B",
}
_LIMITS = {
    "amount": {"validate": "decimal", "criteria": ">=", "value": 0},
    "fraction": {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1},
    "integer": {"validate": "integer", "criteria": "between", "minimum": -100000, "maximum": 100000},
    "number": {"validate": "decimal", "criteria": "between", "minimum": -1e300, "maximum": 1e300},
}
_WORDS = {
    "amount": "须为不小于 0 的数字, 不带单位; 未知留空。A number, not negative, without unit.",
    "fraction": "须在 0 与 1 之间, 8 % 写作 0.08。Between 0 and 1.",
    "integer": "须为整数。A whole number.",
    "number": "须为数字, 不带单位; 未知留空。A number without unit.",
}


def needed(field):
    """Return whether people have to fill a column of a row."""
    return field.role == "required" or field.role == "key" and field.table != "contents" or field.column == "quantity"


def example(field):
    """Return what a cell of the column may look like."""
    return shown_choice(field, field.values[0]) if field.values else _EXAMPLES[field.type]


class Lists:
    """The hidden sheet of lists: choices, units, and the ids of the processes with ``outside``."""

    def __init__(self, book, sheet, tables):
        self._sheet, self._tables, self._ranges, self._column = sheet, tables, {}, 0
        self.units = self._add(COMMON_UNITS)
        self.answers = self._add(("是", "否"))
        if "processes" in tables:
            self._processes()
        sheet.hide()

    def _add(self, words):
        if words not in self._ranges:
            letter = xl_col_to_name(self._column)
            for row, word in enumerate(words):
                self._sheet.write_string(row, self._column, word)
            self._ranges[words] = f"='{self._sheet.get_name()}'!${letter}$1:${letter}${len(words)}"
            self._column += 1
        return self._ranges[words]

    def _processes(self):
        """List `outside` and whatever stands in the sheet of processes."""
        letter = xl_col_to_name(self._column)
        self._sheet.write_string(0, self._column, OUTSIDE)
        for row in range(1, _REFERENCE_ROWS // 4):
            cell = f"'{sheet_name('processes')}'!A{row + 2}"
            self._sheet.write_formula(row, self._column, f'={cell}&""', None, "")
        self._ranges["processes"] = f"='{self._sheet.get_name()}'!${letter}$1:${letter}${_REFERENCE_ROWS // 4}"
        self._column += 1

    def choices(self, field):
        """Return the range of a choice's words."""
        return self._add(tuple(shown_choice(field, value) for value in field.values))

    def ids(self, table):
        """Return the range of the ids of a table, None if the workbook does not have it."""
        if table not in self._tables:
            return None
        if table == "processes":
            return self._ranges["processes"]
        names = [field.column for field in columns(table)]
        letter = xl_col_to_name(names.index(keys(table)[0]))
        return f"='{sheet_name(table)}'!${letter}$3:${letter}${_REFERENCE_ROWS}"


def validation(field, lists):
    """Return the data validation of a column, None if anything may be typed.

    A choice that is not in its list is stopped; an id or unit beyond the list is only asked about, because lists end
    and the registry knows more units.
    """
    if field.type in _LIMITS:
        return _LIMITS[field.type] | _error("stop", _WORDS[field.type])
    if field.type == "choice":
        return _list(lists.choices(field), "stop", "请从下拉框中选择。Pick from the list.")
    if field.type == "boolean":
        return _list(lists.answers, "stop", "填 是 或 否。Yes or no.")
    if field.type == "unit":
        return _list(lists.units, "warning", "不在常用单位之内, 仍可使用数据字典中的单位。Not a common unit.")
    if field.refers and field.refers in fields() and (source := lists.ids(field.refers)):
        return _list(source, "warning", f"请先在“{sheet_name(field.refers)}”登记该编号。Enter the id there first.")
    return None


def _list(source, kind, message):
    return {"validate": "list", "source": source} | _error(kind, message)


def _error(kind, message):
    return {"error_type": kind, "error_title": "填写有误 check", "error_message": message}
