"""What holds the project together: one dependency list, one dictionary, what a clone needs."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LISTED = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("==") for line in lines if "==" in line]
    return {normal(name): tuple(int(part) for part in re.findall(r"\d+", version)[:3]) for name, version in pairs}


@pytest.mark.parametrize("requirement", LISTED)
def test_every_dependency_is_bounded_and_pinned_within_its_bounds(requirement):
    name, low, high = re.fullmatch(r"([A-Za-z0-9_.-]+)>=([\d.]+),<([\d.]+)", requirement).groups()
    version = pinned()[normal(name)]
    as_tuple = [tuple(int(part) for part in bound.split(".")) for bound in (low, high)]
    assert as_tuple[0] <= version < as_tuple[1]


def test_committed_files_name_no_package_index():
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    names = [
        name for name in tracked.split("\0") if name and Path(name).suffix in {".txt", ".toml", ".yml", ".cfg", ""}
    ]
    assert "pyproject.toml" in names
    for name in names:
        text = (ROOT / name).read_text(encoding="utf-8")
        assert not re.search(r"index-url|https?://\S*(pypi|pythonhosted|conda|mirror)", text), name


def test_environment_yml_stays_in_step():
    lines = [line.strip("- ").strip() for line in (ROOT / "environment.yml").read_text(encoding="utf-8").splitlines()]
    python = next(line for line in lines if line.startswith("python"))
    assert python == "python" + PROJECT["requires-python"]
    assert lines[-2:] == ["constraint constraints.txt", "editable .[dev]"]


def test_the_data_dictionary_is_written_from_the_fields():
    sys.path.insert(0, str(ROOT / "docs"))
    try:
        from dictionary import TARGET, dictionary
    finally:
        sys.path.pop(0)
    assert TARGET.read_text(encoding="utf-8") == dictionary(), "run make dictionary"


def test_what_is_shipped_from_others_is_named():
    notices = (ROOT / "THIRD_PARTY_NOTICES.md").read_text(encoding="utf-8")
    for shipped in ("elkjs", "Noto Sans SC", "Noto Serif SC"):
        assert shipped in notices


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md", "CONTRIBUTING.md"])
def test_links_of_the_pages_lead_somewhere(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        assert target.startswith("http") or (ROOT / target).exists(), target
