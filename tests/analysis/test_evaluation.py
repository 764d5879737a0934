"""The level of a case: what counts, what is only indicative, and what is said about the rest."""

import json

import pytest

from workbench.analysis.evaluation import evaluate, product_weights
from workbench.analysis.improvement import (
    cheapest_lift,
    compare_levels,
    gaps_to_next_level,
    group_shares,
    level_probabilities,
    problem_list,
)
from workbench.case import load_case
from workbench.case.problems import CaseError
from workbench.errors import UsageError

SETTINGS = 'id = "smelter"\nindustry = "zinc_smelting"\naudit_date = "2012-06-30"\n'
HEADER = (
    "indicator,name,group,group_weight,weight,unit,direction,level1,level2,level3,limiting,"
    "value,sd,met,value_after,met_after,source,basis\n"
)
# Nine indicators of which five are limiting: Y = 45, 90, 100.
ROWS = """power,电耗,use,1,0.12,kWh/t,lower,3000,3100,3200,yes,3050,20,,2990,,教学,teaching
recovery,锌回收率,use,1,0.13,%,higher,97,96,95,yes,96.5,,,97.1,,教学,teaching
water,取水,use,1,0.10,m3/t,lower,5,6,8,yes,4.2,,,4.2,,教学,teaching
reuse,水重复率,use,1,0.10,%,higher,95,93,90,no,94,,,95,,教学,teaching
residue,固废利用率,use,1,0.10,%,higher,95,90,85,no,88,,,95,,教学,teaching
COD,COD,use,1,0.10,kg/t,lower,0.2,0.3,0.4,yes,0.15,,,0.15,,教学,teaching
SO2,SO2,use,1,0.10,kg/t,lower,1.5,2.0,2.5,yes,1.9,,,1.4,,教学,teaching
equipment,装备,use,1,0.15,,meets,,,,no,,,I,,I,教学,teaching
management,管理,use,1,0.10,,meets,,,,no,,,I,,II,教学,teaching
"""
# Values that carry the ids of the access conditions of 2007 (scale found, power recalled) and of a norm of 2023.
NORMS = """zn_acc_scale,单系列规模,准入,,,t/a,higher,,,,no,100000,,,,,,
zn_acc_new_dc,直流电耗,准入,,,kWh/t,lower,,,,no,3000,,,2890,,,
zn_gb25323_hydro_res,综合能耗,限额,,,tce/t,lower,,,,no,1.30,,,1.0,,,
"""


@pytest.fixture
def smelter(plant):
    def build(rows=ROWS + NORMS, settings=SETTINGS):
        return load_case(plant({"case.toml": settings, "indicators.csv": HEADER + rows}))

    return build


def test_a_labelled_teaching_system_gives_a_level_under_its_own_names(smelter):
    evaluation = evaluate(smelter())
    assert evaluation.index == pytest.approx({"I": 45, "II": 90, "III": 100})
    assert (evaluation.level, evaluation.indicative_level) == ("II", "II")
    assert evaluation.system["teaching"]
    assert evaluation.conclusion() == "教学2级"
    assert evaluation.conclusion("en") == "teaching level 2"


def test_the_values_after_the_audit_give_the_level_after_it(smelter):
    # Y_I = 100 − 10 (management at II) = 90 and every limiting indicator is at I.
    evaluation = evaluate(smelter(), after=True)
    assert evaluation.index["I"] == pytest.approx(90)
    assert evaluation.level == "I"


def test_one_recalled_benchmark_leaves_the_level_open_and_the_indicative_level_marked(smelter):
    evaluation = evaluate(smelter(ROWS.replace("0.15,,教学,teaching", "0.15,,某标准,recalled")))
    assert evaluation.level is None
    assert evaluation.indicative_level == "II"
    assert evaluation.uncounted == ("COD",)
    assert evaluation.conclusion() == "未评定: 1 项指标的基准值凭记忆或空缺；参考: 教学2级"
    assert "indicative: teaching level 2" in evaluation.conclusion("en")


def test_a_benchmark_whose_nature_is_not_stated_does_not_count_either(smelter):
    evaluation = evaluate(smelter(ROWS.replace("0.15,,教学,teaching", "0.15,,,")))
    assert (evaluation.level, evaluation.indicative_level) == (None, "II")


def test_an_empty_benchmark_is_left_out_and_leaves_the_level_open(smelter):
    evaluation = evaluate(smelter(ROWS.replace("95,90,85,no,88", "95,,85,no,88")))
    assert evaluation.level is None
    assert evaluation.missing == ("residue",)
    assert evaluation.index["II"] == pytest.approx(100)


def test_a_missing_value_is_left_out_without_touching_the_level(smelter):
    evaluation = evaluate(smelter(ROWS.replace("no,88,", "no,,")))
    assert evaluation.level == "II"
    assert evaluation.index["I"] == pytest.approx(50)


def test_the_conclusion_names_the_limiting_indicators_that_hold_the_plant_back(smelter):
    held = evaluate(smelter(ROWS.replace("yes,1.9,", "yes,2.2,").replace("no,88,", "no,91,")))
    assert (held.level, held.conclusion()) == ("III", "教学3级(限定性指标 SO2 所限)")
    assert held.conclusion("en") == "teaching level 3 (held back by limiting indicators SO2)"
    open_ = evaluate(smelter(ROWS.replace("yes,1.9,", "yes,,")))
    assert (open_.level, open_.conclusion()) == (None, "未评定: 限定性指标 SO2 缺数据")
    assert open_.conclusion("en") == "not rated: limiting indicators SO2 have no value"


def test_an_evaluation_can_be_fed_to_the_kernels(smelter):
    evaluation = evaluate(smelter())
    shares = level_probabilities(evaluation.indicators, evaluation.values, evaluation.sd)
    assert shares["II"] > 0.95
    lift = cheapest_lift(evaluation.indicators, evaluation.values, "I")
    assert {"power", "recovery", "SO2"} <= set(lift["indicator"])
    assert problem_list(evaluation.indicators)["indicator"].iloc[0] == "residue"
    assert group_shares(evaluation.indicators)["I"].tolist() == pytest.approx([45])
    assert gaps_to_next_level(evaluation.indicators)["gap"].notna().all()
    after = evaluate(smelter(), after=True)
    assert len(compare_levels(evaluation.indicators, after.indicators)) == 9


def test_norms_of_the_audit_date_are_read_where_the_case_has_their_indicator(smelter):
    others = evaluate(smelter()).others.set_index("indicator")
    assert others.index.tolist() == ["zn_acc_scale", "zn_acc_new_dc"]
    assert others.loc["zn_acc_scale", ["standard", "met", "provenance"]].tolist() == [
        "lead_zinc_access_2007",
        True,
        "found",
    ]
    assert others.loc["zn_acc_new_dc", ["met", "bound", "provenance"]].tolist() == [False, 2900, "recalled"]
    assert others.loc["zn_acc_scale", "source"] == "NDRC 公告2007年第13号 一"


def test_a_re_audit_reads_the_standards_of_another_day_in_their_own_unit(smelter):
    others = evaluate(smelter(), date="2026-06-30").others
    energy = others[others["indicator"] == "zn_gb25323_hydro_res"].iloc[0]
    assert (energy["value"], energy["unit"]) == (pytest.approx(1300), "kgce/t")
    assert (energy["level"], energy["met"], energy["bound"]) == ("none", False, 1260)
    after = evaluate(smelter(), date="2026-06-30", after=True).others
    assert after.loc[after["indicator"] == "zn_gb25323_hydro_res", "level"].tolist() == ["I"]


def test_a_unit_that_cannot_be_converted_is_said_and_not_read(smelter):
    wrong = NORMS.replace("tce/t", "m3/t")
    others = evaluate(smelter(ROWS + wrong), date="2026-06-30").others.set_index("indicator")
    assert others.loc["zn_gb25323_hydro_res", "met"] is None
    assert "m3/t" in others.loc["zn_gb25323_hydro_res", "note"]


def test_an_official_skeleton_without_values_is_shown_and_gives_no_level(smelter):
    settings = SETTINGS.replace("2012", "2020") + 'system = "zinc_2019"\n'
    rows = "zn_cp2019_rec,锌总回收率,利用,,,%,higher,,,,no,96.5,,,,,,\n"
    evaluation = evaluate(smelter(rows, settings))
    assert (evaluation.level, evaluation.indicative_level) == (None, None)
    assert len(evaluation.indicators) == 10
    assert evaluation.indicators["value"].notna().sum() == 1
    assert evaluation.uncounted == ("zn_cp2019_rec",)
    assert not evaluation.system["teaching"]


def test_a_system_that_was_not_in_force_is_refused(smelter):
    with pytest.raises(UsageError, match="zinc_2019"):
        evaluate(smelter(settings=SETTINGS + 'system = "zinc_2019"\n'))


def test_weights_that_do_not_sum_to_one_are_a_problem_of_the_case(smelter):
    with pytest.raises(CaseError, match="组内权重") as caught:
        evaluate(smelter(ROWS.replace("0.12", "0.13")))
    assert [problem.code for problem in caught.value.problems] == ["unusable_system"]


def test_a_case_without_an_audit_date_is_read_against_what_has_no_successor(smelter):
    settings = SETTINGS.replace('audit_date = "2012-06-30"\n', "")
    assert "zn_gb25323_hydro_res" in set(evaluate(smelter(settings=settings)).others["indicator"])


def test_a_case_without_indicators_has_no_level_and_no_verdicts(plant):
    evaluation = evaluate(load_case(plant()))
    assert evaluation.level is None and evaluation.others.empty and evaluation.indicators.empty
    assert evaluation.conclusion() == "未评定: 没有可用的权重或基准值"
    assert evaluation.conclusion("en").startswith("not rated")


def test_an_hjt_standard_is_read_indicator_by_indicator_with_a_cautious_summary(smelter):
    settings = 'id = "brewery"\nindustry = "beer"\naudit_date = "2012-06-30"\n'
    rows = (
        "beer_hjt183_water,取水量,use,,,m3/kL,lower,,,,no,7.2,,,,,,\n"
        "beer_hjt183_cod,COD产生量,out,,,kg/kL,lower,,,,no,12,,,,,,\n"
    )
    others = evaluate(smelter(rows, settings)).others
    assert others["level"].tolist() == ["II", "III", "III"]
    assert others["provenance"].tolist()[:2] == ["recalled", "recalled"]
    assert "凭记忆" in others["note"].iloc[2]


def test_the_json_has_the_keys_of_the_contract_and_plain_values(smelter):
    answer = json.loads(json.dumps(evaluate(smelter()).to_json(), ensure_ascii=False, allow_nan=False))
    assert {"system", "level", "indicative_level", "index", "indicators", "others"} <= set(answer)
    assert answer["index"] == pytest.approx({"I": 45, "II": 90, "III": 100})
    first, last = answer["indicators"][0], answer["indicators"][-1]
    assert {k: first[k] for k in ("indicator", "value", "level", "limiting", "source")} == {
        "indicator": "power",
        "value": 3050,
        "level": "II",
        "limiting": True,
        "source": "教学",
    }
    assert (last["value"], last["limiting"]) == ("I", False)
    assert answer["others"][0]["met"] is True


def test_unknown_numbers_are_null_in_json(plant):
    answer = evaluate(load_case(plant())).to_json()
    assert answer["index"] == {"I": None, "II": None, "III": None}


PASSPORT = (
    "standard,kind,rule,number,title_zh,title_en,body,industry,area,issued,effective,superseded,superseded_by,"
    "used_in_2013,status,alpha,beta,cap,advanced,ordinary,provenance,reliability,confidence,url,context,note\n"
)
COLUMNS = (
    "indicator,standard,clause,group,group_weight,name_zh,name_en,applies_to,unit,direction,scale,weight,level1,level2,"
    "level3,limit,low,high,requirement,limiting,mandatory_level,corrections,provenance,reliability,confidence,url,"
    "context,note,name_source,weight_source\n"
)


def indicator(name, weight, direction, *, levels=",,", limit="", group="use", group_weight="1", unit="kg/t"):
    return (
        f"{name},own_system,表1,{group},{group_weight},{name},,,{unit},{direction},cp3,{weight},{levels},{limit},,,,,,,"
        "found,U,,page 3,,,,\n"
    )


@pytest.fixture
def own_system(tmp_path, monkeypatch):
    """Return a function that writes a person's own standard of the zinc industry."""

    def write(rule, rows, trial=",,,,"):
        folder = tmp_path / "standards"
        (folder / "indicators").mkdir(parents=True)
        passport = f"own_system,evaluation_system,{rule},公告1号,体系,,,zinc_smelting,全国,2010,2010-01-01,,,,,{trial}"
        (folder / "standards.csv").write_text(PASSPORT + passport + ",found,U,,page 3,,\n", encoding="utf-8")
        (folder / "indicators" / "own_system.csv").write_text(COLUMNS + rows, encoding="utf-8")
        monkeypatch.setenv("WORKBENCH_STANDARDS", str(folder))

    return write


def test_an_imported_system_with_found_values_gives_a_level(smelter, own_system):
    own_system(
        "composite", indicator("water", 0.9, "lower", levels="5,6,8", unit="m3/t") + indicator("reuse", 0.1, "meets")
    )
    rows = "water,取水,use,,,L/kg,lower,,,,no,4,,,,,,\nreuse,回用,use,,,,meets,,,,no,,,III,,,,\n"
    evaluation = evaluate(smelter(rows, SETTINGS + 'system = "own_system"\n'))
    assert evaluation.level == "I"
    assert evaluation.index == pytest.approx({"I": 90, "II": 90, "III": 100})
    assert evaluation.conclusion() == "Ⅰ级 国际清洁生产领先水平"


def test_the_newer_rule_of_a_system_is_followed(smelter, own_system):
    own_system(
        "composite_newer",
        indicator("water", 0.9, "lower", levels="5,6,8", unit="m3/t") + indicator("reuse", 0.1, "meets"),
    )
    rows = "water,取水,use,,,m3/t,lower,,,,no,4,,,,,,\nreuse,回用,use,,,,meets,,,,no,,,III,,,,\n"
    assert evaluate(smelter(rows, SETTINGS + 'system = "own_system"\n')).level == "II"


@pytest.mark.parametrize(
    "trial, met, note",
    [("0.7,0.3,1.2,90,75", True, "清洁生产先进企业"), ("0.7,0.3,,,", None, "未给出等级分数线")],
)
def test_a_trial_system_is_scored_with_the_shares_of_its_document(smelter, own_system, trial, met, note):
    own_system(
        "trial",
        indicator("coal", 100, "lower", limit="100", group_weight="100")
        + indicator("rules", 100, "meets", group="management", group_weight="100"),
        trial,
    )
    rows = "coal,煤耗,use,,,kg/t,lower,,,,no,80,,,,,,\nrules,制度,management,,,,meets,,,,no,,,I,,,,\n"
    row = evaluate(smelter(rows)).others.iloc[0]
    # P1 = 100 · 100/80 = 125 (120 with the cap), P2 = 100.
    assert row["value"] == pytest.approx(0.7 * (120 if met else 125) + 0.3 * 100)
    assert row["met"] is met and note in row["note"]


def test_a_trial_system_without_its_shares_is_not_scored(smelter, own_system):
    own_system("trial", indicator("coal", 100, "lower", limit="100", group_weight="100"))
    rows = "coal,煤耗,use,,,kg/t,lower,,,,no,80,,,,,,\n"
    assert evaluate(smelter(rows)).others.empty


def test_an_hjt_standard_named_as_the_system_has_no_index_but_its_reading(smelter):
    settings = 'id = "brewery"\nindustry = "beer"\naudit_date = "2012-06-30"\nsystem = "hjt183_2006"\n'
    evaluation = evaluate(smelter("beer_hjt183_water,取水量,use,,,m3/kL,lower,,,,no,7.2,,,,,,\n", settings))
    assert evaluation.level is None
    assert evaluation.others["level"].tolist() == ["II", "II"]


def test_a_norm_that_has_to_be_corrected_first_says_so(smelter):
    rows = "zn_gb29141_acid,制酸综合能耗,限额,,,kgce/t,lower,,,,no,15.5,,,,,,\n"
    row = evaluate(smelter(rows), date="2026-06-30").others.iloc[0]
    assert (row["level"], row["note"]) == ("II", "须先修正 correct first: +35 kgce/t for 20 % oleum")


MIXED = (
    "indicator,name,group,group_weight,weight,unit,direction,level1,level2,level3,limiting,value,product,basis\n"
    "water,取水,use,1,0.5,m3/t,lower,5,6,8,no,4,,teaching\n"
    "power_a,电耗,use,1,0.5,kWh/t,lower,90,100,120,no,80,A,teaching\n"
    "power_b,电耗,use,1,0.5,kWh/t,lower,50,60,70,no,65,{b},teaching\n"
)
TWO_PRODUCTS = "product,name,unit,main\nA,甲,t,yes\nB,乙,t,no\n"
MADE = "product,month,amount,unit\nA,2012-01,300,t\nB,2012-01,100,{unit}\n"


def test_weights_of_one_indicator_for_two_products_are_split_by_output(audit):
    case = audit(indicators=MIXED.format(b="B"), products=TWO_PRODUCTS, production=MADE.format(unit="t"))
    shown = product_weights(case).set_index("indicator")
    assert shown["share"].to_dict() == {"power_a": 0.75, "power_b": 0.25}
    assert shown["weight"].to_dict() == {"power_a": 0.375, "power_b": 0.125}
    # water and product A at level I, product B at III only
    assert evaluate(case).index == pytest.approx({"I": 87.5, "II": 87.5, "III": 100})


def test_outputs_in_other_units_are_brought_to_one(audit):
    case = audit(indicators=MIXED.format(b="B"), products=TWO_PRODUCTS, production=MADE.format(unit="kg"))
    assert product_weights(case).set_index("indicator")["output"].to_dict() == {"power_a": 300, "power_b": 0.1}


def test_a_product_without_output_makes_the_system_unusable(audit):
    case = audit(indicators=MIXED.format(b="B"), products=TWO_PRODUCTS, production=MADE.split("B,")[0])
    with pytest.raises(CaseError, match="no output given"):
        evaluate(case)


def test_without_product_specific_indicators_nothing_is_split(audit):
    whole = MIXED.replace(",A,", ",,").format(b="").replace("0.5,kWh", "0.25,kWh")
    case = audit(indicators=whole)
    assert product_weights(case).empty
    assert evaluate(case).index["III"] == 100
