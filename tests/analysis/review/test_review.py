"""A clean audit has no finding; a copy spoiled in one place fires that rule once."""

import json

import pytest

from workbench.analysis.review import review, rules, to_json
from workbench.case import load_case

MONTHS = [f"{year}-{month:02d}" for year in (2010, 2011, 2012) for month in range(1, 13)]
SETTINGS = """id = "plant"
audit_date = 2013-03-15
operating_days = 300
operating_hours = 24
energy_basis = "calorific"
[cost]
low = 10
medium = 100
[economics]
tax_rate = 0.25
life = 10
discount_rate = 0.10
"""
CLEAN = {
    "processes": "process,name\nU1,混料\nU2,干燥\nWA,用水\n",
    "balances": """balance,title,kind,quantities,unit,tolerance,focus,start,finish,load,note
main,物料平衡,mass,mass;Cd,t/d,0.05,yes,2012-09-10,2012-09-12,1,测试期库存无变化
water,水平衡,water,water,m3/d,0.05,no,2012-09-10,2012-09-12,1,
""",
    "quantities": "quantity,name,unit,class\nmass,物料,t/d,ordinary\nCd,镉,t/d,toxic\nwater,水,m3/d,ordinary\n",
    "materials": "material,name,kind,moisture\nORE,矿粉,raw,0.1\nWATER,新水,water,\n",
    "flows": """flow,balance,source,target,material,name,amount,unit,rsd,kind,state
f1,main,outside,U1,ORE,矿粉,100,t/d,0.01,raw,wet
f2,main,U1,U2,,湿料,90,t/d,0.01,intermediate,
f3,main,U1,outside,,废渣,9,t/d,0.05,solid_waste,
f4,main,U2,outside,,产品,80,t/d,0.01,product,
f5,main,U2,outside,,粉尘,9.5,t/d,0.05,solid_waste,
w1,water,outside,WA,WATER,新水,120,m3/d,0.02,fresh,
w2,water,WA,outside,WATER,废水,118,m3/d,0.02,waste_water,
w3,water,WA,WA,WATER,循环水,120,m3/d,0.02,circulating,
""",
    "contents": """flow,quantity,content
f1,Cd,0.001
f2,Cd,0.0009
f3,Cd,0.0022
f4,Cd,0.0009
f5,Cd,0.0009
""",
    "measurement_plan": "point,name,flow,calibrated\nP1,矿粉入口,f1,2012-07-01\n",
    "products": "product,name,unit,main\nPR,产品,t/a,yes\n",
    "production": "product,month,amount,unit\n"
    + "".join(f"PR,{month},{2000 + place},t\n" for place, month in enumerate(MONTHS)),
    "consumption": "item,place,month,amount,unit,note\n"
    + "".join(f"WATER,全厂,{month},{3000 + place},m3,\n" for place, month in enumerate(MONTHS)),
    "carriers": "carrier,name,unit,factor,source\nelectricity,电力,kWh,electricity,purchased\n",
    "monitoring": """outlet,pollutant,date,sample,medium,kind,concentration,unit,flow,flow_unit,limit
DW1,COD,2012-05-01,1,waste_water,manual,50,mg/L,100,m3/d,100
DA1,SO2,2012-05-01,1,waste_gas,online,101,mg/Nm3,1000,Nm3/h,400
DA1,SO2,2012-05-01,2,waste_gas,online,102,mg/Nm3,1000,Nm3/h,400
DA1,SO2,2012-05-01,3,waste_gas,online,103,mg/Nm3,1000,Nm3/h,400
DA1,SO2,2012-05-01,4,waste_gas,online,104,mg/Nm3,1000,Nm3/h,400
""",
    "permits": "permit,kind,name,pollutant,limit,unit,actual\nP1,total,总量,COD,2,t/a,1.5\n",
    "equipment": "equipment,name,model\nQ1,电动机,YX3-132\n",
    "policy_checks": """check,object,model,catalogue,edition,clause,class,conclusion
K1,工艺,100 t/d,产业结构调整指导目录,2011年本,一,allowed,符合
""",
    "indicators": """indicator,name,group,group_weight,weight,unit,direction,level1,level2,level3,limiting,value,basis,value_source,note
i1,单位产品取水量,资源,1,1,m3/t,lower,2,3,4,yes,1.5,teaching,水表,
""",
    "focus_candidates": "candidate,name,selected,reason\nA,车间甲,yes,损失最大\nB,车间乙,no,\n",
    "focus_factors": "factor,name,weight\nloss,损失,10\n",
    "focus_scores": "candidate,factor,score\nA,loss,9\nB,loss,5\n",
    "goals": """goal,name,indicator,unit,direction,baseline,baseline_year,near_target,near_date,quantity
G1,减少废渣,,t/a,lower,2700,2012,2600,2013-12-31,residue
""",
    "causes": """cause,level,heading,aspect,process,loss,description,evidence
C1,process,material,control,U1,f3,加料不稳,班记录
C2,process,material,equipment,U2,f5,布袋破损,现场照片
""",
    "options": """option,name,stage,class,cost_class,description,loss,cause,goals,investment,saving,status,finished
O1,稳定加料,assessment,control,low,加装变频加料机 2 台并联锁,f3,C1,G1,5,4,implemented,2012-12-01
O2,更换布袋,assessment,equipment,low,更换布袋 60 条,f5,C2,,3,2,planned,
""",
    "benefits": """option,item,name,kind,quantity,quantity_unit,price,price_unit,amount,basis
O1,residue,少产渣,raw_material,200,t/a,200,元/t,4,渣量减少
""",
    "effects": """option,item,name,kind,unit,design,before,after,output_before,output_after,period,source
O1,residue,废渣,solid_waste,t/a,200,2700,2500,24000,24000,2012 年与 2013 年,过磅
""",
    "schedule": "option,task,name,start,finish,department\nO2,O2.1,更换,2013-04-01,2013-06-30,机动部\n",
    "evidence": "evidence,option,kind,description\nE1,O1,photo,加料机照片\n",
    "team": "member,name,role\n1,张某,组长\n",
    "plan": "stage,name,start,finish\n1,筹划,2012-06-01,2012-06-30\n2,审核,2012-09-01,2012-11-30\n",
    "training": "training,date,topic\n1,2012-06-10,清洁生产\n",
    "continuation_plan": """item,kind,content,indicator,start,finish,department
1,next_audit,下一轮审核,达到Ⅰ级,2015-03-01,2016-02-28,安环部
""",
}
SPOILED = {
    "D01": ("consumption", "WATER,全厂,2011-08,3019,m3,\n", ""),
    "D02": ("indicators", "teaching,水表", "teaching,"),
    "D03": ("case", "operating_hours = 24\n", ""),
    "D04": ("goals", "2013-12-31", ""),
    "D05": ("equipment", "YX3-132", "JO2-51-4"),
    "D06": ("flows", "f5,main,U2,outside,,粉尘,9.5", "f5,main,U2,outside,,粉尘,2"),
    "D07": ("measurement_plan", "2012-07-01", ""),
    "D08": ("flows", "118,m3/d", "100,m3/d"),
    "D09": ("flows", "raw,wet", "raw,"),
    "D10": ("balances", "mass;Cd", "mass"),
    "D11": ("carriers", "kWh,electricity", "kWh,"),
    "D12": ("products", "t/a,yes", "t/a,no"),
    "D13": ("case", "audit_date = 2013-03-15\n", ""),
    "D14": ("permits", "COD,2,", "COD,1,"),
    "D15": ("causes", "现场照片", ""),
    "D16": ("options", "2 台并联锁,f3,C1", "2 台并联锁,,"),
    "D17": ("options", "更换布袋 60 条,f5,C2,,3,2", "更换布袋,f5,C2,,3,"),
    "D18": ("case", "low = 10", "low = 4"),
    "D19": ("benefits", "200,t/a,200", "200,t/a,300"),
    "D20": ("options", "equipment,low,更换布袋 60 条,f5,C2,,3,", "equipment,medium,更换布袋 60 条,f5,C2,,30,"),
    "D21": ("goals", "2600", "2000"),
    "D22": ("options", "5,4,implemented", "5,6,implemented"),
    "D23": ("effects", "过磅", ""),
    "D24": ("evidence", "E1,O1", "E1,O2"),
    "D26": ("training", "2012-06-10", "2012-05-10"),
    "D27": ("policy_checks", "2011年本,一", "2011年本,"),
    "D28": ("continuation_plan", "安环部", ""),
    "D29": ("schedule", "O2,O2.1", "O1,O1.1"),
    "D30": ("training", "清洁生产", "江澜锌业清洁生产"),
}


@pytest.fixture
def audit(tmp_path):
    """Return the function that writes the clean audit, one text of one table replaced, and loads it."""

    def write(table=None, old="", new=""):
        for name, text in {"case": SETTINGS, **CLEAN}.items():
            if name == table:
                assert old in text
                text = text.replace(old, new, 1)
            file = "case.toml" if name == "case" else f"{name}.csv"
            (tmp_path / file).write_text(text, encoding="utf-8")
        return load_case(tmp_path)

    return write


def test_clean_audit_has_no_finding(audit):
    assert review(audit()) == []


@pytest.mark.parametrize("rule", SPOILED)
def test_spoiled_audit_fires_its_rule_once(audit, rule):
    assert [item.rule for item in review(audit(*SPOILED[rule]))] == [rule]


def test_json_holds_the_six_keys_of_each_finding(audit):
    shown = to_json(review(audit(*SPOILED["D24"])))
    assert [list(item) for item in shown["findings"]] == [["rule", "severity", "where", "found", "expected", "fix"]]
    assert json.loads(json.dumps(shown))["findings"][0]["severity"] == "veto"


def test_rules_are_thirty_with_both_languages():
    assert list(rules()) == [f"D{number:02d}" for number in range(1, 31)]
    assert all(all(row.values()) for row in rules().values())


def test_planted_weaknesses_of_the_zinc_smelter_are_found():
    found = {(item.rule, item.where) for item in review(load_case("zinc_smelting"))}
    planted = {
        ("D06", "balances zinc U11"),
        ("D06", "balances acid U17"),
        ("D14", "monitoring DA001 SO2"),
        ("D01", "consumption QUICKLIME 污酸处理站 2012"),
        ("D01", "consumption electricity 公用"),
        ("D03", "monitoring DA001 SO2"),
        ("D14", "monitoring DW001 total_cadmium"),
        ("D19", "effects steam_vent"),
        ("D14", "permits P6"),
        ("D07", "measurement_plan P-Z25"),
    }
    assert planted <= found
