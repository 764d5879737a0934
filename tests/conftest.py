import os
import shutil

import pytest
from hypothesis import settings

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
