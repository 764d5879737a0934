import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from hypothesis import settings
from nbformat import v4

import workbench

# Speed is measured by the scripts in benchmarks/, never asserted in a test.
settings.register_profile("workbench", deadline=None)
settings.load_profile("workbench")

SETTINGS = 'id = "brewery"\noperating_days = 300\noperating_hours = 24\n'
PROCESSES = "process,name,workshop\nmash,糖化,酿造\ncellar,发酵,酿造\nfill,灌装,包装\n"
FLOWS = """flow,source,target,amount,unit,rsd
F1,outside,mash,100,t/d,0.01
F2,mash,cellar,80,t/d,0.01
F3,mash,outside,20,t/d,0.05
F4,cellar,fill,80,t/d,0.01
F5,fill,outside,80,t/d,0.01
"""
TABLES = {"case.toml": SETTINGS, "processes.csv": PROCESSES, "flows.csv": FLOWS}


@pytest.fixture
def plant(tmp_path):
    """Return a function that writes a sound plant, with the files given in place of its own, and returns its folder."""

    def write(files=(), name="plant"):
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        for file, text in (TABLES | dict(files)).items():
            content = text if isinstance(text, bytes) else text.encode("utf-8")
            (folder / file).write_bytes(content)
        return folder

    return write


LOOK = """import json, os
folders = json.loads(os.environ["WORKBENCH_CASE_FOLDERS"])
print(case, *folders, open(folders[case] + "/secret.txt", encoding="utf-8").read(), os.environ.get("LEFT", "clean"))
os.environ["LEFT"] = case"""


class House:
    """The program with two small notebooks of its own, for processes that run whole: fleets, faults."""

    def __init__(self, home):
        self.home, self.clients, self.out = home / "house", home / "clients", home / "runs"
        package = Path(workbench.__file__).parent
        shutil.copytree(package, self.home / "workbench")
        shutil.copytree(package.parent / "templates", self.home / "templates")
        (self.home / "pyproject.toml").touch()
        (home / "bin").mkdir()
        # Without LibreOffice on the way, and without a warm server that has to import everything first.
        self.environment = os.environ | {
            "PYTHONPATH": str(self.home),
            "PATH": str(home / "bin"),
            "WORKBENCH_WARM": "0",
            "OMP_NUM_THREADS": "1",
        }
        for number, name in ((1, "planning"), (2, "preassessment")):
            self.write_notebook(f"0{number}_{name}", LOOK)

    def write_notebook(self, name, source):
        """Write a notebook that knows its case and runs a cell."""
        cells = [
            v4.new_markdown_cell(f"# 第{name[1]}章 {name}"),
            v4.new_code_cell('case: str = "none"  # 案例', metadata={"tags": ["parameters"]}),
            v4.new_code_cell(source),
        ]
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        path = self.home / "notebooks" / "phases" / f"{name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)

    def write_client(self, case_id, name=None):
        """Write the folder of a client, which has a secret, and return it."""
        folder = self.clients / (name or f"客户{case_id}")
        folder.mkdir(parents=True)
        for file, text in (TABLES | {"case.toml": f'id = "{case_id}"\n', "secret.txt": f"secret-{case_id}"}).items():
            (folder / file).write_text(text, encoding="utf-8")
        return folder

    def start(self, *arguments, **options):
        """Start ``workbench`` with arguments in a process of its own."""
        command = [sys.executable, "-c", "import sys; from workbench.cli import main; sys.exit(main())", *arguments]
        kinds = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "encoding": "utf-8"}
        return subprocess.Popen(command, env=self.environment, cwd=self.home.parent, **(kinds | options))

    def printed(self, case_id):
        """Return what the notebooks of a case printed."""
        found = []
        for path in sorted((self.out / case_id / "notebooks").glob("*.ipynb")):
            cells = nbformat.read(path, as_version=4).cells
            found += [out["text"].strip() for cell in cells for out in cell.get("outputs", []) if "text" in out]
        return found


@pytest.fixture
def house(tmp_path):
    """Return a `House`."""
    return House(tmp_path)


@pytest.fixture(scope="module")
def shared_house(tmp_path_factory):
    """Return a `House` for all tests of a module."""
    return House(tmp_path_factory.mktemp("shared"))


_NEEDS = {
    "browser": ("chromium", "Debian's chromium"),
    "office": ("soffice", "LibreOffice"),
    "hosts": ("ip", "network namespaces (iproute2)"),
}


def pytest_report_header():
    """Say with one line each what this machine cannot run."""
    if os.environ.get("WORKBENCH_ALL") == "1":
        return []
    return [
        f"tests marked {mark} are left out: {name} ({tool}) is not installed"
        for mark, (tool, name) in _NEEDS.items()
        if not shutil.which(tool)
    ]


def pytest_collection_modifyitems(config, items):
    """Deselect what this machine cannot run; under WORKBENCH_ALL=1 it must run."""
    everything = os.environ.get("WORKBENCH_ALL") == "1"
    selected, deselected = [], []
    for item in items:
        missing = [
            mark for mark, (tool, _) in _NEEDS.items() if item.get_closest_marker(mark) and not shutil.which(tool)
        ]
        slow = item.get_closest_marker("slow") and "slow" not in (config.option.markexpr or "")
        (deselected if slow or (missing and not everything) else selected).append(item)
    if deselected:
        config.hook.pytest_deselected(items=deselected)
        items[:] = selected


@pytest.fixture(scope="module")
def browser():
    """Return Debian's chromium, which asks nobody anything by itself."""
    api = pytest.importorskip("playwright.sync_api")
    flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
    flags += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    with api.sync_playwright() as engine:
        chromium = engine.chromium.launch(executable_path="/usr/bin/chromium", args=flags)
        yield chromium
        chromium.close()
