"""绩效表.xlsx: the performance of the options in the columns that the platforms ask for, with live sums."""

import xlsxwriter
from xlsxwriter.utility import xl_range

from workbench.analysis.performance import COAL, MONEY, OTHER, TOTAL, performance_columns, performance_sheet

from .files import replacing

NAME = "绩效表.xlsx"
_ABOUT = {"number": ("序号", "no."), "option": ("方案", "option"), "name": ("名称", "name")}
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_FIRST_ROW = 2
_FORMATS = {
    "head": {"bold": True, "text_wrap": True, "align": "center"},
    "text": {"text_wrap": True},
    "quoted": {"text_wrap": True, "quote_prefix": True},
    "number": {"num_format": "#,##0.##"},
}


def write_performance(case, path, label=""):
    """Write the performance of a case's options as a workbook, whole or not at all.

    Parameters
    ----------
    case : Case
        The case.
    path : Path
        The .xlsx file.
    label : str
        What must stand on it, such as that the data is synthetic.
    """
    table = performance_sheet(case)
    heads = _heads()
    with replacing(path) as temporary, xlsxwriter.Workbook(temporary, {"strings_to_formulas": False}) as workbook:
        sheet = workbook.add_worksheet("绩效表")
        formats = {name: workbook.add_format({"border": 1, "valign": "top", **more}) for name, more in _FORMATS.items()}
        sheet.write_string(0, 0, f"清洁生产方案绩效表 Performance of the options  {label}".strip())
        for column, name in enumerate(table.columns):
            sheet.write_string(1, column, heads[name], formats["head"])
        for row, record in enumerate(table.to_dict("records"), _FIRST_ROW):
            for column, value in enumerate(record.values()):
                _write_cell(sheet, row, column, value, formats, total=record["number"] == TOTAL)
        _lay_out(sheet, len(table.columns))


def _write_cell(sheet, row, column, value, formats, total):
    if isinstance(value, str):
        sheet.write_string(row, column, value, formats["quoted" if value.startswith(_FORMULA_SIGNS) else "text"])
    elif value != value:
        # An effect that is not known stays empty, and so does its sum.
        sheet.write_blank(row, column, None, formats["number"])
    elif total:
        span = xl_range(_FIRST_ROW, column, row - 1, column)
        sheet.write_formula(row, column, f"=SUM({span})", formats["number"], value)
    else:
        sheet.write_number(row, column, value, formats["number"])


def _lay_out(sheet, columns):
    sheet.set_column(0, 1, 7)
    sheet.set_column(2, 2, 30)
    sheet.set_column(3, columns - 2, 10)
    sheet.set_column(columns - 1, columns - 1, 40)
    sheet.freeze_panes(_FIRST_ROW, 3)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1)


def _heads():
    """Return the head of each column: Chinese, English and unit."""
    heads = {name: "\n".join(words) for name, words in _ABOUT.items()}
    heads |= {name: _head(*words) for name, words in {**MONEY, **COAL, **OTHER}.items()}
    for name, rule in performance_columns().iterrows():
        unit = "万kWh/a" if name == "electricity" else rule["unit"].replace("m3", "m³")
        heads[name] = _head(rule["zh"], rule["en"], unit)
    return heads


def _head(zh, en, unit):
    return f"{zh}\n{en}" + (f"\n{unit}" if unit else "")
