import json
import subprocess
import sys

import pytest

from workbench.delivery.holding import NAME, FolderInUse, holding
from workbench.errors import WorkbenchError

HOLDER = """
import sys
from pathlib import Path
from workbench.delivery.holding import holding
with holding(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def holder(folder):
    command = [sys.executable, "-c", HOLDER, str(folder)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "held\n"
    return process


def test_a_folder_in_use_is_refused_naming_who_holds_it_and_what_to_do(tmp_path):
    process = holder(tmp_path)
    with pytest.raises(FolderInUse, match=f"进程 {process.pid}.*wait for its end") as caught, holding(tmp_path):
        pass
    assert "--out" in str(caught.value)
    process.communicate()
    with holding(tmp_path):
        pass


def test_the_lock_of_a_dead_process_is_taken_over(tmp_path):
    process = holder(tmp_path)
    process.kill()
    process.communicate()
    assert json.loads((tmp_path / NAME).read_text("utf-8"))["pid"] == process.pid
    with holding(tmp_path):
        assert json.loads((tmp_path / NAME).read_text("utf-8"))["pid"] != process.pid


def test_one_process_holds_a_folder_once(tmp_path):
    with holding(tmp_path), pytest.raises(FolderInUse), holding(tmp_path):
        pass
    (tmp_path / NAME).write_text("spoiled", encoding="utf-8")
    with holding(tmp_path):
        pass


def test_a_folder_that_cannot_be_written_in_is_said_to_be(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(WorkbenchError, match="check permissions"), holding(tmp_path / "file"):
        pass


def test_where_a_file_system_has_no_locks_nothing_is_held(tmp_path, monkeypatch):
    from workbench.delivery import holding as module

    def refuse(file):
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(module, "_lock", refuse)
    with holding(tmp_path):
        pass
