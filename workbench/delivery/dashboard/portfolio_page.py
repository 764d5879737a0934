"""The portfolio page: all clients of a consultancy side by side, and one of them among its industry."""

import ipywidgets

from ...case import choice_label
from ...display.portfolio_chart import MOST, run_bars
from ...display.style import number, percent
from ...errors import UsageError
from ...standards.systems import level_names
from ..portfolio import read_portfolio
from . import frame
from .portfolio_figures import CROWD, FAR, benchmark, find_folder, outliers, run_table, unit_consumption

_WORDS = {
    "zh": {
        "industry": "行业",
        "all": "全部行业",
        "again": "重新读取",
        "runs": "各企业一览",
        "unknown": "未评定",
        "no_industry": "（未写行业）",
        "columns": ("企业", "行业", "等级", "损失 [万元/a]", "方案", "已实施", "投资 [万元]", "效益 [万元/a]"),
        "more": ("偿还期 [a]", "自查问题", "运行", "数据"),
        "ok": "{} 本全部完成",
        "failed": "{} 本中未完成：{}",
        "not_run": "没有 run.json",
        "count": ("企业", "其中 {} 家结果未入库"),
        "losses": ("损失价值合计", "{} 家已知"),
        "benefit": ("已实施方案效益合计", "{} 家已知"),
        "stopped": ("运行未完成", "有笔记本中途停止的企业"),
        "far": ("单耗离群值", "稳健 |z| > {}"),
        "picture": "损失与效益",
        "first": "图中为损失最大的 {} 家。",
        "outliers": "单耗离群值",
        "out": ("企业", "行业", "指标", "单位", "数值", "行业中位数", "企业数", "稳健 z"),
        "none": "没有离群值（每个行业、每项指标至少 {} 家才判断）。",
        "doubt": "离群只表示建议复核：也可能是产品不同或单位写错。",
        "benchmark": "匿名对标",
        "client": "企业",
        "quartiles": "在本行业中的位置（不列出其他企业）",
        "bench": ("指标", "单位", "本企业", "下四分位", "中位数", "上四分位", "企业数 k", "低于本企业的占比"),
        "withheld": "{} 项指标同行业不足 {} 家（含本企业），为避免认出别家，不对标。",
        "nothing": "这家企业没有单耗指标入库，不能对标。",
        "unreadable": "读不出的结果：",
        "empty": "这里还没有运行结果。请先运行 workbench run 或 workbench fleet run。",
    },
    "en": {
        "industry": "industry",
        "all": "all industries",
        "again": "Read again",
        "runs": "Clients side by side",
        "unknown": "not rated",
        "no_industry": "(no industry)",
        "columns": ("client", "industry", "level", "losses [10⁴ CNY/a]", "options", "done", "invested", "benefit"),
        "more": ("payback [a]", "findings", "run", "data"),
        "ok": "all {} done",
        "failed": "of {} stopped: {}",
        "not_run": "no run.json",
        "count": ("Clients", "{} of them not in the store"),
        "losses": ("Losses together", "{} known"),
        "benefit": ("Benefit of options carried out", "{} known"),
        "stopped": ("Runs not finished", "clients with a notebook that stopped"),
        "far": ("Outliers in unit consumption", "robust |z| > {}"),
        "picture": "Losses and benefit",
        "first": "The {} with the largest losses are drawn.",
        "outliers": "Outliers in unit consumption",
        "out": ("client", "industry", "indicator", "unit", "value", "median of the industry", "clients", "robust z"),
        "none": "None (judged where an industry has at least {} clients with the indicator).",
        "doubt": "An outlier only asks for a second look: another product, or a unit mistaken.",
        "benchmark": "Anonymous benchmark",
        "client": "client",
        "quartiles": "Place within the industry (no other client is named)",
        "bench": (
            "indicator",
            "unit",
            "this client",
            "lower quartile",
            "median",
            "upper quartile",
            "clients k",
            "below it",
        ),
        "withheld": "{} indicators are withheld: fewer than {} clients of the industry (this one counted) have them.",
        "nothing": "This client has no unit consumption in the store: nothing to compare.",
        "unreadable": "Results that cannot be read: ",
        "empty": "There are no results yet. Run workbench run or workbench fleet run first.",
    },
}
_SHOWN = ("case_id", "industry", "level", "losses", "options", "implemented", "investment", "benefit")
_MORE = ("payback", "findings", "run", "data")


def show_portfolio(visit, folder="runs"):
    """Return the page.

    Parameters
    ----------
    visit : Visit
        Language and the folder of the runs; the address may name another folder in it.
    folder : str
        Folder where the address names none.
    """
    words = _WORDS[visit.lang]
    again = ipywidgets.Button(description=words["again"], layout={"width": "auto", "align_self": "flex-start"})
    place = ipywidgets.VBox()
    box = frame.page(again, place)

    def read(_button=None):
        place.children = (frame.safely(lambda: _page(visit, folder, words), visit.lang),)
        box.controls = getattr(place.children[0], "controls", {})

    again.on_click(read)
    read()
    box.again = again
    return box


def _page(visit, folder, words):
    try:
        found = find_folder(visit.runs, visit.asked.get("folder", folder))
        portfolio = read_portfolio(found)
    except UsageError:
        return frame.page(frame.note(words["empty"]))
    runs, consumption = run_table(found, portfolio), unit_consumption(portfolio)
    if runs.empty:
        return frame.page(frame.note(words["empty"]), unreadable_note(portfolio, words))
    industries = sorted(runs["industry"].unique())
    options = [(words["all"], None), *((each or words["no_industry"], each) for each in industries)]
    industry = frame.choice(words["industry"], options)
    client = frame.choice(words["client"], list(runs["case_id"]))
    shown = frame.live(
        {"industry": industry}, lambda industry: overview(runs, consumption, industry, visit.lang), visit.lang
    )
    compared = frame.live(
        {"client": client}, lambda client: benchmark_html(consumption, client, visit.lang), visit.lang
    )
    box = frame.page(
        unreadable_note(portfolio, words),
        industry,
        shown,
        frame.panel(words["benchmark"], client, compared),
    )
    box.controls = {"industry": industry, "client": client, "shown": shown, "compared": compared}
    return box


def unreadable_note(portfolio, words):
    """Return which results could not be read, as HTML."""
    if not portfolio.unreadable:
        return ""
    said = "; ".join(
        f"{path.parent.name} ({reason.replace(str(path), path.name)})" for path, reason in portfolio.unreadable
    )
    return frame.note(words["unreadable"] + said)


def overview(runs, consumption, industry, lang):
    """Return cards, table, picture and outliers of an industry as HTML.

    Parameters
    ----------
    runs : DataFrame
        Of `run_table`.
    consumption : DataFrame
        Of `unit_consumption`.
    industry : str or None
        None for all.
    lang : {"zh", "en"}
    """
    words = _WORDS[lang]
    far = outliers(consumption)
    if industry is not None:
        runs, far = runs[runs["industry"] == industry], far[far["industry"] == industry]
    drawn = frame.picture(run_bars(runs.rename(columns={"case_id": "name"}), lang), wide=True)
    cut = frame.note(words["first"].format(MOST)) if len(runs) > MOST else ""
    return "".join(
        [frame.cards(totals(runs, far, words)), _run_rows(runs, words, lang), drawn, cut, _far(far, words, lang)]
    )


def totals(runs, far, words):
    """Return the headline figures of the runs as rows for `frame.cards`."""
    unstored = int((~runs["stored"]).sum())
    stopped = int(runs["failed"].fillna("").ne("").sum())
    known = {name: int(runs[name].notna().sum()) for name in ("losses", "benefit")}
    money = [
        (words[name][0], number(runs[name].sum(min_count=1)), "万元/a", words[name][1].format(known[name]), "")
        for name in known
    ]
    return [
        (words["count"][0], str(len(runs)), "", words["count"][1].format(unstored), "bad" if unstored else ""),
        *money,
        (words["stopped"][0], str(stopped), "", words["stopped"][1], "bad" if stopped else "good"),
        (words["far"][0], str(len(far)), "", words["far"][1].format(FAR), "bad" if len(far) else "good"),
    ]


def _run_rows(runs, words, lang):
    table = runs.assign(
        level=[_level(row, words, lang) for row in runs.to_dict("records")],
        run=[_run_text(row, words) for row in runs.to_dict("records")],
        data=[
            choice_label("case", "provenance", kind, lang) if isinstance(kind, str) else ""
            for kind in runs["provenance"]
        ],
    )
    heads = dict(zip((*_SHOWN, *_MORE), (*words["columns"], *words["more"]), strict=True))
    whole = dict.fromkeys(("options", "implemented", "findings"), 0)
    return frame.table(table, words["runs"], lang, columns=heads, digits=whole | {"payback": 2})


def _level(row, words, lang):
    names = level_names("teaching3" if row["teaching"] else "cp3", lang)
    return names.get(row["level"], words["unknown"])


def _run_text(row, words):
    if row["notebooks"] != row["notebooks"]:
        return words["not_run"]
    count = int(row["notebooks"])
    return words["failed"].format(count, row["failed"]) if row["failed"] else words["ok"].format(count)


def _far(far, words, lang):
    if far.empty:
        return frame.note(words["none"].format(CROWD))
    names = ("case_id", "industry", "item", "unit", "value", "median", "clients", "z")
    heads = dict(zip(names, words["out"], strict=True))
    table = frame.table(far, words["outliers"], lang, columns=heads, digits={"clients": 0, "z": 1})
    return table + frame.note(words["doubt"])


def benchmark_html(consumption, client, lang):
    """Return where a client stands within its industry, or why that is not told, as HTML."""
    words = _WORDS[lang]
    table, withheld = benchmark(consumption, client)
    said = frame.note(words["withheld"].format(withheld, CROWD)) if withheld else ""
    if table.empty:
        return said or frame.note(words["nothing"])
    heads = dict(zip(table.columns, words["bench"], strict=True))
    rows = table.assign(below=table["below"].map(percent))
    return frame.table(rows, words["quartiles"], lang, columns=heads, digits={"clients": 0}) + said
