"""What a small case shows for the items of a score sheet, counted by hand."""

import pytest

from workbench.analysis import proofs

OPTIONS = "option,name,stage,class,cost_class,description,loss,goals,status\n" + "\n".join(
    f"{number},name,generation,control,{cost},what,{loss},{goals},{status}"
    for number, cost, loss, goals, status in [
        ("F1", "none", "f3", "g1", "implemented"),
        ("F2", "low", "", "", "implemented"),
        ("F3", "low", "f5", "", "planned"),
        ("F4", "high", "f3", "g1", "planned"),
        ("F5", "low", "", "", "rejected"),
    ]
)
EVIDENCE = "evidence,option,kind,description\ne1,F1,photo,x\n"
GOALS = (
    "goal,name,unit,direction,baseline,near_target,near_date,basis,actual\n"
    "g1,water,m3/t,lower,5.6,5.0,2013-12-31,permit,4.9\ng2,energy,tce/t,lower,2,1.8,,,1.9\n"
)
CAUSES = (
    "cause,level,heading,aspect,process,loss,waste,description,evidence\n"
    "c1,process,material,technology,U1,f3,x,slow,assay\nc2,process,material,staff,U1,,x,tired,\n"
)


def shares(found):
    return [proof.share for proof in found]


def test_a_report_needs_its_tables(audit):
    (proof,) = proofs.report(audit(options=OPTIONS))
    assert proof.share == pytest.approx(2 / 15)  # flows and options of fifteen
    assert proof.missing.startswith("审核小组成员表;")


def test_logic_runs_from_cause_to_loss_to_goal(audit):
    found = proofs.logic(audit(options=OPTIONS, goals=GOALS, causes=CAUSES))
    assert shares(found) == [0.5, 0.75, 0.5]
    assert [proof.missing for proof in found] == ["c2", "F2", "g2"]


def test_preparation_and_survey_count_tables_and_months(audit):
    months = "product,month,amount,unit\n" + "\n".join(f"p,2012-{m:02d},1,t" for m in range(1, 13))
    case = audit(team="member,name,role\n1,Li,leader\n", products="product,name,unit\np,zinc,t\n", production=months)
    assert shares(proofs.preparation(case)) == [pytest.approx(1 / 3)]
    tables, record = proofs.survey(case)
    assert tables.share == 0.25  # processes and production of eight
    assert (record.share, record.missing) == (pytest.approx(1 / 3), "12/36")


def test_problems_need_all_aspects_and_the_reason_of_the_list(audit):
    case = audit(causes=CAUSES, settings={"listed.date": "2012-05-10"})
    aspects, reason, _ = proofs.problems(case)
    assert aspects.share == 0.25
    assert aspects.missing == "materials;equipment;control;product;waste;management"
    assert (reason.share, reason.missing) == (0.0, "listed.reason")
    assert proofs.problems(audit(causes=CAUSES))[1].share == 1  # not listed, nothing to give a reason for


FOCUS = {
    "focus_factors": "factor,name,weight\nw,waste,10\n",
    "focus_scores": "candidate,factor,score\nA,w,10\nB,w,6\n",
}


@pytest.mark.parametrize(("chosen", "first"), [("A", 1.0), ("B", 0.0)])
def test_the_focus_should_be_first_of_its_ranking(audit, chosen, first):
    rows = "".join(f"{name},{name},{'yes' if name == chosen else 'no'},why\n" for name in "AB")
    found = proofs.focus(audit(focus_candidates="candidate,name,selected,reason\n" + rows, **FOCUS))
    assert shares(found) == [1, 1, first]


def test_goals_need_numbers_a_date_and_a_basis(audit):
    found = proofs.goals_set(audit(goals=GOALS, options=OPTIONS))
    assert shares(found) == [1, 0.5, 0.5, 1]
    assert found[1].missing == "g2"


def test_goals_reached_are_those_with_a_green_light(audit):
    (proof,) = proofs.goals_reached(audit(goals=GOALS))
    assert (proof.share, proof.missing) == (0.5, "g2")


def test_documents_of_the_focus_count_where_they_are_had(audit):
    documents = "document,name,for_focus,available\n1,plan,yes,yes\n2,flow chart,yes,no\n3,other,no,no\n"
    (proof,) = proofs.focus_documents(audit(documents=documents))
    assert (proof.share, proof.missing) == (0.5, "2")


def test_points_must_be_measured_with_a_calibrated_instrument(audit):
    plan = "point,name,frequency,calibrated\nP1,in,shift,2012-01-01\nP2,out,,\n"
    taken = "point,run,quantity,value,unit\nP1,1,amount,5,t/a\n"
    found = proofs.measurement(audit(measurement_plan=plan, measurements=taken))
    assert shares(found) == [0.5, 0.5, 0.5]


def test_balances_must_close_and_be_of_three_kinds(audit):
    closes, kinds = proofs.balances(audit())
    assert closes.share == 1
    assert (kinds.share, kinds.missing) == (pytest.approx(1 / 3), "water;energy")
    open_ = "flow,source,target,amount,unit,rsd\na,outside,U1,100,t,0\nb,U1,outside,80,t,0\n"
    assert proofs.balances(audit(flows=open_))[0].missing == "main mass"


def test_causes_rest_on_evidence(audit):
    aspects, evidence = proofs.causes_shown(audit(causes=CAUSES))
    assert aspects.share == 0.25
    assert (evidence.share, evidence.missing) == (0.5, "c2")


def test_cheap_options_are_carried_out_and_proven(audit):
    done, proven = proofs.low_cost(audit(options=OPTIONS, evidence=EVIDENCE))
    assert (done.share, done.missing) == (pytest.approx(2 / 3), "F3")
    assert (proven.share, proven.missing) == (0.5, "F2")


def test_costly_options_need_company_sheets_figures_and_a_schedule(audit):
    tasks = "option,task,name,start,finish,department\nF4,1,build,2013-01-01,2013-02-01,works\n"
    case = audit(options=OPTIONS, goals=GOALS, schedule=tasks)
    two, loss, goal = proofs.high_cost(case)
    assert (two.share, two.missing, loss.share, goal.share) == (0.5, "1/2", 1, 1)
    sheets, figures = proofs.feasibility(case)
    assert (sheets.missing, figures.missing) == ("F4", "F4")
    assert shares(proofs.schedule(case)) == [1]


def test_effects_need_a_source(audit):
    effects = "option,item,name,kind,unit,source\nF1,water,water,water,m3/a,meter\nF2,water,water,water,m3/a,\n"
    proven, sources = proofs.truth(audit(options=OPTIONS, evidence=EVIDENCE, effects=effects))
    assert (proven.missing, sources.missing) == ("F2", "F2")


def test_management_needs_a_plan_that_can_be_checked(audit):
    plan = "item,kind,content,indicator,start,finish,department\n1,training,courses,,2013-01-01,2013-02-01,works\n"
    tables, gaps = proofs.management(audit(continuation_plan=plan))
    assert (tables.share, gaps.missing) == (pytest.approx(1 / 3), "1")


INDICATORS = (
    "indicator,name,group,group_weight,weight,direction,level1,level2,level3,limiting,value,value_after,basis\n"
    "i1,water,use,1,1,lower,1,2,3,no,2.5,{after},teaching\n"
)


@pytest.mark.parametrize(("after", "share"), [(1.5, 1.0), (2.8, 0.0), (9, 0.0)])
def test_the_level_should_rise(audit, after, share):
    assert shares(proofs.level(audit(indicators=INDICATORS.format(after=after)))) == [share]


def test_nothing_on_record_shows_nothing(audit):
    assert shares(proofs.truth(audit())) == [0.0, 0.0]
