"""Vetoes that data can judge."""

import pytest

from workbench.analysis import vetoes

HEADER = "outlet,pollutant,date,sample,medium,concentration,unit,limit\n"


def test_the_latest_sample_of_an_outlet_counts(audit):
    rows = "S1,SO2,2012-05-01,1,waste_gas,730,mg/m3,400\nS1,SO2,2013-09-01,1,waste_gas,348,mg/m3,400\n"
    (proof,) = vetoes.compliance(audit(monitoring=HEADER + rows))
    assert proof.share == 1
    (proof,) = vetoes.compliance(audit(monitoring=HEADER + rows.splitlines()[0]))
    assert (proof.share, proof.missing) == (0, "S1 SO2")


def test_without_monitoring_a_person_judges(audit):
    assert vetoes.compliance(audit())[0].share is None


CHECKS = "check,object,class,action,deadline\n1,JO2 motor,eliminated,{action},{deadline}\n"


def test_what_is_eliminated_needs_a_measure_with_a_date(audit):
    planned = audit(policy_checks=CHECKS.format(action="replace", deadline="2013-06-30"))
    assert vetoes.policy(planned)[0].share == 1
    (proof,) = vetoes.policy(audit(policy_checks=CHECKS.format(action="replace", deadline="")))
    assert (proof.share, proof.missing) == (0, "JO2 motor")


def test_a_catalogue_hit_that_nobody_listed_is_a_veto(audit):
    tables = {"equipment": "equipment,name,model\nE1,motor,JO2-51-4\n"}
    (proof,) = vetoes.policy(audit(settings={"audit_date": "2013-03-15"}, **tables))
    assert proof.share == 0
    assert proof.missing == "E1"


def test_nothing_eliminated_is_clear(audit):
    assert vetoes.policy(audit())[0].share == 1


INDICATORS = (
    "indicator,name,group,group_weight,weight,direction,level1,level2,level3,limiting,value,value_after,basis\n"
    "i1,water,use,1,1,lower,1,2,3,yes,2.5,{after},teaching\n"
)


@pytest.mark.parametrize(("after", "share"), [("2.9", 1.0), ("3.1", 0.0)])
def test_the_plant_must_reach_the_third_level(audit, after, share):
    assert vetoes.not_below_third(audit(indicators=INDICATORS.format(after=after)))[0].share == share
