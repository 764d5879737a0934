"""The pictures of every balance of every shipped case are measured."""

from pathlib import Path

import pytest

from workbench.case import load_case
from workbench.display.balance_diagram import balance_diagram
from workbench.display.energy_diagram import energy_diagram, steam_diagram
from workbench.display.flow_diagram import material_flow_diagram, process_flow_diagram
from workbench.display.water_diagram import water_diagram

FOLDER = Path(__file__).parents[3] / "case_data"
CASES = sorted(path.parent.name for path in FOLDER.glob("*/case.toml"))


def draw_mass(processes, flows, balance):
    return [
        process_flow_diagram(processes, flows),
        material_flow_diagram(processes, flows, unit=balance.unit, period=balance.period),
        balance_diagram(processes, flows, balance.title, unit=balance.unit, period=balance.period),
    ]


def draw_water(processes, flows, balance):
    words = {"unit": balance.unit, "period": balance.period}
    return [water_diagram(processes, flows, level=level, **words) for level in ("process", "workshop", "plant")]


def draw_steam(processes, flows, balance):
    return [steam_diagram(processes, flows, unit=balance.unit, period=balance.period)]


def draw_energy(processes, flows, balance):
    return [energy_diagram(processes, flows, unit=balance.unit, period=balance.period)]


DRAW = {"mass": draw_mass, "water": draw_water, "steam": draw_steam, "energy": draw_energy}


@pytest.mark.parametrize("name", CASES)
def test_the_pictures_of_a_shipped_case_are_free_of_faults(name, faults_of):
    case = load_case(str(FOLDER / name))
    processes, flows = case["processes"], case["flows"]
    for balance in case["balances"].itertuples():
        for drawing in DRAW[balance.kind](processes, flows[flows["balance"] == balance.balance], balance):
            assert faults_of(drawing.to_svg()) == [], drawing.title


@pytest.mark.parametrize("name", CASES)
def test_the_plant_and_every_focus_of_a_shipped_case_fit_an_a4_page_in_full_size(name):
    case = load_case(str(FOLDER / name))
    processes, flows = case["processes"], case["flows"]
    for balance in case["balances"].itertuples():
        own = flows[flows["balance"] == balance.balance]
        if balance.kind == "water":
            drawing = water_diagram(processes, own, level="plant", unit=balance.unit)
        elif balance.kind == "mass":
            drawing = balance_diagram(processes, own, balance.title, unit=balance.unit)
        else:
            continue
        assert drawing.page_scale > 0.8, drawing.title
