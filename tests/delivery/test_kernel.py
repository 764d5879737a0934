import subprocess
import sys

from workbench.delivery.kernel import UNNEEDED, kernel_command, kernel_manager, quick_imports


def test_the_slow_part_is_absent_only_while_jupyter_is_imported():
    before = sys.modules.get(UNNEEDED)
    with quick_imports():
        assert sys.modules[UNNEEDED] is before
    assert sys.modules.get(UNNEEDED) is before


def test_papermill_is_imported_without_the_slow_part():
    source = (
        "import sys\nfrom workbench.delivery.kernel import quick_imports\n"
        "with quick_imports():\n    import papermill\n"
        "print([name for name in sys.modules if name.startswith(('rfc3987_syntax', 'lark'))])"
    )
    found = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_the_kernel_is_this_interpreter_in_utf8_whatever_is_installed():
    spec = kernel_manager()(kernel_name="python3").kernel_spec
    assert spec.argv == kernel_command()
    assert spec.argv[0] == sys.executable
    assert "utf8" in spec.argv and "-P" in spec.argv
