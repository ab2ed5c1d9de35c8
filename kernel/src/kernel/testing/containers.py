"""The servers of the tests as containers, with ``USE_DOCKER=1`` and a Docker engine that answers.

Containers are removed by the run that started them (:func:`remove`), not by testcontainers' own reaper, whose image may
be out of reach.
"""

import base64
import contextlib
import hashlib
import json
import os
import secrets
import socket
import time
from typing import Any

from kernel.broker import EXCHANGE

IMAGES = {
    "postgres": "postgres:18-bookworm",
    "rabbitmq": "rabbitmq:4-management",
    "s3": "chrislusf/seaweedfs:4.47",
}
VHOSTS = tuple(f"test-{number}" for number in range(16))
_SSL_REQUEST = bytes.fromhex("0000000804d2162f")
_AMQP = b"AMQP\x00\x00\x09\x01"
_HTTP = b"GET / HTTP/1.0\r\n\r\n"
_CONFIGURATION = "load_definitions = /etc/rabbitmq/tests.json\n"


def wanted() -> bool:
    """Whether the tests are to use containers.

    Raises:
        RuntimeError: they are, but no engine answers.
    """
    if os.environ.get("USE_DOCKER") != "1":
        return False
    import docker

    try:
        docker.from_env().ping()
    except docker.errors.DockerException as error:
        raise RuntimeError("USE_DOCKER=1, but no Docker engine answers") from error
    return True


def start() -> tuple[dict[str, Any], list[str]]:
    """Start the three containers; returns how to reach them (as ``native servers`` tells it) and their ids."""
    os.environ["TESTCONTAINERS_RYUK_DISABLED"] = "true"
    from testcontainers.core.container import DockerContainer

    password = secrets.token_hex(12)
    postgres = DockerContainer(IMAGES["postgres"]).with_env("POSTGRES_PASSWORD", password)
    postgres.with_command(["postgres", "-c", "max_connections=300"])
    rabbitmq = DockerContainer(IMAGES["rabbitmq"])
    rabbitmq.with_copy_into_container(_CONFIGURATION.encode(), "/etc/rabbitmq/conf.d/90-tests.conf")
    rabbitmq.with_copy_into_container(json.dumps(_definitions(password)).encode(), "/etc/rabbitmq/tests.json")
    s3 = (
        DockerContainer(IMAGES["s3"]).with_env("AWS_ACCESS_KEY_ID", "tests").with_env("AWS_SECRET_ACCESS_KEY", password)
    )
    s3.with_command(["mini"])
    started: list[str] = []
    try:
        addresses = {}
        for container, port, hello in ((postgres, 5432, _SSL_REQUEST), (rabbitmq, 5672, _AMQP), (s3, 8333, _HTTP)):
            published: dict[str, Any] = container.ports
            published[str(port)] = ("127.0.0.1", None)
            container.start()
            started.append(str(container.get_wrapped_container().id))
            addresses[port] = ("127.0.0.1", int(container.get_exposed_port(port)))
            _wait_speaking(addresses[port], hello)
    except BaseException:
        remove(started)
        raise
    facts = {
        "postgres_url": f"postgresql://postgres:{password}@127.0.0.1:{addresses[5432][1]}/postgres",
        "amqp_url": f"amqp://tests:{password}@127.0.0.1:{addresses[5672][1]}/",
        "vhosts": VHOSTS,
        "s3_endpoint": f"127.0.0.1:{addresses[8333][1]}",
        "s3_access_key": "tests",
        "s3_secret_key": password,
    }
    return facts, started


def _wait_speaking(address: tuple[str, int], hello: bytes, *, seconds: float = 60) -> None:
    """Wait until the server behind a published port answers a greeting; the port itself accepts at once."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(address, timeout=5) as connection:
            connection.sendall(hello)
            if connection.recv(1):
                return
        time.sleep(0.2)
    raise RuntimeError(f"no answer from {address[0]}:{address[1]}")


def remove(ids: list[str]) -> None:
    """Remove containers with their volumes."""
    import docker

    client = docker.from_env()
    for container_id in ids:
        client.containers.get(container_id).remove(force=True, v=True)
    client.close()


def _definitions(password: str) -> dict[str, Any]:
    """Users, virtual hosts and the exchange of the events, as RabbitMQ reads them at its start."""
    salt = os.urandom(4)
    digest = base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()
    exchange = {"name": EXCHANGE, "type": "topic", "durable": True, "auto_delete": False, "internal": False}
    return {
        "users": [
            {
                "name": "tests",
                "password_hash": digest,
                "hashing_algorithm": "rabbit_password_hashing_sha256",
                "tags": "administrator",
            }
        ],
        "vhosts": [{"name": vhost} for vhost in ("/", *VHOSTS)],
        "permissions": [
            {"user": "tests", "vhost": vhost, "configure": ".*", "write": ".*", "read": ".*"}
            for vhost in ("/", *VHOSTS)
        ],
        "exchanges": [exchange | {"vhost": vhost, "arguments": {}} for vhost in VHOSTS],
    }
