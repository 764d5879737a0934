"""The self-check workbook 自查表.xlsx: what the review found and how to cure it, predicted scores, replies to experts."""

import xlsxwriter

from workbench.analysis.review import rules

from .files import replacing

NAME = "自查表.xlsx"
_HEADER = ("规则 rule", "严重程度 severity", "位置 where", "发现 found", "应为 expected", "如何改 fix")
_WIDTHS = (10, 14, 30, 44, 44, 44)
_SEVERITY = {"veto": "否决 veto", "major": "主要 major", "minor": "次要 minor"}
_FILL = {"veto": "#F8CBAD", "major": "#FFE699", "minor": "#E2EFDA"}
_KIND = {"assessment": "评估", "acceptance": "验收"}
_STATE = {
    "clear": "未触发 clear",
    "fails": "触发 fails",
    "by_hand": "由人判断 by hand",
    "complete": "齐全 complete",
    "partial": "不全 partial",
}
_VERDICT = {
    "veto": "被否决 veto",
    "pass": "可通过 pass",
    "fail": "不能通过 fail",
    "open": "取决于人工评分 open",
    "unscored": "无分值 unscored",
}
_SCORE_HEADER = ("评分项 item", "类别 group", "分值 points", "预计得分 earned", "状态 state", "缺什么 missing")
_SCORE_WIDTHS = (44, 22, 14, 14, 18, 60)
_REPLY_HEADER = (
    *("序号 no.", "专家意见 comment", "对应规则 rule", "自查发现 found"),
    *("修改说明 reply", "修改位置(章节、表号) where", "责任人 by", "完成日期 date"),
)
_REPLY_WIDTHS = (8, 44, 30, 44, 44, 24, 12, 12)
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def selfcheck_workbook(findings, path, predictions=(), replies=()):
    """Write the findings of a review as a workbook, whole or not at all.

    Parameters
    ----------
    findings : list of Finding
        As `workbench.analysis.review.review` returns them.
    path : Path
        The .xlsx file, by custom ``自查表.xlsx``.
    predictions : sequence of Prediction
        Scores by the sheets of the meeting, from `workbench.analysis.acceptance.predict_score`.
    replies : sequence of Reply
        The experts' comments, from `workbench.delivery.replies.reply_to`.
    """
    with replacing(path) as temporary, xlsxwriter.Workbook(temporary, {"strings_to_formulas": False}) as workbook:
        styles = {name: _styles(workbook, color) for name, color in _FILL.items()}
        plain = _styles(workbook, "#FFFFFF")
        rows = [(_finding_texts(item), styles[item.severity]) for item in findings]
        _write_sheet(workbook, "自查表", _HEADER, _WIDTHS, rows or [(("没有发现 nothing found",), plain)])
        # One guide may serve assessment and acceptance both.
        for prediction in {item.sheet["sheet"]: item for item in predictions}.values():
            rows = [(texts, plain) for texts in _score_texts(prediction)]
            name = f"预测得分 {_KIND[prediction.sheet['kind']]}"
            _write_sheet(workbook, name, _SCORE_HEADER, _SCORE_WIDTHS, rows)
        if replies:
            rows = [(_reply_texts(number, reply), plain) for number, reply in enumerate(replies, 1)]
            _write_sheet(workbook, "专家意见回复表", _REPLY_HEADER, _REPLY_WIDTHS, rows)


def _write_sheet(workbook, name, header, widths, rows):
    sheet = workbook.add_worksheet(name)
    bold = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    for column, (text, width) in enumerate(zip(header, widths, strict=True)):
        sheet.write_string(0, column, text, bold)
        sheet.set_column(column, column, width)
    for row, (texts, (marked, plain, quoted)) in enumerate(rows, 1):
        for column, text in enumerate(texts):
            style = quoted if text.startswith(_FORMULA_SIGNS) else marked if column == 1 else plain
            sheet.write_string(row, column, text, style)
    sheet.autofilter(0, 0, len(rows), len(header) - 1)
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


def _finding_texts(item):
    pairs = ((item.found, item.found_en), (item.expected, item.expected_en), (item.fix, item.fix_en))
    return (item.rule, _SEVERITY[item.severity], item.where, *("\n".join(filter(None, pair)) for pair in pairs))


def _score_texts(prediction):
    """Yield the rows of a score sheet: vetoes first, the sum at the end."""
    for item in prediction.items.to_dict("records"):
        state = _STATE.get(item["state"], item["state"])
        kind = "否决项 veto" if item["veto"] else item["group"]
        points = _figure(item["points"]) + (" （建议分值 proposed）" if item["points_from"] == "proposed" else "")
        yield (item["zh"], kind, points, _figure(item["earned"]), state, item["missing_zh"] or "")
    low, high = _figure(prediction.low), _figure(prediction.high)
    total = f"{low} – {high}" if low else "该表不含分值 the sheet holds no points"
    yield (
        "合计 total",
        _VERDICT[prediction.verdict],
        _figure(prediction.sheet["points"]),
        total,
        "",
        prediction.sheet["zh"],
    )


def _figure(value):
    return "" if value is None or value != value else f"{float(value):g}"


def _reply_texts(number, reply):
    rule = f"{reply.rule} {rules()[reply.rule]['zh']}（建议对应 proposed）" if reply.rule else ""
    found = "\n".join(f"{item.where}：{item.found}" for item in reply.findings)
    return (str(number), reply.comment, rule, found, "", "", "", "")
