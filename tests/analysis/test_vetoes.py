"""Vetoes that data can judge."""

import pytest

from workbench.analysis import vetoes

HEADER = "outlet,pollutant,date,sample,medium,concentration,unit,limit\n"


BEFORE = "S1,SO2,2012-05-01,1,waste_gas,730,mg/m3,400\n"
AFTER = "S1,SO2,2013-09-01,1,waste_gas,348,mg/m3,400\n"


def test_the_latest_sample_of_an_outlet_counts(audit):
    (proof,) = vetoes.compliance(audit(monitoring=HEADER + BEFORE + AFTER))
    assert proof.share == 1
    (proof,) = vetoes.compliance(audit(monitoring=HEADER + BEFORE))
    assert (proof.share, proof.missing) == (0, "S1 SO2")


def test_a_veto_that_is_clear_still_shows_the_exceedances_before_the_audit(audit):
    settings = {"audit_date": "2013-03-15"}
    (proof,) = vetoes.compliance(audit(settings=settings, monitoring=HEADER + BEFORE + AFTER))
    assert (proof.share, proof.missing) == (1, "")
    assert proof.state == "S1 SO2 审核前 before 1/1 → 审核后 after 0/1"


def test_what_was_above_before_and_never_sampled_again_is_left_to_a_person(audit):
    met = BEFORE.replace("05-01", "06-01").replace("730", "390")
    (proof,) = vetoes.compliance(audit(settings={"audit_date": "2013-03-15"}, monitoring=HEADER + BEFORE + met))
    assert (proof.share, proof.missing) == (None, "S1 SO2")


def test_a_total_above_the_permit_before_is_told_and_not_decided(audit):
    permits = "permit,kind,name,pollutant,limit,unit,actual\nP1,total,SO2,SO2,320,t/a,356\n"
    found = vetoes.compliance(audit(monitoring=HEADER + AFTER, permits=permits))
    assert [proof.share for proof in found] == [1, None]
    assert found[1].missing == "SO2 356/320 t/a"


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
