import json
import os
import signal
import time

import pytest

from workbench.delivery import fleet
from workbench.delivery.execution import Failure
from workbench.delivery.fleet import find_clients, run_fleet
from workbench.delivery.fleet_client import run_client
from workbench.delivery.fleet_page import fleet_html
from workbench.delivery.holding import FolderInUse, holding
from workbench.delivery.outcome import CaseRun, NotebookRun, RunResult
from workbench.errors import UsageError


def record(house):
    return json.loads((house.out / "fleet.json").read_text(encoding="utf-8"))


def statuses(house):
    return {client["case_id"]: client["status"] for client in record(house)["clients"]}


def command(house, *more):
    return ["fleet", "run", str(house.clients), "--out", str(house.out), *more]


def test_a_fleet_runs_every_client_apart_and_one_failure_stops_no_other(house):
    for case_id in ("A1", "A2", "A3"):
        house.write_client(case_id)
    (house.clients / "客户A2" / "secret.txt").unlink()
    spoiled = house.write_client("A4", name="机密公司")
    (spoiled / "flows.csv").write_text("flow,source\n", encoding="utf-8")
    process = house.start(*command(house))
    output, errors = process.communicate(timeout=400)
    assert process.returncode == 1, errors
    assert statuses(house) == {"A1": "ok", "A2": "failed", "A3": "ok", "A4": "refused"}
    for case_id in ("A1", "A3"):
        assert house.printed(case_id) == [f"{case_id} {case_id} secret-{case_id} clean"] * 2
        assert (house.out / case_id / "results.parquet").is_file()
    page = (house.out / "fleet.html").read_text(encoding="utf-8")
    assert 'http-equiv="refresh"' not in page and "FileNotFoundError" in page and "01_planning" in page
    told = page + (house.out / "fleet.json").read_text(encoding="utf-8")
    assert "机密公司" not in told and "客户A" not in told
    assert "机密公司" in errors and "Traceback" not in errors

    (house.clients / "客户A2" / "secret.txt").write_text("secret-A2", encoding="utf-8")
    house.start(*command(house)).communicate(timeout=400)
    assert statuses(house) == {"A1": "kept", "A2": "ok", "A3": "kept", "A4": "refused"}


def test_a_fleet_that_was_killed_goes_on_where_it_stopped(house):
    for case_id in ("A1", "A2", "A3"):
        house.write_client(case_id)
    process = house.start(*command(house, "--jobs", "1"), start_new_session=True)
    while not (house.out / "A1" / "results.parquet").is_file():
        assert process.poll() is None
        time.sleep(0.1)
    while process.poll() is None and "ok" not in statuses(house).values():
        time.sleep(0.1)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    process = house.start(*command(house, "--jobs", "1"))
    _, errors = process.communicate(timeout=400)
    assert process.returncode == 0, errors
    found = statuses(house)
    assert found["A1"] == "kept" and set(found.values()) <= {"ok", "kept"}
    for case_id in ("A1", "A2", "A3"):
        assert house.printed(case_id) == [f"{case_id} {case_id} secret-{case_id} clean"] * 2
    assert [path for path in house.out.rglob(".~*")] == []


def test_clients_are_folders_with_a_case_and_workbooks(tmp_path):
    with pytest.raises(UsageError, match="no case folders"):
        find_clients(tmp_path)
    for name, text in {"b": 'id = "B"', "a": "spoiled ="}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "case.toml").write_text(text, encoding="utf-8")
    for name in ("c.xlsx", "~$c.xlsx", "notes.txt"):
        (tmp_path / name).write_bytes(b"")
    assert [(client.path.name, client.case_id) for client in find_clients(tmp_path)] == [
        ("a", ""),
        ("b", "B"),
        ("c.xlsx", ""),
    ]
    (tmp_path / "a" / "case.toml").write_text('id = "B"', encoding="utf-8")
    with pytest.raises(UsageError, match="share an id: B"):
        find_clients(tmp_path)


def test_a_scheduler_that_is_not_there_is_said_to_be(house, monkeypatch):
    house.write_client("A1")
    monkeypatch.setattr(fleet, "SECONDS_TO_CONNECT", 0.5)
    with pytest.raises(UsageError, match="no scheduler at"):
        run_fleet(house.clients, scheduler="tcp://127.0.0.1:9", out=house.out)


def test_two_fleets_into_one_folder_are_refused(house):
    house.write_client("A1")
    with holding(house.out), pytest.raises(FolderInUse):
        run_fleet(house.clients, out=house.out)


@pytest.fixture
def results(monkeypatch):
    """Let runs go as listed, one after another."""
    from workbench.delivery import run as run_module

    def go(*runs):
        left = list(runs)
        monkeypatch.setattr(run_module, "run", lambda *_, **__: left.pop(0))
        return left

    return go


def outcome(tmp_path, status, failure=None):
    return RunResult((CaseRun("A1", tmp_path, (NotebookRun("01", status, 1.0, failure),)),))


def test_a_client_whose_kernel_died_is_tried_again(tmp_path, results):
    dead = Failure(None, "", "DeadKernelError", "Kernel died")
    left = results(outcome(tmp_path, "failed", dead), outcome(tmp_path, "ok"), outcome(tmp_path, "ok"))
    news = []
    found = run_client("/x", "A1", str(tmp_path), False, news.append)
    assert (found["status"], found["findings"], len(left)) == ("ok", None, 1)
    assert news == [{"path": "/x", "begins": True}]


def test_a_client_that_cannot_be_tried_is_refused_without_its_name(tmp_path, monkeypatch):
    from workbench.delivery import run as run_module

    def refuse(*_, **__):
        raise UsageError("no case '/data/机密公司'")

    monkeypatch.setattr(run_module, "run", refuse)
    found = run_client("/data/机密公司", "A1", str(tmp_path), False, lambda news: None)
    assert (found["status"], found["problems"]) == ("refused", ["no case 'A1'"])


class LostFuture:
    status = "error"

    def exception(self):
        return RuntimeError("worker gone")


def test_a_client_whose_workers_died_is_lost_and_may_be_run_again(tmp_path):
    client = fleet.Client(1, tmp_path, "A1")
    manager = fleet._Fleet([client], None, tmp_path, False)
    assert manager._hear({"path": str(tmp_path), "notebook": "01", "run": {"status": "ok", "seconds": 1.0}}) == 0
    assert (client.status, client.notebooks["01"]["status"]) == ("running", "ok")
    assert manager._hear({"path": "/other", "begins": True}) == 0
    assert manager._hear((client, LostFuture())) == 1
    assert client.status == "lost" and client.failed
    assert "worker gone" in client.problems[0] and "run again" in client.problems[0]


def test_the_page_looks_again_while_the_fleet_runs_and_escapes_what_it_shows():
    client = {"number": 2, "case_id": "", "status": "refused", "seconds": 0.0, "notebooks": {}, "findings": None}
    client["problems"] = ["<script>alert(1)</script>"]
    base = {"started": "now", "written": "then", "clients": [client]}
    page = fleet_html(base | {"ended": False})
    assert 'http-equiv="refresh"' in page and "#2" in page
    assert "<script>" not in page and "&lt;script&gt;" in page
    assert "http://" not in page and "https://" not in page
