"""Nothing asks the network: commands with sockets blocked, and a run inside a network namespace without any link."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from workbench.cli import main

COMMAND = Path(sys.executable).with_name("workbench")
LOOPBACK = ("127.0.0.1", "::1", "localhost", "")


@pytest.fixture
def blocked(monkeypatch):
    """Refuse every connection and name lookup beyond this machine."""
    connect, lookup = socket.socket.connect, socket.getaddrinfo

    def guarded_connect(own, address):
        if isinstance(address, tuple) and address[0] not in LOOPBACK:
            raise AssertionError(f"asks the network: {address}")
        return connect(own, address)

    def guarded_lookup(host, *arguments, **options):
        if host is not None and str(host) not in LOOPBACK:
            raise AssertionError(f"asks the network: {host}")
        return lookup(host, *arguments, **options)

    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_lookup)


def test_the_guard_sees_a_call_beyond_this_machine(blocked):
    with pytest.raises(AssertionError, match="asks the network"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "zinc_smelting"],
        ["reconcile", "zinc_smelting", "--balance", "zinc"],
        ["evaluate", "zinc_smelting"],
        ["appraise", "zinc_smelting"],
        ["review", "zinc_smelting"],
        ["standards", "list"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_a_command_asks_nothing_of_the_network(blocked, capsys, arguments):
    assert not main(arguments)
    assert capsys.readouterr().out


def test_a_new_folder_its_workbook_and_its_copies_need_no_network(blocked, tmp_path):
    assert not main(["new", str(tmp_path / "C1")])
    assert not main(["sanitize", "zinc_smelting", str(tmp_path / "C2")])


@pytest.mark.hosts
def test_a_run_ends_well_where_there_is_no_network_at_all(tmp_path):
    script = f"ip link set lo up && exec {COMMAND} run zinc_smelting --phases 1 --jobs 1 --out {tmp_path}"
    done = subprocess.run(
        ["unshare", "--user", "--map-root-user", "--net", "sh", "-c", script], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert (tmp_path / "zinc_smelting" / "report.docx").is_file()
