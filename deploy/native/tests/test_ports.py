"""Ports: one layout without collisions, and a message that helps when one is taken."""

import os
import socket

import pytest
from native.errors import CannotStart
from native.ports import StackPorts, check_free, free_base, is_free, listener_on


def test_every_port_of_the_layout_has_one_owner() -> None:
    ports = StackPorts.counted(gateway=8080, base=18100, signing_workers=20)

    named = {"gateway": ports.gateway} | ports.named()

    assert len(set(named.values())) == len(named)
    assert max(named.values()) < 18100 + 60


def test_a_taken_port_is_named_with_its_owner_and_the_setting() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(CannotStart) as error:
            check_free({"postgres": port}, setting="PORT_BASE=…")

        message = str(error.value)
        assert f"Port {port}" in message
        assert "postgres" in message
        assert "PORT_BASE=…" in message
        assert f"(pid {os.getpid()})" in message


def test_a_port_is_free_again_when_its_owner_is_gone() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert not is_free(port)

    assert is_free(port)
    assert listener_on(port) is None


def test_a_free_base_has_room() -> None:
    base = free_base(30)

    assert all(is_free(port) for port in range(base, base + 30))
