"""Draw 40 pictures of one case, SVG and PNG, without a browser, on one core and on two, and print how long it took.

python benchmarks/drawing.py [case]

Two workers share the work as two notebooks of a run do: each is a process with its own layout engine.
"""

import sys
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import islice

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
from workbench.display.water_diagram import water_diagram

COUNT = 40
LIMIT = 20.0  # [s]


def drawings_of(case):
    """Yield a call without arguments for each drawing of a case."""
    processes, flows = case["processes"], case["flows"]
    for balance in case["balances"].itertuples():
        own = flows[flows["balance"] == balance.balance]
        if balance.kind == "mass":
            yield from mass_drawings(case, processes, own, balance)
        elif balance.kind == "water":
            for level in ("process", "workshop", "plant"):
                yield partial(water_diagram, processes, own, level=level, unit=balance.unit)
            used = processes[processes["process"].isin({*own["source"], *own["target"]})]
            for workshop in filter(None, dict.fromkeys(used["workshop"])):
                yield partial(water_diagram, used, own, workshop=workshop, unit=balance.unit)
        elif balance.kind == "steam":
            yield partial(steam_diagram, processes, own, unit=balance.unit)
        else:
            yield partial(energy_diagram, processes, own, unit=balance.unit)


def mass_drawings(case, processes, flows, balance):
    """Yield a call for each drawing of a material balance."""
    yield partial(process_flow_diagram, processes, flows)
    yield partial(material_flow_diagram, processes, flows, unit=balance.unit)
    yield partial(balance_diagram, processes, flows, balance.title, unit=balance.unit)
    for quantity in balance.quantities.split(";")[1:]:
        carried = quantity_flows(case, balance.balance, quantity)
        yield partial(element_diagram, processes, carried, element=quantity, unit=balance.unit)
    for process in dict.fromkeys(flows["source"]):
        if process != "outside":
            yield partial(unit_operation_diagram, processes, flows, process, unit=balance.unit)


def draw(name, first=0, step=1):
    """Draw every `step`-th of the 40 pictures; return (how many, seconds of the slowest, its title)."""
    case = load_case(name)
    count, slowest = 0, (0.0, "")
    for make in islice(drawings_of(case), first, COUNT, step):
        begin = time.perf_counter()
        drawing = make()
        drawing.to_svg()
        drawing.to_png()
        slowest = max(slowest, (time.perf_counter() - begin, drawing.title))
        count += 1
    return count, *slowest


def timed(workers, name):
    """Print the time of so many workers and return it. [s]"""
    start = time.perf_counter()
    if workers == 1:
        parts = [draw(name)]
    else:
        with ProcessPoolExecutor(workers) as pool:
            parts = list(pool.map(draw, [name] * workers, range(workers), [workers] * workers))
    seconds = time.perf_counter() - start
    count, (slowest, title) = sum(part[0] for part in parts), max(part[1:] for part in parts)
    print(f"{count} drawings, {workers} worker(s): {seconds:.1f} s; slowest {slowest:.2f} s {title}")
    return seconds


def main(name="zinc_smelting"):
    both = timed(2, name)  # first, so that nothing is warm yet
    timed(1, name)
    print(f"limit {LIMIT:.0f} s for {COUNT} drawings on two cores")
    return 0 if both < LIMIT else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
