"""Worked by hand with the abridged atomic masses of IUPAC: H 1.008, O 15.999, S 32.06, Ca 40.078, Mn 54.938, Zn 65.38."""

import pytest

from workbench.analysis.chemistry import (
    current_efficiency,
    elements,
    faraday_energy,
    molar_mass,
    reaction_masses,
)
from workbench.errors import UsageError


def test_atoms_are_counted_through_brackets_and_crystal_water():
    assert elements("Ca(OH)2") == {"Ca": 1, "O": 2, "H": 2}
    assert elements("CaSO4·2H2O") == {"Ca": 1, "S": 1, "O": 6, "H": 4}
    assert elements("Al2(SO4)3") == {"Al": 2, "S": 3, "O": 12}


def test_a_molar_mass_is_the_sum_of_its_atoms():
    assert molar_mass("ZnSO4") == pytest.approx(65.38 + 32.06 + 4 * 15.999)


def test_electrowinning_of_a_tonne_of_zinc_sets_free_a_tonne_and_a_half_of_acid():
    # the figures of the zinc industry: 1.500 t H2SO4 and 0.245 t O2 per tonne of zinc
    masses = reaction_masses("Zn + H2SO4 + 0.5 O2 = ZnSO4 + H2O").set_index("formula")["mass"]
    assert masses["H2SO4"] == pytest.approx(1.500, abs=5e-4)
    assert masses["O2"] == pytest.approx(0.245, abs=5e-4)


def test_mass_is_conserved_in_a_reaction():
    table = reaction_masses("2 FeS2 + 5.5 O2 = Fe2O3 + 4 SO2")
    sides = table.groupby("side")["mass"].sum()
    assert sides["input"] == pytest.approx(sides["output"])
    assert list(table["coefficient"]) == [2, 5.5, 1, 4]


def test_an_equation_that_does_not_balance_names_the_element():
    with pytest.raises(UsageError, match=r"does not balance: ZnS \+ O2 = ZnO \+ SO2 \(O\)"):
        reaction_masses("ZnS + O2 = ZnO + SO2")


@pytest.mark.parametrize("text", ["zn", "Zn(OH2", "ZnO)2", "Xx2", "2", ""])
def test_a_formula_that_cannot_be_read_is_refused(text):
    with pytest.raises(UsageError, match="cannot read the formula"):
        elements(text)


@pytest.mark.parametrize("text", ["ZnO + H2SO4", "ZnO + = Zn"])
def test_an_equation_that_cannot_be_read_is_refused(text):
    with pytest.raises(UsageError, match="cannot read the formula"):
        reaction_masses(text)


@pytest.mark.parametrize(("metal", "energy"), [("Zn", 819.9), ("Mn", 975.7)])
def test_faradays_law_gives_the_published_energy_of_a_tonne_at_one_volt(metal, energy):
    assert faraday_energy(metal, 2) == pytest.approx(energy, abs=0.1)


def test_current_efficiency_is_the_published_one_of_zinc():
    # 3121 kWh/t at 3.35 V: 88 %
    assert current_efficiency(3121, "Zn", 2, 3.35) == pytest.approx(0.88, abs=5e-4)
