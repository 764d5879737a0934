"""The self-check sheet 自查表.xlsx: what the review found, where, what was expected and how to cure it."""

import xlsxwriter

from .files import replacing

NAME = "自查表.xlsx"
_HEADER = ("规则 rule", "严重程度 severity", "位置 where", "发现 found", "应为 expected", "如何改 fix")
_WIDTHS = (10, 14, 30, 44, 44, 44)
_SEVERITY = {"veto": "否决 veto", "major": "主要 major", "minor": "次要 minor"}
_FILL = {"veto": "#F8CBAD", "major": "#FFE699", "minor": "#E2EFDA"}
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def selfcheck_workbook(findings, path):
    """Write the findings of a review as a workbook, whole or not at all.

    Parameters
    ----------
    findings : list of Finding
        As `workbench.analysis.review.review` returns them.
    path : Path
        The .xlsx file, by custom ``自查表.xlsx``.
    """
    with replacing(path) as temporary, xlsxwriter.Workbook(temporary, {"strings_to_formulas": False}) as workbook:
        sheet = workbook.add_worksheet("自查表")
        header = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        for column, (text, width) in enumerate(zip(_HEADER, _WIDTHS, strict=True)):
            sheet.write_string(0, column, text, header)
            sheet.set_column(column, column, width)
        styles = {name: _styles(workbook, color) for name, color in _FILL.items()}
        for row, item in enumerate(findings, 1):
            _write_row(sheet, row, item, styles[item.severity])
        if not findings:
            sheet.write_string(1, 0, "没有发现 nothing found")
        sheet.autofilter(0, 0, max(1, len(findings)), len(_HEADER) - 1)
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)


def _styles(workbook, color):
    plain = {"text_wrap": True, "valign": "top"}
    # Excel shows a quoted text as it is, and still does after the cell has been edited.
    return (
        workbook.add_format({**plain, "bg_color": color}),
        workbook.add_format(plain),
        workbook.add_format({**plain, "quote_prefix": True}),
    )


def _write_row(sheet, row, item, styles):
    marked, plain, quoted = styles
    pairs = ((item.found, item.found_en), (item.expected, item.expected_en), (item.fix, item.fix_en))
    texts = [item.rule, _SEVERITY[item.severity], item.where, *("\n".join(filter(None, pair)) for pair in pairs)]
    for column, text in enumerate(texts):
        style = quoted if text.startswith(_FORMULA_SIGNS) else marked if column == 1 else plain
        sheet.write_string(row, column, text, style)
