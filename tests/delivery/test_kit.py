"""The classroom kit: what the target needs is in the folder, whatever machine made it."""

import json
import subprocess
import sys
import zipfile

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from workbench.delivery.kit.__main__ import main
from workbench.delivery.kit.assembly import LAUNCHERS, assemble, fill, own_wheel, write_launchers
from workbench.delivery.kit.resolution import Package, WheelError, resolve
from workbench.delivery.kit.target import Target
from workbench.delivery.kit.wheels import Fetcher, find_gaps, read_pins, read_wheel, wheels_for
from workbench.errors import UsageError

WINDOWS, LINUX = Target("3.12", "win_amd64"), Target("3.11", "linux_x86_64")


def package(name, version="1.0", *requires):
    return Package(name, Version(version), tuple(Requirement(text) for text in requires))


def shelf(*packages):
    """Return a `find` that takes the newest of the packages that fits."""

    def find(requirements):
        found = {}
        for requirement in requirements:
            fitting = [one for one in packages if one.name == requirement.name and one.version in requirement.specifier]
            found[requirement.name] = max(fitting, key=lambda one: one.version)
        return found

    return find


def names(packages):
    return sorted(packages)


def test_what_only_windows_asks_for_is_in_a_kit_for_windows():
    root = package("root", "1.0", "console", "pywinpty; os_name == 'nt'", "ptyprocess; os_name != 'nt'")
    console = package("console", "1.0", "colorama; sys_platform == 'win32'", "old; python_version < '3.12'")
    find = shelf(console, *(package(name) for name in ("pywinpty", "ptyprocess", "colorama", "old")))
    assert names(resolve(root, WINDOWS, find, {})) == ["colorama", "console", "pywinpty", "root"]
    assert names(resolve(root, LINUX, find, {})) == ["console", "old", "ptyprocess", "root"]


def test_an_extra_brings_what_it_asks_for_even_when_asked_for_late():
    root = package("root", "1.0", "base", "late")
    base = package("base", "1.0", "plain", "more; extra == 'all'", "never; extra == 'none'")
    late = package("late", "1.0", "base[all]")
    find = shelf(base, late, package("plain"), package("more"), package("never"))
    assert names(resolve(root, WINDOWS, find, {})) == ["base", "late", "more", "plain", "root"]


def test_a_later_demand_replaces_a_version_and_forgets_what_only_that_one_asked_for():
    root = package("root", "1.0", "base", "late")
    find = shelf(
        package("base", "2.0", "gone"), package("base", "1.5"), package("gone"), package("late", "1.0", "base<2")
    )
    found = resolve(root, WINDOWS, find, {})
    assert names(found) == ["base", "late", "root"]
    assert str(found["base"].version) == "1.5"


def test_the_tested_version_is_taken_though_a_newer_one_is_there():
    root = package("root", "1.0", "base>=1")
    found = resolve(root, WINDOWS, shelf(package("base", "1.2"), package("base", "2.0")), {"base": "1.2"})
    assert str(found["base"].version) == "1.2"


def test_a_conflict_names_both_who_ask_and_what_they_ask_for():
    root = package("root", "1.0", "base>=2", "late")
    find = shelf(package("base", "2.0"), package("late", "3.0", "base<2"))
    with pytest.raises(WheelError) as caught:
        resolve(root, WINDOWS, find, {"base": "2.0"})
    for words in ("base", "root 1.0 → base>=2", "late 3.0 → base<2", "constraints.txt"):
        assert words in str(caught.value)


def test_pins_are_read_without_comments_and_in_the_canonical_spelling():
    assert read_pins("# head\nJinja2==3.1.6  # why\net_xmlfile==2.0.0\n") == {"jinja2": "3.1.6", "et-xmlfile": "2.0.0"}


@pytest.mark.parametrize(("python", "platform"), [("3.12", "vax"), ("3", "win_amd64"), ("three.12", "win_amd64")])
def test_an_unknown_target_is_refused(python, platform):
    with pytest.raises(UsageError):
        Target(python, platform)


def write_wheel(folder, name, version="1.0", requires=(), tag="py3-none-any"):
    """Write a wheel that pip takes for one."""
    stem = f"{name}-{version}"
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
    metadata += "".join(f"Requires-Dist: {text}\n" for text in requires)
    wheel = f"Wheel-Version: 1.0\nGenerator: hand\nRoot-Is-Purelib: true\nTag: {tag}\n"
    with zipfile.ZipFile(folder / f"{stem}-{tag}.whl", "w") as file:
        for inner, text in {"METADATA": metadata, "WHEEL": wheel, "RECORD": ""}.items():
            file.writestr(f"{stem}.dist-info/{inner}", text)


@pytest.fixture
def source(tmp_path):
    """A folder of wheels: a workbench with two requirements, one of them for Windows only."""
    folder = tmp_path / "source"
    folder.mkdir()
    write_wheel(folder, "workbench", "0.1.0", ["balance_engine", "pywinpty; os_name == 'nt'"])
    write_wheel(folder, "balance_engine", tag="cp312-cp312-win_amd64")
    write_wheel(folder, "balance_engine", tag="cp311-cp311-manylinux_2_17_x86_64")
    write_wheel(folder, "pywinpty", tag="cp312-cp312-win_amd64")
    return folder


def test_a_kit_holds_wheels_for_its_target_notebooks_cases_and_launchers(source, tmp_path):
    record = assemble(tmp_path / "kit", [WINDOWS], source)
    kit = tmp_path / "kit"
    assert record["packages"]["Python 3.12 win_amd64"].keys() == {"workbench", "balance-engine", "pywinpty"}
    assert sorted(path.name for path in kit.iterdir()) == sorted(
        [*LAUNCHERS.values(), "case_data", "kit.json", "notebooks", "wheels"]
    )
    assert json.loads((kit / "kit.json").read_text(encoding="utf-8")) == record
    assert (kit / "notebooks" / "start.ipynb").is_file() and (kit / "case_data" / "beer" / "case.toml").is_file()
    assert find_gaps(kit / "wheels", WINDOWS) == []


def test_one_kit_serves_two_targets_each_with_its_own_wheels(source, tmp_path):
    assemble(tmp_path / "kit", [WINDOWS, LINUX], source)
    files = {
        target: [path.name for path in wheels_for(tmp_path / "kit" / "wheels", target)] for target in (WINDOWS, LINUX)
    }
    assert files[WINDOWS] == [
        "balance_engine-1.0-cp312-cp312-win_amd64.whl",
        "pywinpty-1.0-cp312-cp312-win_amd64.whl",
        "workbench-0.1.0-py3-none-any.whl",
    ]
    assert files[LINUX] == [
        "balance_engine-1.0-cp311-cp311-manylinux_2_17_x86_64.whl",
        "workbench-0.1.0-py3-none-any.whl",
    ]


def test_a_package_without_a_wheel_for_the_target_is_named_with_the_cure(source, tmp_path, capsys):
    (source / "pywinpty-1.0-cp312-cp312-win_amd64.whl").unlink()
    assert main([str(tmp_path / "kit"), "--wheels", str(source)]) == 1
    told = capsys.readouterr().err
    assert "pywinpty" in told and "balance" not in told and "--wheels" in told


def test_a_folder_that_holds_something_is_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("x", encoding="utf-8")
    with pytest.raises(UsageError):
        assemble(tmp_path, [WINDOWS])


def test_an_installed_copy_needs_the_wheel_of_the_workbench_in_the_folder(tmp_path, monkeypatch):
    monkeypatch.setattr("workbench.places.case_data", lambda: tmp_path / "case_data")
    with pytest.raises(WheelError, match="--wheels"):
        own_wheel(tmp_path, tmp_path)


def test_a_wheel_of_the_workbench_that_cannot_be_built_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr("workbench.places.case_data", lambda: tmp_path / "case_data")
    (tmp_path / "pyproject.toml").write_text("no toml", encoding="utf-8")
    with pytest.raises(WheelError, match="workbench"):
        own_wheel(tmp_path)


def test_gaps_and_source_packages_are_found_in_a_folder(source):
    (source / "other-1.0.tar.gz").write_text("x", encoding="utf-8")
    (source / "pywinpty-1.0-cp312-cp312-win_amd64.whl").unlink()
    assert find_gaps(source, WINDOWS) == ["other-1.0.tar.gz", 'workbench 0.1.0 → pywinpty; os_name == "nt"']
    assert find_gaps(source, LINUX) == ["other-1.0.tar.gz"]


def test_a_kit_that_would_not_do_is_not_given_out(source, tmp_path, monkeypatch):
    monkeypatch.setattr("workbench.delivery.kit.assembly.find_gaps", lambda folder, target: ["a → b"])
    with pytest.raises(WheelError, match="a → b"):
        fill(tmp_path, own_wheel(tmp_path, source), WINDOWS, source)


def test_the_launcher_keeps_everything_in_the_kit_and_reads_as_windows_wants(tmp_path):
    write_launchers(tmp_path)
    raw = (tmp_path / "启动.bat").read_bytes()
    assert raw.count(b"\n") == raw.count(b"\r\n") > 20
    text = raw.decode("utf-8")
    assert text.splitlines()[:2] == ["@echo off", "chcp 65001 >nul"]
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR", "MPLCONFIGDIR", "TEMP"):
        assert (line := next(line for line in text.splitlines() if f'"{name}=' in line)).isascii()
        assert f'set "{name}=%KIT%settings' in line
    assert 'set "PYTHONUTF8=1"' in text and r'set "PATH=%KIT%environment\Scripts;%PATH%"' in text
    assert (tmp_path / "读我.txt").read_bytes().startswith(b"\xef\xbb\xbf")
    assert b"\r" not in (tmp_path / "启动.sh").read_bytes()
    overrides = json.loads((tmp_path / "overrides.json").read_text(encoding="utf-8"))
    assert overrides["@jupyterlab/translation-extension:plugin"]["locale"] == "zh_CN"


@pytest.fixture
def start(tmp_path):
    """The module that starts a kit, in a small kit of its own."""
    from importlib.util import module_from_spec, spec_from_file_location

    write_launchers(tmp_path)
    spec = spec_from_file_location("start", tmp_path / "start.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in ("notebooks/a.ipynb", "case_data/x/case.toml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("from the kit", encoding="utf-8")
    return module


def test_the_folder_for_the_work_is_asked_for_once_and_may_be_chinese(start, tmp_path):
    chosen = tmp_path / "作业 三班"
    assert start.choose_home(ask=lambda text: f' "{chosen}" ') == chosen
    assert start.choose_home(ask=None) == chosen


def test_without_an_answer_the_work_goes_into_the_kit(start, tmp_path):
    assert start.choose_home(ask=lambda text: "") == tmp_path / "home"


def test_notebooks_are_copied_and_a_students_own_is_never_overwritten(start, tmp_path):
    mine = tmp_path / "home" / "notebooks" / "a.ipynb"
    mine.parent.mkdir(parents=True)
    mine.write_text("my answer", encoding="utf-8")
    start.fill_home(tmp_path / "home")
    assert mine.read_text(encoding="utf-8") == "my answer"
    assert (tmp_path / "home" / "case_data" / "x" / "case.toml").read_text(encoding="utf-8") == "from the kit"


def test_the_first_start_installs_and_calls_the_doctor_and_the_second_does_not(start, tmp_path, monkeypatch):
    calls = []
    monkeypatch.setattr(
        start, "install", lambda: (start.ENVIRONMENT.mkdir(), start.DONE.touch(), calls.append("install"))
    )
    monkeypatch.setattr(start, "choose_home", lambda: tmp_path)

    def run(command, **_):
        calls.append("doctor" if "doctor" in command else "lab")
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(start.subprocess, "run", run)
    assert (start.main(), start.main()) == (0, 0)
    assert calls == ["install", "doctor", "lab", "lab"]


def test_the_kit_is_called_as_a_module():
    command = [sys.executable, "-m", "workbench.delivery.kit", "--help"]
    assert "win_amd64" in subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout


@pytest.mark.slow
@pytest.mark.parametrize("python", ["3.11", "3.12"])
def test_the_real_kit_for_windows_lacks_nothing(python, tmp_path):
    target = Target(python, "win_amd64")
    assemble(tmp_path / "kit", [target])
    wheels = tmp_path / "kit" / "wheels"
    assert {path.suffix for path in wheels.iterdir()} == {".whl"}
    assert find_gaps(wheels, target) == []
    held = {read_wheel(path).name for path in wheels_for(wheels, target)}
    assert {"workbench", "pywinpty", "colorama", "tzdata", "jupyterlab-language-pack-zh-cn"} <= held
    assert len(held) == len(list(wheels.iterdir()))


def test_a_fetcher_takes_the_best_of_what_fits(source, tmp_path):
    write_wheel(source, "pywinpty", "0.9", tag="cp312-cp312-win_amd64")
    found = Fetcher(tmp_path, WINDOWS, source).find([Requirement("pywinpty>=0.5")])
    assert str(found["pywinpty"].version) == "1.0"
