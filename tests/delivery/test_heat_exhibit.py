"""Heat within the plant stays in its own unit; bought energy is shown in standard coal too."""

from workbench import open_chapter
from workbench.case import load_case
from workbench.delivery.exhibits import carbon_energy
from workbench.display.chapter import FIGURE_MIME


def test_a_heat_balance_is_drawn_in_its_unit_and_an_energy_network_in_standard_coal(monkeypatch):
    shown = []
    monkeypatch.setattr("workbench.display.chapter._show", shown.append)
    case = load_case("pig_slaughter")
    carbon_energy.energy_network(open_chapter(case, 3), case)
    figures = {bundle[FIGURE_MIME]["name"]: bundle for bundle in shown if FIGURE_MIME in bundle}
    heat, bought = figures["energy_refrigeration"], figures["energy_energy"]
    assert "GJ/d" in heat[FIGURE_MIME]["title"] and "标准煤" not in heat[FIGURE_MIME]["title"]
    assert "热平衡图" in heat["image/svg+xml"] and "tce" not in heat["image/svg+xml"]
    assert "标准煤" in bought[FIGURE_MIME]["title"] and "tce/a" in bought["image/svg+xml"]
