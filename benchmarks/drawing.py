"""Draw 40 pictures of one case, SVG and PNG, without a browser, and print how long it took.

python benchmarks/drawing.py [case]
"""

import sys
import time

from workbench.analysis.balance import quantity_flows
from workbench.case import load_case
from workbench.display.balance_diagram import balance_diagram
from workbench.display.energy_diagram import energy_diagram, steam_diagram
from workbench.display.flow_diagram import (
    element_diagram,
    material_flow_diagram,
    process_flow_diagram,
    unit_operation_diagram,
)
from workbench.display.folding import draw_workshops
from workbench.display.water_diagram import water_diagram

COUNT = 40
LIMIT = 20.0  # [s]


def draw_case(case):
    processes, flows = case["processes"], case["flows"]
    for balance in case["balances"].itertuples():
        own = flows[flows["balance"] == balance.balance]
        if balance.kind == "mass":
            yield from draw_mass(case, processes, own, balance)
        elif balance.kind == "water":
            for level in ("process", "workshop", "plant"):
                yield water_diagram(processes, own, level=level, unit=balance.unit)
            used = processes[processes["process"].isin({*own["source"], *own["target"]})]
            yield from draw_workshops(water_diagram, used, own, unit=balance.unit).values()
        elif balance.kind == "steam":
            yield steam_diagram(processes, own, unit=balance.unit)
        else:
            yield energy_diagram(processes, own, unit=balance.unit)


def draw_mass(case, processes, flows, balance):
    yield process_flow_diagram(processes, flows)
    yield material_flow_diagram(processes, flows, unit=balance.unit)
    yield balance_diagram(processes, flows, balance.title, unit=balance.unit)
    for quantity in balance.quantities.split(";")[1:]:
        carried = quantity_flows(case, balance.balance, quantity)
        yield element_diagram(processes, carried, element=quantity, unit=balance.unit)
    for process in dict.fromkeys(flows["source"]):
        if process != "outside":
            yield unit_operation_diagram(processes, flows, process, unit=balance.unit)


def main(name="zinc_smelting"):
    case = load_case(name)
    start, count, slowest = time.perf_counter(), 0, (0.0, "")
    for drawing in draw_case(case):
        begin = time.perf_counter()
        drawing.to_svg()
        drawing.to_png()
        slowest = max(slowest, (time.perf_counter() - begin, drawing.title))
        count += 1
        if count == COUNT:
            break
    seconds = time.perf_counter() - start
    print(f"{count} drawings in {seconds:.1f} s (limit {LIMIT:.0f} s for {COUNT}); slowest PNG {slowest[0]:.2f} s")
    return 0 if seconds < LIMIT else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
