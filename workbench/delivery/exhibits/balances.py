"""Exhibits of the balances as measured: tables, closure and the diagrams of every balance of the case."""

from ...analysis.balance import balance_kinds, balance_processes, balance_scope, quantity_flows
from ...analysis.network import quantities, quantity_unit
from ...display.closure import closure_picture
from ...display.flow_diagram import element_diagram, material_flow_diagram
from .basic import either, needs, result
from .data import balance_processes_of, of_kind


@needs("flows")
def scope_balance(chapter, case):
    """Show input, output and gap of the whole scope for every balance and quantity."""
    import pandas as pd

    rows = []
    for _, balance in case["balances"].iterrows():
        for quantity in quantities(case, balance["balance"]):
            total = balance_scope(case, balance["balance"], quantity)
            rows.append({"balance": balance["title"], "quantity": quantity} | total.to_dict())
    columns = ["balance", "quantity", "unit", "input", "output", "stock_change", "gap", "gap_sd", "deviation"]
    heading = ("各平衡总量与偏差（实测值）", "Totals and deviations of the balances (as measured)")
    result(chapter, case, pd.DataFrame(rows), heading, columns=[*columns, "tolerance", "verdict"])


@needs("flows")
def closure(chapter, case):
    """Show the balance of every process of the focuses: table and picture."""
    for _, balance in of_kind(case, "mass").iterrows():
        table = balance_processes(case, balance["balance"])
        heading = (f"{balance['title']}：各单元操作平衡（实测值）", f"{balance['title']}: balance of each process")
        columns = ["name", "input", "output", "stock_change", "gap", "gap_sd", "deviation", "tolerance", "verdict"]
        result(chapter, case, table, heading, columns=columns)
        percent = table.assign(deviation=100 * table["gap"] / table["input"], tolerance=100 * table["tolerance"])
        title = either(chapter, f"{balance['title']}：单元操作的闭合情况", f"{balance['title']}: closure")
        picture = closure_picture(percent, balance["unit"], lang=chapter.lang)
        chapter.figure(picture, title, name=f"closure_{balance['balance']}")


@needs("flows")
def material_flows(chapter, case, amounts=None):
    """Draw the material flow of every focus: units in sequence, every arrow with its amount."""
    for _, balance in of_kind(case, "mass").iterrows():
        flows = quantity_flows(case, balance["balance"])
        drawing = material_flow_diagram(
            balance_processes_of(case, balance["balance"]),
            flows,
            unit=balance["unit"],
            period=balance["period"],
            lang=chapter.lang,
        )
        title = either(chapter, f"{balance['title']}：物料流程图", f"{balance['title']}: material flow")
        chapter.figure(drawing, f"{title} ({balance['unit']})", name=f"material_flow_{balance['balance']}")
        kinds = balance_kinds(case, balance["balance"])
        heading = (f"{balance['title']}：进出系统的物料", f"{balance['title']}: what crosses the boundary")
        result(chapter, case, kinds, heading)


@needs("contents")
def element_diagrams(chapter, case):
    """Draw the balance of every component of the focuses with amounts and grades."""
    for _, balance in of_kind(case, "mass").iterrows():
        for quantity in quantities(case, balance["balance"])[1:]:
            flows = quantity_flows(case, balance["balance"], quantity)
            shown = flows.assign(grade=flows["carried"] / flows["amount"], amount=flows["carried"])
            unit = quantity_unit(case, balance["balance"], quantity)
            drawing = element_diagram(
                balance_processes_of(case, balance["balance"]),
                shown,
                element=quantity,
                unit=unit,
                period=balance["period"],
                lang=chapter.lang,
            )
            title = either(
                chapter, f"{balance['title']}：{quantity} 平衡图", f"{balance['title']}: balance of {quantity}"
            )
            chapter.figure(drawing, f"{title} ({unit})", name=f"element_{balance['balance']}_{quantity}")
