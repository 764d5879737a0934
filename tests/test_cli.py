"""The command as its user meets it: exit codes, one JSON object, nothing half-written."""

import json
import subprocess
import sys

import pytest

from workbench.cli import main

from .conftest import FLOWS

# The meters of exercise E3.2: f4 reads 11 % low behind a plant that closes to 0.3 %.
METERS = """flow,source,target,amount,unit,rsd
f1,outside,A,1004,t/d,0.01
f2,A,B,648,t/d,0.015
f3,A,C,357,t/d,0.015
f4,B,C,371,t/d,0.015
f5,B,outside,229,t/d,0.02
f6,C,outside,772,t/d,0.01
"""
SMALLEST = {"case.toml": 'id = "x"\n', "processes.csv": "process,name\nA,a\nB,b\nC,c\n", "flows.csv": METERS}


def answer(capsys, *arguments):
    code = main([str(argument) for argument in arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_check_exits_0_when_sound_and_1_with_every_problem(plant, capsys):
    code, out, _ = answer(capsys, "check", plant(), "--json")
    assert (code, json.loads(out)) == (0, {"problems": []})
    spoiled = plant({"flows.csv": FLOWS.replace("cellar,80", "celar,-80")})
    code, out, _ = answer(capsys, "check", spoiled, "--json")
    problems = json.loads(out)["problems"]
    assert code == 1
    assert [set(problem) for problem in problems] == [{"code", "file", "row", "column", "zh", "en", "hint"}] * 2


@pytest.mark.parametrize("command", ["reconcile", "evaluate", "appraise"])
def test_every_json_command_prints_the_problems_of_an_unsound_case(plant, capsys, command):
    code, out, err = answer(capsys, command, plant({"flows.csv": FLOWS.replace("80", "x")}), "--json")
    assert code == 1 and err
    assert {problem["code"] for problem in json.loads(out)["problems"]} == {"not_a_number"}


@pytest.mark.parametrize("command", ["check", "reconcile", "evaluate", "appraise", "run", "report"])
def test_an_unknown_case_is_wrong_use(capsys, command):
    code, out, err = answer(capsys, command, "zink_smelting")
    assert (code, out) == (2, "") and "zinc_smelting" in err


def test_reconcile_answers_the_published_exercise(plant, capsys):
    code, out, _ = answer(capsys, "reconcile", plant(SMALLEST), "--json")
    result = json.loads(out)
    assert code == 0 and result["dof"] == 3 and result["chi2"] == pytest.approx(27.6, abs=0.05)
    flows = {flow["flow"]: flow for flow in result["flows"]}
    # sd are shares of the readings here and of the true flows in the exercise, hence the wide tolerance
    signs = {"f1": -1.3, "f2": -2.7, "f3": 3.4, "f4": 5.2, "f5": 3.3, "f6": -2.5}
    for name, z in signs.items():
        assert flows[name]["z"] == pytest.approx(z, abs=0.06)
    assert [flow for flow in flows if flows[flow]["suspect"]] == ["f4"]
    assert [(suspect["kind"], suspect["members"]) for suspect in result["suspects"]] == [("meter", ["f4"])]
    assert set(result["flows"][0]) >= {"flow", "measured", "reconciled", "sd", "status", "z", "suspect"}


def test_reconciled_numbers_are_in_the_unit_of_their_row(plant, capsys):
    files = SMALLEST | {"flows.csv": METERS.replace("f3,A,C,357,t/d", "f3,A,C,357000,kg/d")}
    plain = {
        flow["flow"]: flow for flow in json.loads(answer(capsys, "reconcile", plant(SMALLEST), "--json")[1])["flows"]
    }
    mixed = {flow["flow"]: flow for flow in json.loads(answer(capsys, "reconcile", plant(files), "--json")[1])["flows"]}
    assert mixed["f3"]["reconciled"] == pytest.approx(1000 * plain["f3"]["reconciled"])
    assert mixed["f3"]["z"] == pytest.approx(plain["f3"]["z"])


def test_an_unmeasured_flow_is_solved_and_an_unobservable_one_is_null_with_an_interval(plant, capsys):
    text = METERS.replace("f3,A,C,357", "f3,A,C,")
    flows = json.loads(answer(capsys, "reconcile", plant(SMALLEST | {"flows.csv": text}), "--json")[1])["flows"]
    assert {flow["flow"]: flow["status"] for flow in flows}["f3"] == "observable"
    open_text = "flow,source,target,amount,unit\nf1,outside,A,10,t/d\nf2,A,outside,,t/d\nf3,A,outside,,t/d\n"
    files = {"case.toml": 'id = "x"\n', "processes.csv": "process,name\nA,a\n", "flows.csv": open_text}
    flows = json.loads(answer(capsys, "reconcile", plant(files), "--json")[1])["flows"]
    assert [flow["status"] for flow in flows] == ["measured", "unobservable", "unobservable"]
    assert flows[1]["reconciled"] is None and flows[1]["low"] == 0 and flows[1]["high"] == pytest.approx(10)


def test_several_balances_have_to_be_named(capsys):
    code, out, err = answer(capsys, "reconcile", "zinc_smelting", "--json")
    assert (code, out) == (2, "") and "zinc" in err and "steam" in err
    code, _, err = answer(capsys, "reconcile", "zinc_smelting", "--balance", "gold", "--json")
    assert code == 2 and "gold" in err


def test_evaluate_and_appraise_print_their_contract(capsys):
    level = json.loads(answer(capsys, "evaluate", "zinc_smelting", "--json")[1])
    assert {"system", "level", "indicative_level", "index", "indicators", "others"} <= set(level)
    assert set(level["index"]) == {"I", "II", "III"}
    assert {"indicator", "value", "level", "limiting", "source"} <= set(level["indicators"][0])
    options = json.loads(answer(capsys, "appraise", "zinc_smelting", "--json")[1])["options"]
    keys = {"option", "I", "P", "D", "T", "E", "F", "N", "NPV", "NPVR", "IRR", "IRR_interpolated", "feasible"}
    assert all(keys <= set(option) for option in options)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--phases", "9"], "9"),
        (["--phases", "x"], "1-8"),
        (["--set", "discount=0.1"], "discount"),
    ],
)
def test_an_unknown_phase_or_parameter_is_refused_before_anything_runs(tmp_path, capsys, arguments, said):
    code, _, err = answer(capsys, "run", "zinc_smelting", "--out", tmp_path / "runs", *arguments)
    assert code == 2 and said in err and not (tmp_path / "runs").exists()


def test_an_unsound_case_is_not_run_and_nothing_is_written(plant, tmp_path, capsys):
    code, _, err = answer(capsys, "run", plant({"flows.csv": FLOWS.replace("80", "x")}), "--out", tmp_path / "runs")
    assert code == 1 and "flows.csv" in err and not list((tmp_path / "runs").rglob("*.docx"))


def test_new_makes_a_sound_case_and_never_overwrites(tmp_path, capsys):
    assert answer(capsys, "new", tmp_path / "C017")[0] == 0
    assert answer(capsys, "check", tmp_path / "C017")[0] == 0
    code, _, err = answer(capsys, "new", tmp_path / "C017")
    assert code == 2 and "C017" in err


def test_review_prints_findings_by_rule_and_exits_0_because_it_ran(capsys):
    code, out, _ = answer(capsys, "review", "zinc_smelting", "--json")
    findings = json.loads(out)["findings"]
    assert code == 0
    assert all({"rule", "severity", "where", "found", "expected", "fix"} <= set(finding) for finding in findings)
    # planted: a lost month, a balance that does not close at U11, a total above the permit
    found = {(finding["rule"], finding["where"].split()[-1]) for finding in findings}
    assert {("D01", "公用"), ("D06", "U11"), ("D14", "P6")} <= found


def test_a_filled_workbook_becomes_a_case_and_an_existing_one_is_not_overwritten(plant, tmp_path, capsys):
    from workbench.case.workbook import write_workbook

    write_workbook(plant(SMALLEST), tmp_path / "x.xlsx")
    assert answer(capsys, "intake", tmp_path / "x.xlsx", tmp_path / "made")[0] == 0
    assert answer(capsys, "check", tmp_path / "made")[0] == 0
    assert answer(capsys, "intake", tmp_path / "x.xlsx", tmp_path / "made")[0] == 2
    flows = json.loads(answer(capsys, "reconcile", tmp_path / "x.xlsx", "--json")[1])["flows"]
    assert [flow["flow"] for flow in flows if flow["suspect"]] == ["f4"]


def test_sanitised_and_teaching_copies_are_sound_cases(plant, tmp_path, capsys):
    assert answer(capsys, "sanitize", plant(SMALLEST), tmp_path / "clean")[0] == 0
    assert answer(capsys, "teachify", plant(SMALLEST), tmp_path / "taught", "--secret", "a long secret 1")[0] == 0
    for copy in ("clean", "taught"):
        assert answer(capsys, "check", tmp_path / copy)[0] == 0


def test_doctor_and_selftest_say_that_all_is_well(capsys):
    code, out, _ = answer(capsys, "doctor")
    assert code == 0 and "✘ 图中的中文字体" not in out
    code, out, _ = answer(capsys, "selftest")
    assert code == 0 and "VDI 2048" in out


def test_standards_are_listed_by_the_day(capsys):
    _, then, _ = answer(capsys, "standards", "list", "--date", "2013-03-31")
    _, now, _ = answer(capsys, "standards", "list", "--date", "2026-01-01")
    assert "gb21249_2007" in then and "gb21249_2007" not in now
    assert answer(capsys, "standards", "show")[0] == 2
    assert "GB 25466-2010" in answer(capsys, "standards", "show", "gb25466_2010")[1]


def test_help_needs_none_of_the_libraries():
    code = "import sys, workbench.cli as cli\ntry:\n cli.main(['--help'])\nexcept SystemExit:\n pass\n"
    code += "assert not {'pandas', 'matplotlib', 'papermill'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def test_jupyterlab_opens_in_chinese_and_fetches_no_news(monkeypatch):
    from jupyter_server.services.config.manager import ConfigManager

    started = []
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "")
    monkeypatch.setattr("os.execv", lambda program, command: started.append(command))
    main(["lab", "--", "--no-browser"])
    assert started[0][-1] == "--no-browser" and "jupyterlab" in started[0]
    defaults = ConfigManager(config_dir_name="labconfig").get("default_setting_overrides")
    assert defaults["@jupyterlab/translation-extension:plugin"]["locale"] == "zh_CN"
    assert defaults["@jupyterlab/apputils-extension:notification"]["fetchNews"] == "false"
