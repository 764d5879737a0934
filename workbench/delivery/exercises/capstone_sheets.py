"""The other sheets of the capstone's data room: meters, equipment, permits, options, budget, indicators, papers."""

from datetime import date, timedelta

from .capstone_plant import (
    CLEANER,
    COMPANY,
    DAYS,
    ENDING,
    HIGH,
    LIFE,
    MEDIUM,
    MET,
    NOT_LISTED,
    REPORT,
    START,
    TAX,
    TEST,
    VALID,
    column_sum,
)
from .numbers import round_to_step


def sheets(draw, tables):
    """Return the sheets that stand beside the balances, {file: list of rows}."""
    return {
        **{"meters.csv": _meters(draw), "equipment.csv": _equipment(draw), "monitoring.csv": _monitoring(draw, tables)},
        **{"options.csv": _options(draw, tables), "budget.csv": _budget(draw), "schedule.csv": _schedule()},
        **{"indicators.csv": _indicators(draw, tables), "documents.csv": _documents(), "profile.csv": _profile()},
    }


def _profile():
    facts = [
        ("企业 company", COMPANY),
        ("审核启动 audit started", START.isoformat()),
        ("实测期 test period", f"{TEST.isoformat()} … {(TEST + timedelta(days=9)).isoformat()}"),
        ("报告日期 report dated", REPORT.isoformat()),
        ("年运行天数 operating days", str(DAYS)),
        ("折标口径 basis of coal equivalent", "当量值 calorific value"),
        ("费用划分 cost classes [万元]", f"< {MEDIUM} 低费 low; {MEDIUM}–{HIGH} 中费 medium; ≥ {HIGH} 高费 high"),
        ("所得税与折旧 tax and depreciation", f"{TAX:.0%}; {LIFE} a, 直线 straight line"),
        ("数据 data", "合成教学数据 synthetic teaching data"),
    ]
    return [{"item": item, "value": value} for item, value in facts]


def _meters(draw):
    names = [
        *["精矿地磅 weighbridge", "锌锭秤 ingot scale", "新水总表 W1", "一号支管表 W2", "二号支管表 W3", "串用水表 W4"],
        *["外排水表 W6", "总电表 main power", "蒸汽涡街 steam", "煤皮带秤 coal belt scale"],
    ]
    rows = []
    for place, name in enumerate(names, start=1):
        checked = TEST - timedelta(days=draw.between(40, 250, 5))
        dates = {"calibrated": checked.isoformat(), "valid_until": (checked + timedelta(days=365)).isoformat()}
        rows.append({"meter": f"K{place}", "name": name, **dates, "status": VALID})
    return rows


def _equipment(draw):
    items = [
        ("浸出槽搅拌电机 agitator motor", "YE4-280S-6", 45),
        ("净化压滤泵电机 filter pump motor", "YE3-225M-4", 45),
        ("循环水泵电机 cooling pump motor", "YE4-315S-4", 110),
        ("鼓风机电机 blower motor", "YE3-315M-4", 132),
        ("电解液泵电机 electrolyte pump motor", "YE4-250M-4", 55),
        ("输送机电机 conveyor motor", "YE3-160L-4", 15),
        ("动力变压器 power transformer", "S20-1000/10", 1000),
        ("照明变压器 lighting transformer", "SCB14-400/10", 400),
    ]
    return [
        {"number": f"Q{place}", "name": name, "model": model, "kW_or_kVA": power}
        | {"since": draw.between(2021, 2023), "on_list_of_eliminated": NOT_LISTED}
        for place, (name, model, power) in enumerate(items, start=1)
    ]


def _monitoring(draw, tables):
    values = {(row["stream"][:2], row["item"]): row["value"] for row in tables["laboratory.csv"]}
    cod, volume = draw.between(32, 52), column_sum(tables["water.csv"], "discharged_m3")
    items = [
        ("外排水 COD", 60, cod, "mg/L"),
        ("外排水 NH3-N", 8, draw.between(3, 6.5, 0.1), "mg/L"),
        ("外排水 Zn", 1.5, values["B6", "Zn"], "mg/L"),
        ("外排水 Cd", 0.05, values["B6", "Cd"], "mg/L"),
        ("锅炉烟气 SO2 boiler gas", 200, draw.between(90, 170), "mg/m3"),
        ("锅炉烟气 NOx boiler gas", 200, draw.between(110, 180), "mg/m3"),
        ("熔铸烟气颗粒物 dust of casting", 30, draw.between(9, 24), "mg/m3"),
        ("COD 总量 total COD", 24, round_to_step(cod * volume / 1e6, "0.1"), "t/a"),
    ]
    return [
        {"item": f"P{place}", "name": name, "limit": limit, "measured": measured, "unit": unit, "verdict": MET}
        for place, (name, limit, measured, unit) in enumerate(items, start=1)
    ]


def _options(draw, tables):
    residue = next(row["zinc_t"] for row in tables["balance.csv"] if row["stream"] == "B7")
    fresh = column_sum(tables["water.csv"], "fresh_m3")
    steam = column_sum(tables["energy.csv"], "steam_GJ")
    power = column_sum(tables["energy.csv"], "power_10MWh")
    # name, loss, unit, price [万元 per unit], share of the loss that is saved [1e-4]
    cleaner = [
        ("浸出渣洗涤 washing of the residue", residue, "t Zn", 1.0, (300, 700)),
        ("净化液余热预热 heat of purified solution", steam, "GJ", 0.004, (400, 1000)),
        ("电积槽短路巡检 hunting short circuits", power, "万kWh", 0.55, (4, 8)),
        ("循环泵变频 variable-speed pumps", power, "万kWh", 0.55, (60, 140)),
        ("冷却水串级使用 cascaded cooling water", fresh, "m3", 0.00045, (300, 800)),
        ("凝结水回收 return of condensate", steam, "GJ", 0.004, (300, 800)),
        ("阀门跑冒滴漏整治 mending of leaks", fresh, "m3", 0.00045, (40, 100)),
    ]
    endings = [
        ("酸雾收集塔扩建 larger mist scrubber", (110, 200)),
        ("污水站增设深度处理 polishing of waste water", (120, 280)),
        ("渣场防渗加固 lining of the residue pond", (105, 240)),
    ]
    rows = [_cleaner(draw, item) for item in cleaner] + [
        _ending(draw.between(*costs, 5), name) for name, costs in endings
    ]
    return [{"option": f"N{place}"} | row for place, row in enumerate(rows, start=1)]


def _cleaner(draw, item):
    name, loss, unit, price, (low, high) = item
    saved = round_to_step(loss * draw.between(low, high) / 1e4, "1")
    saving = round_to_step(saved * price, "0.1")
    invested = round_to_step(saving / draw.between(0.28, 0.45, 0.01), "0.5")
    flow = cash_flow(invested, saving)
    return {
        **{"name": name, "class": CLEANER, "cost_class": cost_class(invested), "loss": round_to_step(loss, "1")},
        **{"saving": saved, "unit": unit, "investment": invested, "gross_saving_per_a": saving},
        **{"net_cash_flow_per_a": flow, "payback_a": round_to_step(invested / flow, "0.01")},
    }


def _ending(invested, name):
    unknown = dict.fromkeys(("loss", "saving", "unit"))
    row = {"name": name, "class": ENDING, "cost_class": cost_class(invested), **unknown, "investment": invested}
    return row | dict.fromkeys(("gross_saving_per_a", "net_cash_flow_per_a", "payback_a"))


def cash_flow(invested, saving):
    """Return the yearly net cash flow of an option of the plant, to 0.01. [万元/a]"""
    from workbench.analysis.economics import cash_flow as flow

    return round_to_step(flow(invested, saving, TAX, LIFE), "0.01")


def cost_class(invested):
    """Return the class of an investment by the thresholds of the plant."""
    return "高费 high" if invested >= HIGH else "中费 medium" if invested >= MEDIUM else "低费 low"


def _budget(draw):
    names = [
        *["设备购置 equipment", "安装 installation", "土建 civil works", "电气仪表 electrical", "设计 design"],
        *["调试 commissioning", "培训 training", "不可预见费 contingency"],
    ]
    while True:
        sums = [draw.between(3, 90, 0.05) for _ in names]
        rows = [{"line": f"V{place}", "name": name} for place, name in enumerate(names, start=1)]
        rows = [row | {"amount": amount} for row, amount in zip(rows, sums, strict=True)]
        whole = column_sum(rows, "amount")
        if str(int(whole))[-2] != str(int(whole))[-1]:  # two digits that could be swapped
            return [*rows, {"line": "V9", "name": "合计 total", "amount": whole}]


def _schedule():
    steps = [
        ("成立审核小组 team set up", 2, 10),
        ("宣传培训 training", 12, 25),
        ("资料收集 documents", 20, 55),
        ("现场考察 site visits", 40, 70),
        ("确定审核重点 focus", 75, 85),
        ("实测与平衡 test and balances", 98, 125),
        ("方案产生 options", 128, 165),
        ("可行性分析 feasibility", 170, 215),
        ("报告编制 report", 220, 270),
        ("内部评审 internal review", 272, 282),
    ]
    return [
        {"step": f"R{place}", "name": name}
        | {"begins": (START + timedelta(days=first)).isoformat(), "ends": (START + timedelta(days=last)).isoformat()}
        for place, (name, first, last) in enumerate(steps, start=1)
    ]


def _indicators(draw, tables):
    production, water = tables["production.csv"], tables["water.csv"]
    ingot = float(column_sum(production, "ingot_t"))
    fresh, reused = (float(column_sum(water, column)) for column in ("fresh_m3", "reused_m3"))
    tce = float(column_sum(tables["energy_total.csv"], "tce"))
    items = [
        ("单位产品综合能耗 energy", "kgce/t", round_to_step(1000 * tce / ingot, "1"), (650, 850, 1000), "是 yes", "Ⅱ"),
        ("单位产品取水量 water", "m3/t", round_to_step(fresh / ingot, "0.01"), (15, 27, 35), "是 yes", "Ⅱ"),
        ("水重复利用率 reuse of water", "%", _reuse(reused, fresh), (95, 90, 85), "否 no", "Ⅱ"),
        ("总锌回收率 recovery of zinc", "%", _recovery(tables["balance.csv"]), (97, 96, 95), "是 yes", "Ⅲ"),
        ("固废综合利用率 use of solid waste", "%", draw.between(91, 94), (95, 90, 80), "否 no", "Ⅱ"),
        ("清洁生产管理 management", "分", draw.between(91, 95), (96, 90, 80), "否 no", "Ⅱ"),
    ]
    rows = [
        {"indicator": f"G{place}", "name": name, "unit": unit, "value": value}
        | {"I": marks[0], "II": marks[1], "III": marks[2], "limiting": limiting, "level": level}
        for place, (name, unit, value, marks, limiting, level) in enumerate(items, start=1)
    ]
    empty = dict.fromkeys(("unit", "value", "I", "II", "III", "limiting"))
    return [*rows, {"indicator": "G7", "name": "综合评定 overall level", **empty, "level": "Ⅲ"}]


def _reuse(reused, fresh):
    return round_to_step(100 * reused / (fresh + reused), "0.1")


def _recovery(balance):
    zinc = {row["stream"]: float(row["zinc_t"]) for row in balance}
    return round_to_step(100 * zinc["B4"] / (zinc["B1"] + zinc["B2"] - zinc["B8"]), "0.1")


def _documents():
    papers = [
        *["环评批复 environmental approval", "竣工验收意见 acceptance of the works", "排污许可证 discharge permit"],
        *["危险废物转移联单 waste manifests", "自行监测报告 monitoring report", "水平衡测试报告 water balance test"],
        *["能源审计报告 energy audit", "可行性研究 feasibility study", "上轮审核报告 report of the last round"],
    ]
    return [
        {"document": f"D{place}", "name": name, "made_for": COMPANY}
        | {"dated": date(2024 if place < 9 else 2020, 1 + place % 9, 11 + place).isoformat()}
        for place, name in enumerate(papers, start=1)
    ]
