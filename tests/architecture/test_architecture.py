"""Rules of the house that a machine can hold."""

import re
from pathlib import Path

import catalogue
import pytest
from fastapi.routing import APIRoute
from kernel.outbox import BROADCASTS

SOURCES = [
    file
    for pattern in ("kernel/src", "gateway/src", "services/*/src")
    for folder in catalogue.ROOT.glob(pattern)
    for file in folder.rglob("*.py")
]


def relative(file: Path) -> str:
    return str(file.relative_to(catalogue.ROOT))


def test_one_place_commits() -> None:
    commits = {relative(file) for file in SOURCES if re.search(r"\.commit\(", file.read_text())}
    assert commits == {"kernel/src/kernel/db.py"}


def test_status_codes_stand_in_the_kernel_only() -> None:
    """Services refuse with a kind; routes may name the status of a success."""
    wrong = [
        f"{relative(file)}: {line.strip()}"
        for file in SOURCES
        if not relative(file).startswith(("kernel/", "gateway/"))
        for line in file.read_text().splitlines()
        if re.search(r"status(_code)?\s*=\s*[45]\d\d|HTTPException", line)
    ]
    assert wrong == []


def test_every_published_event_has_a_consumer() -> None:
    deaf = [
        routing_key
        for routing_key, queues in catalogue.consumers().items()
        if not queues and routing_key not in BROADCASTS
    ]
    assert deaf == []


def test_every_queue_is_named_after_its_two_services_and_hears_only_the_second() -> None:
    by_key = {event.routing_key: event for event in catalogue.events()}
    for name, service in catalogue.services().items():
        for consumer in service.consumers:
            mine, _, theirs = consumer.queue.partition(".")
            assert mine == name
            assert {catalogue.publisher(by_key[key]) for key in consumer.registrations} == {theirs}


def test_everything_published_in_the_code_is_a_contract_and_every_contract_is_heard_of() -> None:
    published = {
        name for file in SOURCES for name in re.findall(r"publish\(\s*([A-Z][A-Za-z]+)[(.]", file.read_text())
    } - {"Event"}
    assert published <= {event.__name__ for event in catalogue.events()}


def authenticated(route: APIRoute) -> bool:
    """Whether a route depends on who is asking."""
    names = set()

    def walk(dependant: object) -> None:
        for dependency in getattr(dependant, "dependencies", []):
            names.add(getattr(dependency.call, "__name__", ""))
            walk(dependency)

    walk(route.dependant)
    return bool(names & {"person", "signed_in", "internal"})


@pytest.mark.parametrize("name", catalogue.SERVICES)
def test_every_route_is_authenticated_or_listed_as_public(name: str) -> None:
    service = catalogue.services()[name]
    open_routes = []
    for router in service.routers:
        for route in router.routes:
            assert isinstance(route, APIRoute)
            public = bool((route.openapi_extra or {}).get("x-public"))
            if authenticated(route) == public:
                open_routes.append(route.path)
            if route.path.startswith("/internal"):
                assert authenticated(route), route.path
    assert open_routes == []


@pytest.mark.parametrize("name", catalogue.SERVICES)
def test_every_consumer_has_a_duplicate_and_a_dead_letter_test(name: str) -> None:
    tests = "\n".join(file.read_text() for file in (catalogue.ROOT / "services" / name / "tests").rglob("test_*.py"))
    for consumer in catalogue.services()[name].consumers:
        for registration in consumer.registrations.values():
            assert registration.event.__name__ in tests, f"{consumer.queue}: {registration.event.__name__} untested"
    if catalogue.services()[name].consumers:
        assert "dead_letters(" in tests
        assert re.search(r"times=[2-9]|duplicate", tests)
