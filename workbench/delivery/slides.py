"""汇报.pptx: the audit on at most fifteen slides, with tables and charts that can be edited."""

from pptx import Presentation
from pptx.util import Cm

from workbench.analysis.economics import appraise_options
from workbench.analysis.evaluation import evaluate
from workbench.analysis.goals import achievement
from workbench.analysis.losses import pareto, value_losses
from workbench.analysis.options import count_options
from workbench.analysis.performance import TOTAL, performance_columns, performance_sheet
from workbench.analysis.ranking import rank_focus
from workbench.analysis.reconciliation import reconcile
from workbench.analysis.reconciliation.words import describe_suspects
from workbench.case import choice_label
from workbench.display.style import UNKNOWN, number, percent

from . import slide_parts as parts
from .files import replacing

NAME = "汇报.pptx"
MOST = 15
ROWS = 9  # of a table, so that its letters stay readable from the back of the room
_PICTURES = (
    ("flow_sheet", "工艺流程与产污节点"),
    ("balance_", "审核重点物料平衡"),
    ("water_", "全厂水平衡"),
    ("energy_", "能源平衡"),
)
_LIGHTS = {"green": "完成", "yellow": "部分完成", "red": "未完成", "": "待核实"}


def write_slides(case, book, path):
    """Write the presentation of an audit.

    Parameters
    ----------
    case : Case
        The case.
    book : Book
        Its run, for the pictures.
    path : Path
        The .pptx file.

    Notes
    -----
    A slide whose data the case lacks is left out. Numbers come from the functions that the report's chapters call.
    """
    deck = _Deck(book)
    for add in (
        _overview,
        _focus,
        _flow,
        _balances,
        _meters,
        _losses,
        _level,
        _options,
        _worth,
        _goals,
        _effects,
        _end,
    ):
        add(deck, case, book)
    with replacing(path) as temporary:
        deck.presentation.save(temporary)


class _Deck:
    """The slides, all of one look."""

    def __init__(self, book):
        self.presentation = Presentation()
        self.presentation.slide_width, self.presentation.slide_height = parts.WIDTH, parts.HEIGHT
        self._label = book.label
        self.presentation.core_properties.author = ""
        self.presentation.core_properties.title = "清洁生产审核汇报"
        title = self.open("").shapes.title
        title.top, title.height = Cm(6.0), Cm(6.0)
        parts.write_text(title.text_frame, [book.title, "清洁生产审核汇报", book.label], 30, bold=True)

    def open(self, title):
        """Return a new slide with its title."""
        slide = self.presentation.slides.add_slide(self.presentation.slide_layouts[5])
        write = parts.write_text
        holder = slide.shapes.title
        holder.left, holder.top, holder.width, holder.height = parts.LEFT, Cm(0.7), parts.ROOM[0], Cm(1.7)
        write(holder.text_frame, [title], 26, bold=True, colour=parts.ACCENT)
        if title and self._label:
            parts.add_note(slide, self._label)
        return slide


def _overview(deck, case, _book):
    scope = case["scope"]
    chosen = case["focus_candidates"]
    facts = case["profile"].head(6)
    lines = [f"{row['name']}：{row['value']}" for row in facts.to_dict("records")]
    lines += [f"{row['name']}：{row['value']}" for row in scope.head(3).to_dict("records")]
    if len(chosen):
        lines.append("审核重点：" + "、".join(chosen.loc[chosen["selected"], "name"]))
    if lines:
        parts.add_lines(deck.open("企业与审核概况"), lines, 16)


def _focus(deck, case, _book):
    ranked = rank_focus(case)
    if ranked.empty:
        return
    slide = deck.open("审核重点的确定（权重总和计分）")
    parts.add_bars(slide, list(ranked["name"]), [float(total) for total in ranked["total"]], "加权得分 R×W")


def _flow(deck, _case, book):
    _picture(deck, book, *_PICTURES[0])


def _balances(deck, _case, book):
    for name, title in _PICTURES[1:]:
        _picture(deck, book, name, title)


def _picture(deck, book, name, title):
    found = [figure for chapter in book.phases for figure in chapter.figures if figure.name.startswith(name)]
    if found:
        parts.add_picture(deck.open(f"{title}（{found[0].title}）"), found[0].png, found[0].title)


def _meters(deck, case, _book):
    rows = []
    names = case.names() | case["flows"].set_index("flow")["name"].to_dict()
    for balance in case["balances"].to_dict("records"):
        if balance["focus"] or balance["kind"] == "water":
            found = reconcile(case, balance["balance"])
            words = describe_suspects(found.found, names, balance["unit"]) if found.found else ["未发现可疑数据"]
            p = UNKNOWN if found.p is None else number(found.p, 2)
            more = f"（另有 {len(words) - 1} 处，见报告）" if len(words) > 1 else ""
            rows.append((balance["title"], f"{number(found.chi2, 3)} / {found.dof}", p, _short(words[0]) + more))
    if rows:
        header = ("平衡", "χ² / 自由度", "p", "数据校正的结论")
        parts.add_table(deck.open("平衡闭合不等于计量正确：数据校正"), header, rows[:4], (4, 2, 1.3, 10), 12)


def _short(sentence):
    """Return the first clause of a sentence: the rest stands in the report."""
    return sentence.partition("；")[0]


def _losses(deck, case, _book):
    table = pareto(value_losses(case))
    known = table[table["value"] > 0].head(ROWS)
    if len(known):
        slide = deck.open("损失的价值（帕累托）")
        names = [row["name"] or row["flow"] for row in known.to_dict("records")]
        parts.add_bars(slide, names, [float(value) for value in known["value"]], "损失价值，万元/a")


def _level(deck, case, _book):
    found, after = evaluate(case), evaluate(case, after=True)
    table = found.indicators
    if table.empty:
        return
    names, words = table.set_index("indicator")["name"], found.names
    rows = [("综合评价等级", words[found.level or "none"], words[after.level or "none"])]
    rows += [
        (f"指数（按{words[key]}）", number(found.index[key]), number(after.index[key])) for key in found.index or ()
    ]
    failed, still = ("、".join(names[list(each.limiting_failed)]) or "无" for each in (found, after))
    rows.append(("未达标的限定性指标", failed, still))
    parts.add_table(deck.open("清洁生产水平：审核前后"), ("项目", "审核前", "审核后"), rows, (4, 6, 6), 14)


def _options(deck, case, _book):
    if not case.has("options"):
        return
    counts = count_options(case)
    rows = [
        (
            choice_label("options", "stage", row["stage"], "zh") if row["stage"] != "total" else "合计",
            *(str(int(row[name])) for name in ("none", "low", "medium", "high", "count")),
            number(row["investment"]),
            number(row["saving"]),
        )
        for row in counts.to_dict("records")
    ]
    header = ("阶段", "无费", "低费", "中费", "高费", "合计", "投资，万元", "年效益，万元/a")
    parts.add_table(deck.open("清洁生产方案汇总"), header, rows, (3, 1.5, 1.5, 1.5, 1.5, 1.5, 3, 3), 14)


def _worth(deck, case, _book):
    if not case.has("options"):
        return
    found = appraise_options(case)
    large = found[found["cost_class"].isin(["medium", "high"])].nlargest(ROWS, "I")
    rows = [
        (
            row["option"],
            row["name"],
            number(row["I"]),
            number(row["F"]),
            number(row["N"], 3),
            number(row["NPV"]),
            UNKNOWN if row["IRR"] != row["IRR"] or row["IRR"] is None else percent(row["IRR"]),
            "可行" if row["feasible"] is True or row["feasible"] == 1 else "不可行或不全",
        )
        for row in large.to_dict("records")
    ]
    if rows:
        header = ("方案", "名称", "I，万元", "F，万元/a", "N，a", "NPV，万元", "IRR", "结论")
        parts.add_table(deck.open("中/高费方案的经济评估"), header, rows, (1.4, 6, 2, 2, 1.5, 2, 1.6, 2.2), 12)


def _goals(deck, case, _book):
    if not case.has("goals"):
        return
    rows = [
        (
            row["name"],
            row["unit"],
            *(number(row[name]) for name in ("baseline", "near_target", "actual")),
            _LIGHTS[row["light"]],
        )
        for row in achievement(case["goals"]).head(ROWS + 3).to_dict("records")
    ]
    header = ("目标", "单位", "现状", "近期目标", "实际", "完成情况")
    parts.add_table(deck.open("清洁生产目标的完成"), header, rows, (6, 2, 2, 2, 2, 2.4), 12)


def _effects(deck, case, _book):
    if not case.has("effects"):
        return
    total = performance_sheet(case).set_index("number").loc[TOTAL]
    shown = [("投资", "万元", total["investment"]), ("经济效益", "万元/a", total["benefit"])]
    shown += [("折标煤", "tce/a", total["coal"])]
    for name, rule in performance_columns().iterrows():
        unit = "万kWh/a" if name == "electricity" else rule["unit"].replace("m3", "m³")
        shown.append((rule["zh"], unit, total[name]))
    rows = [(name, number(value), unit) for name, unit, value in shown if value == value][: ROWS + 3]
    parts.add_table(
        deck.open("已实施方案的成效（合计，负值为增加）"), ("项目", "节约或削减", "单位"), rows, (4, 4, 3), 14
    )


def _end(deck, case, _book):
    rows = [
        (row["content"], row["indicator"], f"{_day(row['start'])} — {_day(row['finish'])}", row["department"])
        for row in case["continuation_plan"].head(ROWS).to_dict("records")
    ]
    if rows:
        header = ("内容", "指标", "起止", "部门")
        parts.add_table(deck.open("持续清洁生产计划"), header, rows, (7, 5, 4, 3), 12)


def _day(date):
    return str(date)[:7] if date else UNKNOWN
