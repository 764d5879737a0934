"""Exhibits of the balances as measured: tables, closure and the diagrams of every balance of the case."""

import pandas as pd

from ...analysis.balance import balance_kinds, balance_processes, balance_scope, quantity_flows
from ...analysis.network import quantities, quantity_unit
from ...case import OUTSIDE
from ...display.closure import closure_picture
from ...display.flow_diagram import element_diagram, material_flow_diagram
from .basic import either, needs, result
from .checking import with_reconciled
from .data import balance_processes_of, balance_subject, balance_title, of_kind, quantity_name
from .sankey import balance_sankey
from .values import carried


@needs("flows")
def scope_balance(chapter, case):
    """Show input, output and gap of the whole scope for every balance and quantity."""
    rows = []
    for balance in case["balances"]["balance"]:
        for quantity in quantities(case, balance):
            total = balance_scope(case, balance, quantity)
            title = balance_title(case, balance, chapter.lang)
            rows.append({"balance": title, "quantity": quantity_name(case, quantity, chapter.lang)} | total.to_dict())
    columns = ["balance", "quantity", "unit", "input", "output", "stock_change", "gap", "gap_sd", "deviation"]
    note = either(
        chapter,
        "差值 = 输入 − 输出 − 库存变化；有未测物流的平衡没有实测的差值，由数据校正推算后再判定",
        "gap = input − output − stock change; a balance with a flow not measured is judged after reconciliation",
    )
    heading = ("各平衡总量与偏差（实测值）", "Totals and deviations of the balances (as measured)")
    result(chapter, case, pd.DataFrame(rows), heading, columns=[*columns, "tolerance", "verdict"], note=note)


@needs("flows")
def closure(chapter, case):
    """Show the balance of every process of the focuses: table and picture."""
    for _, balance in of_kind(case, "mass").iterrows():
        table = balance_processes(case, balance["balance"])
        subject = balance_subject(case, balance["balance"], chapter.lang)
        unit = balance["unit"]
        heading = (f"{subject}：各单元操作平衡（实测值，{unit}）", f"{subject}: balance of each process ({unit})")
        columns = ["name", "input", "output", "stock_change", "gap", "gap_sd", "deviation", "tolerance", "verdict"]
        result(chapter, case, table, heading, columns=columns)
        percent = table.assign(deviation=100 * table["gap"] / table["input"], tolerance=100 * table["tolerance"])
        title = either(chapter, f"{subject}：单元操作的闭合情况", f"{subject}: closure")
        picture = closure_picture(percent, unit, lang=chapter.lang)
        chapter.figure(picture, title, name=f"closure_{balance['balance']}")


@needs("flows")
def material_flows(chapter, case):
    """Draw the material flow of every focus, every arrow with its amount, and show what crosses the boundary."""
    for _, balance in of_kind(case, "mass").iterrows():
        drawing = material_flow_diagram(
            balance_processes_of(case, balance["balance"]),
            quantity_flows(case, balance["balance"]),
            unit=balance["unit"],
            period=balance["period"],
            lang=chapter.lang,
        )
        subject = balance_subject(case, balance["balance"], chapter.lang)
        unit = balance["unit"]
        title = either(
            chapter, f"{subject}物料流程图（实测值，{unit}）", f"{subject}: material flow as measured ({unit})"
        )
        chapter.figure(drawing, title, name=f"material_flow_{balance['balance']}")
        kinds = balance_kinds(case, balance["balance"]).sort_values(["direction", "carried"], ascending=[True, False])
        heading = (f"{subject}：进出系统的物料（实测值，{unit}）", f"{subject}: what crosses the boundary ({unit})")
        note = either(
            chapter,
            "占比以总输入为 100 %；± 为标准不确定度，总输入变，各项占比同变",
            "shares of the total input; ± is the standard uncertainty, a total that moves moves every share",
        )
        result(chapter, case, kinds, heading, note=note)


@needs("flows")
def unit_flows(chapter, case):
    """Show what enters and leaves each process of the focuses, with reconciled amounts (各单元操作输入输出)."""
    for _, balance in of_kind(case, "mass").iterrows():
        flows = with_reconciled(case, balance["balance"])
        processes = balance_processes_of(case, balance["balance"])
        rows = [
            {
                "name": name,
                "inputs": _listed(flows[flows["target"] == process]),
                "outputs": _listed(flows[flows["source"] == process]),
            }
            for process, name in zip(processes["process"], processes["name"], strict=True)
            if process != OUTSIDE
        ]
        subject = balance_subject(case, balance["balance"], chapter.lang)
        unit = balance["unit"]
        heading = (
            f"{subject}：各单元操作的输入与输出（校正值，{unit}）",
            f"{subject}: what each process takes and gives ({unit})",
        )
        note = either(chapter, "— 为平衡也推算不出的量", "—: the balances cannot say")
        result(chapter, case, pd.DataFrame(rows), heading, note=note)


def _listed(flows):
    amounts = flows["reconciled"].fillna(flows["amount"])
    names = flows["name"].where(flows["name"] != "", flows["flow"])
    texts = ["—" if amount != amount else f"{amount:,.4g}" for amount in amounts]
    return "；".join(f"{name} {text}" for name, text in zip(names, texts, strict=True))


@needs("contents")
def element_diagrams(chapter, case):
    """Draw the balance of every component of the focuses with reconciled amounts and grades."""
    for _, balance in of_kind(case, "mass").iterrows():
        for quantity in quantities(case, balance["balance"])[1:]:
            unit = quantity_unit(case, balance["balance"], quantity)
            element = quantity_name(case, quantity, chapter.lang)
            drawing = element_diagram(
                balance_processes_of(case, balance["balance"]),
                _element_flows(case, balance["balance"], quantity),
                element=element,
                unit=unit,
                period=balance["period"],
                lang=chapter.lang,
            )
            subject = balance_subject(case, balance["balance"], chapter.lang)
            title = either(
                chapter, f"{subject}{element}平衡图（校正值，{unit}）", f"{subject}: balance of {element} ({unit})"
            )
            chapter.figure(drawing, title, name=f"element_{balance['balance']}_{quantity}")


def _element_flows(case, balance, quantity):
    """Return the flows with what they carry of an element, marked as the reconciliation left their amounts."""
    marks = with_reconciled(case, balance).set_index("flow")
    flows = carried(case, balance, quantity)
    return flows.assign(status=flows["flow"].map(marks["status"]), suspect=flows["flow"].map(marks["suspect"]))


@needs("flows")
def sankey_diagrams(chapter, case, main_element=False):
    """Draw the Sankey diagram of every focus by mass or by its main element, the first component it balances."""
    for _, balance in of_kind(case, "mass").iterrows():
        elements = quantities(case, balance["balance"])[1:2]
        for quantity in elements if main_element else [None]:
            try:
                balance_sankey(chapter, case, balance["balance"], quantity)
            except ValueError:  # the drawing takes no balance with an unknown amount or a gap
                template = either(
                    chapter,
                    "（{subject}的平衡还有未知量或差值，画不出桑基图。）",
                    "(The balance of {subject} has unknown amounts or a gap: no Sankey diagram.)",
                )
                chapter.text(template, subject=balance_subject(case, balance["balance"], chapter.lang))
