"""What every shipped case has to hold: sound tables, closed truths, balances that reconcile, a story with its figures."""

from collections import defaultdict
from pathlib import Path

import pytest

from workbench.analysis.evaluation import evaluate
from workbench.analysis.reconciliation import reconcile
from workbench.case import find_problems, load_case
from workbench.delivery.run import run

ROOT = Path(__file__).parents[2]
CASES = sorted(path.parent.name for path in (ROOT / "case_data").glob("*/case.toml"))
STATES = ("before", "after")
MASS_GAP, ELEMENT_GAP = 1e-6, 5e-4


def folder(case, part="."):
    return ROOT / "case_data" / case / part


def balances():
    """Return (case, balance) of every balance of every shipped case."""
    return [(case, balance) for case in CASES for balance in load_case(folder(case))["balances"]["balance"]]


def worst_gap(case, balance, quantity):
    """Return (largest relative gap of a process, the process), summed here over the cells."""
    held = carried_contents(case, quantity)
    into, out = defaultdict(float), defaultdict(float)
    flows = case["flows"]
    for row in flows[flows["balance"] == balance].to_dict("records"):
        share = held.get(row["flow"], held.get(row["material"], 0.0)) if held is not None else 1.0
        carried = row["amount"] * share
        into[row["target"]] += carried
        out[row["source"]] += carried
    total = sum(into.values())
    gaps = {
        process: abs(into[process] - out[process]) / max(into[process], out[process], 1e-9 * total, 1e-12)
        for process in (into.keys() | out.keys()) - {"outside"}
    }
    return max((gap, process) for process, gap in gaps.items())


def carried_contents(case, quantity):
    """Return {flow or material: content of the quantity}; None where the amount is the quantity itself."""
    table = case["contents"]
    table = table[table["quantity"] == quantity]
    if table.empty:
        return None
    flows = table[table["flow"] != ""].set_index("flow")["content"].dropna()
    materials = table[table["flow"] == ""]
    named = materials.set_index("material")["content"].dropna() if "material" in materials else {}
    return dict(named) | dict(flows)


@pytest.mark.parametrize("part", [".", *STATES])
@pytest.mark.parametrize("case", CASES)
def test_a_case_and_its_truths_load_without_a_problem(case, part):
    assert find_problems(folder(case, part)) == []


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(("case", "balance"), balances())
def test_every_process_of_a_truth_closes_for_every_quantity(case, balance, state):
    truth = load_case(folder(case, state))
    row = truth["balances"].set_index("balance").loc[balance]
    first, *others = row["quantities"]
    gap, process = worst_gap(truth, balance, first)
    assert gap < MASS_GAP, (first, process)
    for quantity in others:
        gap, process = worst_gap(truth, balance, quantity)
        assert gap < ELEMENT_GAP, (quantity, process)


@pytest.mark.parametrize(("case", "balance"), balances())
def test_every_balance_closes_once_it_is_reconciled(case, balance):
    audit = load_case(folder(case))
    amounts = reconcile(audit, balance).flows.set_index("flow")["reconciled"]
    flows = audit["flows"].set_index("flow")
    flows = flows[flows["balance"] == balance]
    into, out, unknown = defaultdict(float), defaultdict(float), set()
    for flow, row in flows.iterrows():
        value = amounts[flow] * row["factor"]
        if value != value:
            unknown |= {row["source"], row["target"]}
        into[row["target"]] += value
        out[row["source"]] += value
    for process in (into.keys() | out.keys()) - {"outside"} - unknown:
        assert into[process] == pytest.approx(out[process], rel=1e-6, abs=1e-6 * sum(flows["amount"].dropna())), process


@pytest.mark.parametrize("case", CASES)
class TestSize:
    def test_the_focus_has_at_least_twelve_processes(self, case):
        audit = load_case(folder(case))
        focus = audit["balances"][audit["balances"]["focus"]]["balance"]
        flows = audit["flows"][audit["flows"]["balance"].isin(focus)]
        assert len(set(flows["source"]) | set(flows["target"])) - 1 >= 12

    def test_records_run_over_three_years_of_months(self, case):
        months = load_case(folder(case))["consumption"]["month"]
        assert months.nunique() >= 36

    def test_four_candidates_of_focus_carry_their_data_and_one_is_chosen(self, case):
        candidates = load_case(folder(case))["focus_candidates"]
        assert len(candidates) >= 4 and candidates["selected"].any()

    def test_twenty_to_forty_options_two_with_their_trees(self, case):
        audit = load_case(folder(case))
        assert 20 <= len(audit["options"]) <= 45
        trees = set(audit["investments"]["option"]) & set(audit["benefits"]["option"])
        assert len(trees) >= 2

    def test_eight_technologies_of_the_industry_name_their_source_and_year(self, case):
        technologies = load_case(folder(case))["technologies"]
        assert len(technologies) >= 8
        assert technologies["source"].ne("").all() and technologies["year"].notna().all()

    def test_a_dozen_findings_lie_in_the_teachers_file(self, case):
        assert len((folder(case, "teacher") / "findings.csv").read_text(encoding="utf-8").splitlines()) > 12

    def test_all_eight_aspects_have_a_cause(self, case):
        assert load_case(folder(case))["causes"]["aspect"].nunique() == 8

    def test_the_case_reaches_a_level_of_its_system(self, case):
        found = evaluate(load_case(folder(case)))
        assert found.index and len(found.indicators) >= 15

    def test_it_has_a_story_of_its_own(self, case):
        assert (ROOT / "notebooks" / "cases" / f"{case}.ipynb").exists()


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_every_notebook_of_a_case_runs_to_its_end_and_the_deliverables_are_there(case, tmp_path):
    result = run([case], out=tmp_path, jobs=2, progress=False)
    assert result.failures == []
    for name in ("report.docx", "tables.xlsx", "index.html", "run.json"):
        assert (tmp_path / case / name).is_file()
