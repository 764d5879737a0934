"""A copy that may leave the house holds no name, and its numbers are untouched."""

import pandas as pd
import pytest

from workbench.case import CaseError, case_tables, fields, load_case
from workbench.delivery.sanitize import KEPT, sanitize
from workbench.errors import UsageError, WorkbenchError

FILES = {
    "case.toml": 'id = "secret"\ntitle = "恒远锌业清洁生产审核"\nprovince = "湖南"\naudit_date = 2013-03-15\n'
    'operating_days = 300\nprovenance = "measured"\n[listed]\ndate = 2012-05-10\nnumber = "湘环〔2012〕5号"\n',
    "profile.csv": "item,name,value\nname,企业名称,恒远锌业有限公司(湘西)\nrepresentative,法人代表,赵大明\n",
    "team.csv": "member,name,role,department,duty\n1,赵大明,组长,恒远总经理,批准计划\n2,钱小红,组员,环保部,测试\n",
    "suggestions.csv": "suggestion,name,content\n1,孙三立,给恒远锌业的泵加变频\n",
    "options.csv": "option,name,stage,class,cost_class,description,investment,status\n"
    "O1,恒远锌业一号泵变频,assessment,equipment,low,钱小红提出,12.5,planned\n",
    "training.csv": "training,date,topic\n1,2012-06-05,恒远锌业动员会\n2,2012-07-05,恒远锌业动员会\n",
    "site_visits.csv": "visit,point,finding,person,date,photo\nV1,泵房,漏水,孙三立,2012-06-08,赵大明.jpg\n",
}
NAMES = ("恒远", "赵大明", "钱小红", "孙三立", "湘环", "湖南", "漏水", "批准计划")


@pytest.fixture
def secret(plant):
    return plant(FILES, name="secret")


def everything(folder):
    return "\n".join(f"{path.name}\n{path.read_text(encoding='utf-8')}" for path in folder.iterdir())


def test_no_name_is_left(secret, tmp_path):
    text = everything(sanitize(secret, tmp_path / "copy"))
    assert [name for name in NAMES if name in text] == []


def test_the_copy_is_a_sound_case_with_the_same_numbers_and_dates(secret, tmp_path):
    before, after = load_case(secret), load_case(sanitize(secret, tmp_path / "copy"))
    assert after.id == "copy" and after.setting("provenance") == "measured"
    assert after.setting("audit_date") == "2013-03-15" and after.setting("listed.date") == "2012-05-10"
    for table in case_tables():
        typed = [name for name, field in fields()[table].items() if field.type not in ("text", "list")]
        pd.testing.assert_frame_equal(before[table][typed], after[table][typed], check_exact=True)


def test_texts_that_are_needed_are_numbered_alike_for_alike_texts(secret, tmp_path):
    case = load_case(sanitize(secret, tmp_path / "copy"))
    assert case["training"]["topic"].tolist() == ["内容 1", "内容 1"]
    assert case["team"][["name", "role", "department", "duty"]].values.tolist() == [
        ["姓名 1", "组长", "", ""],
        ["姓名 2", "组员", "", ""],
    ]
    assert case["options"]["name"].tolist() == ["某一号泵变频"]


def test_further_names_are_struck_out(secret, tmp_path):
    case = load_case(sanitize(secret, tmp_path / "copy", names=["一号泵"]))
    assert case["options"]["name"].tolist() == ["某某变频"]


def test_a_name_inside_an_id_that_cannot_go_stops_the_copy(plant, tmp_path):
    folder = plant(FILES | {"prices.csv": "item,year,price,unit\nM1,2012,1,元/t\n"}, name="secret")
    with pytest.raises(WorkbenchError, match="still holds the name"):
        sanitize(folder, tmp_path / "copy", names=["price"])
    assert not (tmp_path / "copy").exists()


def test_an_existing_folder_and_an_unsound_case_are_refused(secret, plant, tmp_path):
    with pytest.raises(UsageError, match="not overwritten"):
        sanitize(secret, secret)
    with pytest.raises(CaseError):
        sanitize(plant({"flows.csv": "flow,source\nF1,x\n"}, name="bad"), tmp_path / "copy")


def test_kept_columns_are_texts_of_the_schema():
    wrong = [(t, c) for t, kept in KEPT.items() for c in kept if fields()[t][c].type != "text"]
    assert wrong == []


def test_zinc_smelting_stays_a_sound_case(tmp_path):
    case = load_case(sanitize("zinc_smelting", tmp_path / "copy"))
    assert len(case["flows"]) == len(load_case("zinc_smelting")["flows"])
    assert "江澜" not in everything(tmp_path / "copy") and "Jianglan" not in everything(tmp_path / "copy")
