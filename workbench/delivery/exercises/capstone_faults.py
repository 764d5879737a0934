"""The faults of the capstone: each kind spoils one row of a sound data room, and says which and how."""

from dataclasses import dataclass
from datetime import date, timedelta

from .capstone_plant import (
    CLEANER,
    ENDING,
    IN,
    MONTHS,
    RECYCLE,
    REPORT,
    START,
    TEST,
    column_sum,
)
from .numbers import round_to_step

OTHERS = ("远屏冶化(虚构名称) Yuanping Metals (invented name)", "白沙河锌品(虚构名称) Baishahe Zinc (invented name)")
OBSOLETE = {"变压器": ("S7-1000/10", "S7-400/10"), "电机": ("JO2-82-4", "JO2-72-6", "JO3-225S-4")}


@dataclass(frozen=True)
class Fault:
    """One planted fault.

    Attributes
    ----------
    kind : str
        Id in ``capstone_kinds.csv``.
    file, place : str
        The table, and the first cell of the row.
    columns : tuple of str
        What was changed; empty where the row is missing.
    shown, right : str
        What stands there and what should.
    """

    kind: str
    file: str
    place: str
    columns: tuple
    shown: str
    right: str


class Planter:
    """Plants faults into tables, none in a row that has one already.

    Parameters
    ----------
    tables : dict
        {file: list of rows}; changed in place.
    sound : dict
        The same without faults.
    draw : workbench.delivery.exercises.capstone_plant.Draw
    """

    def __init__(self, tables, sound, draw):
        self.tables, self.sound, self.draw, self.taken = tables, sound, draw, set()

    def free(self, file, wanted=lambda row: True, near=0):
        """Return one row of a table that has no fault; with `near`, neighbours neither."""
        rows = self.tables[file]
        keys = [key_of(row) for row in rows]
        fit = []
        for place, row in enumerate(rows):
            around = MONTHS if keys[0] in MONTHS or keys[-1] in MONTHS else keys
            at = around.index(keys[place])
            close = around[max(0, at - near) : at + near + 1]
            if wanted(row) and not any((file, key) in self.taken for key in close):
                fit.append(row)
        return self.draw.choose(fit) if fit else None

    def spoil(self, kind, file, row, **changes):
        """Change cells of a row and return the `Fault`."""
        right = "; ".join(str(row[column]) for column in changes)
        row.update(changes)
        shown = "; ".join(str(value) for value in changes.values())
        self.taken.add((file, key_of(row)))
        return Fault(kind, file, key_of(row), tuple(changes), shown, right)

    def plant(self, kind):
        """Plant a fault of a kind; None where no row is free for it."""
        return KINDS[kind](self)


def key_of(row):
    """Return the first cell of a row."""
    return next(iter(row.values()))


def _wet_dry(planter):
    row = planter.free("production.csv", near=1)
    return row and planter.spoil("wet_dry", "production.csv", row, dry_t=row["wet_t"])


def _wrong_unit(planter):
    if planter.draw.choose((True, False)):
        row = planter.free("laboratory.csv", lambda row: row["unit"] == "mg/L")
        return row and planter.spoil("wrong_unit", "laboratory.csv", row, unit="g/L")
    row = planter.free("energy.csv", near=1)
    return row and planter.spoil("wrong_unit", "energy.csv", row, coal_t=row["coal_t"] * 1000)


def _missing_month(planter):
    file = planter.draw.choose(("water.csv", "energy.csv"))
    row = planter.free(file, lambda row: key_of(row) not in (MONTHS[0], MONTHS[-1]), near=1)
    if row is None:
        return None
    planter.tables[file].remove(row)
    planter.taken.add((file, key_of(row)))
    right = "; ".join(str(value) for value in row.values())
    return Fault("missing_month", file, key_of(row), (), "—", right)


def _doubled_month(planter):
    file = planter.draw.choose(("water.csv", "production.csv"))
    rows = {key_of(row): row for row in planter.tables[file]}
    row = planter.free(file, lambda row: key_of(row) != MONTHS[0], near=1)
    if row is None:
        return None
    before = rows[MONTHS[MONTHS.index(key_of(row)) - 1]]
    return planter.spoil("doubled_month", file, row, **{name: before[name] for name in list(row)[1:]})


def _biased_meter(planter):
    row = planter.free("network.csv", lambda row: row["meter"] in ("W2", "W3", "W4"))
    factor = 1 + planter.draw.choose((-1, 1)) * planter.draw.between(0.07, 0.12, 0.01)
    reading = round_to_step(row["reading_m3_per_d"] * factor, "2")
    return planter.spoil("biased_meter", "network.csv", row, reading_m3_per_d=reading)


def _factor_mixed(planter):
    row = planter.free("energy_total.csv", lambda row: row["unit"] == "万kWh")
    tce = round_to_step(row["amount"] * 3.1, "0.1")
    return planter.spoil("factor_mixed", "energy_total.csv", row, tce_per_unit=3.1, tce=tce)


def _digit_transposition(planter):
    row = planter.free("budget.csv", lambda row: row["line"] == "V9")
    whole, dot, rest = str(row["amount"]).partition(".")
    swapped = float(whole[:-2] + whole[-1] + whole[-2] + dot + rest)
    return planter.spoil("digit_transposition", "budget.csv", row, amount=swapped)


def _obsolete_equipment(planter):
    row = planter.free("equipment.csv")
    models = OBSOLETE["变压器" if "变压器" in row["name"] else "电机"]
    since = planter.draw.between(1996, 2004)
    return planter.spoil("obsolete_equipment", "equipment.csv", row, model=planter.draw.choose(models), since=since)


def _saving_exceeds_loss(planter):
    row = planter.free("options.csv", lambda row: row["loss"] is not None)
    saving = round_to_step(row["loss"] * planter.draw.between(1.08, 1.4, 0.01), "1")
    return planter.spoil("saving_exceeds_loss", "options.csv", row, saving=saving)


def _end_of_pipe(planter):
    row = planter.free("options.csv", lambda row: row["class"] == ENDING)
    return row and planter.spoil("end_of_pipe", "options.csv", row, **{"class": CLEANER})


def _permit_exceeded(planter):
    row = planter.free("monitoring.csv", lambda row: row["name"].split()[1] not in ("Zn", "Cd"))
    measured = round_to_step(row["limit"] * planter.draw.between(1.04, 1.25, 0.01), "0.1")
    return planter.spoil("permit_exceeded", "monitoring.csv", row, measured=measured)


def _calibration_overdue(planter):
    row = planter.free("meters.csv")
    checked = TEST - timedelta(days=planter.draw.between(430, 620, 5))
    until = checked + timedelta(days=365)
    dates = {"calibrated": checked.isoformat(), "valid_until": until.isoformat()}
    return planter.spoil("calibration_overdue", "meters.csv", row, **dates)


def _recycle_as_input(planter):
    row = planter.free("balance.csv", lambda row: row["side"] == RECYCLE)
    return planter.spoil("recycle_as_input", "balance.csv", row, side=IN)


def _limiting_ignored(planter):
    row = planter.free("indicators.csv", lambda row: row["indicator"] == "G7")
    return planter.spoil("limiting_ignored", "indicators.csv", row, level="Ⅱ")


def _date_before_start(planter):
    row = planter.free("schedule.csv")
    days = (date.fromisoformat(row["ends"]) - date.fromisoformat(row["begins"])).days
    begins = START - timedelta(days=planter.draw.between(40, 120))
    ends = min(begins + timedelta(days=days), START - timedelta(days=5))
    return planter.spoil("date_before_start", "schedule.csv", row, begins=begins.isoformat(), ends=ends.isoformat())


def _date_after_report(planter):
    row = planter.free("laboratory.csv")
    late = REPORT + timedelta(days=planter.draw.between(5, 60))
    return planter.spoil("date_after_report", "laboratory.csv", row, date=late.isoformat())


def _foreign_company(planter):
    row = planter.free("documents.csv")
    return planter.spoil("foreign_company", "documents.csv", row, made_for=planter.draw.choose(OTHERS))


def _compound_as_element(planter):
    row = planter.free("balance.csv", lambda row: row["stream"] == "B2")
    oxide = next(line["value"] for line in planter.tables["laboratory.csv"] if line["item"] == "ZnO")
    zinc = round_to_step(row["amount_t"] * oxide / 100, "0.01")
    return planter.spoil("compound_as_element", "balance.csv", row, zinc_pct=oxide, zinc_t=zinc)


def _stock_ignored(planter):
    row = planter.free("balance.csv", lambda row: row["stream"] == "B8")
    return planter.spoil("stock_ignored", "balance.csv", row, zinc_t=0)


def _gross_payback(planter):
    row = planter.free("options.csv", lambda row: row["payback_a"] is not None)
    payback = round_to_step(row["investment"] / row["gross_saving_per_a"], "0.01")
    return planter.spoil("gross_payback", "options.csv", row, payback_a=payback)


def _cost_class(planter):
    row = planter.free("options.csv", lambda row: row["class"] == CLEANER)
    wrong = "低费 low" if row["cost_class"] == "中费 medium" else "中费 medium"
    return planter.spoil("cost_class", "options.csv", row, cost_class=wrong)


def _reuse_ratio(planter):
    row = planter.free("indicators.csv", lambda row: row["indicator"] == "G3")
    before = planter.sound["water.csv"]
    reused, discharged = (float(column_sum(before, column)) for column in ("reused_m3", "discharged_m3"))
    wrong = round_to_step(100 * reused / (reused + discharged), "0.1")
    return planter.spoil("reuse_ratio", "indicators.csv", row, value=wrong)


KINDS = {
    **{"wet_dry": _wet_dry, "wrong_unit": _wrong_unit, "missing_month": _missing_month},
    **{"doubled_month": _doubled_month, "biased_meter": _biased_meter, "factor_mixed": _factor_mixed},
    **{"digit_transposition": _digit_transposition, "obsolete_equipment": _obsolete_equipment},
    **{"saving_exceeds_loss": _saving_exceeds_loss, "end_of_pipe": _end_of_pipe, "permit_exceeded": _permit_exceeded},
    **{"calibration_overdue": _calibration_overdue, "recycle_as_input": _recycle_as_input},
    **{"limiting_ignored": _limiting_ignored, "date_before_start": _date_before_start},
    **{"date_after_report": _date_after_report, "foreign_company": _foreign_company},
    **{"compound_as_element": _compound_as_element, "stock_ignored": _stock_ignored},
    **{"gross_payback": _gross_payback, "cost_class": _cost_class, "reuse_ratio": _reuse_ratio},
}
