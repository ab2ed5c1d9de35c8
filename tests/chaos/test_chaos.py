"""Servers and workers are killed in the middle: every approved application gets exactly one certificate."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Awaitable, Callable
from functools import partial

import aiohttp
import pytest
from native.journey import Member, Person, Refused
from native.people import invent, register_workbook

from conftest import System

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("system"), pytest.mark.timeout(400)]
Http = aiohttp.ClientSession
PEOPLE = 12
TYPES = ("custody", "political_review")


@pytest.fixture
async def people(http: Http) -> list[Person]:
    """People who have just applied for nothing yet."""
    holders = invent(PEOPLE)
    clerk = Member(http)
    await clerk.log_in("clerk")
    await clerk.import_register(register_workbook(holders))
    people = [Person(http, holder=holder) for holder in holders]

    async def enter(person: Person) -> None:
        await person.register()
        await person.log_in()

    for start in range(0, PEOPLE, 4):
        await asyncio.gather(*(enter(person) for person in people[start : start + 4]))
    return people


async def insist(call: Callable[[], Awaitable[object]], *, also: tuple[str, ...] = ()) -> None:
    """Ask again while the answer is that a server is away, as a client does; ``also`` are codes of "done already"."""
    for _ in range(120):
        try:
            await call()
        except Refused as error:
            if error.code in also:
                return
            if error.status not in {503, 504}:
                raise
        except (aiohttp.ClientError, TimeoutError):
            pass
        else:
            return
        await asyncio.sleep(0.5)
    pytest.fail("the system does not come back")


async def issue_all(http: Http, people: list[Person], trouble: Callable[[], Awaitable[None]]) -> None:
    """Approve two applications of each person while there is trouble; then each person has exactly two certificates."""
    reviewer = Member(http)
    await reviewer.log_in("reviewer")
    applications = [
        (person, (await person.apply(certificate_type))["application_id"])
        for person in people
        for certificate_type in TYPES
    ]

    async def approve(application_id: str) -> None:
        done = ("certificate.application.already_decided", "certificate.application.version_conflict")
        await insist(lambda: reviewer.decide(application_id), also=done)

    troubled = asyncio.ensure_future(trouble())
    await asyncio.gather(*(approve(application_id) for _, application_id in applications))
    await troubled
    for person, application_id in applications:
        await insist(partial(person.wait_issued, application_id, seconds=90))
    for person in people:
        items = (await person.call("GET", "/api/me/certificates"))["items"]
        assert sorted(item["certificate_type"] for item in items) == sorted(TYPES)
        for item in items:
            assert (await person.download(item["certificate_id"]))[:5] == b"%PDF-"


async def test_signing_workers_are_killed(http: Http, system: System, people: list[Person]) -> None:
    async def trouble() -> None:
        for worker in ("signing-worker-1", "signing-worker-2", "signing-worker-1"):
            await asyncio.sleep(0.7)
            with contextlib.suppress(ProcessLookupError):
                pid = system.pid(worker)
                os.kill(pid, signal.SIGKILL)
            await asyncio.to_thread(system.wait_ready, worker, other_than=pid)

    await issue_all(http, people, trouble)


async def test_rabbitmq_is_killed(http: Http, system: System, people: list[Person]) -> None:
    async def trouble() -> None:
        await asyncio.sleep(0.3)
        pid = system.pid("rabbitmq")
        os.kill(pid, signal.SIGKILL)
        await asyncio.to_thread(system.wait_ready, "rabbitmq", other_than=pid)

    await issue_all(http, people, trouble)


async def test_rabbitmq_does_not_answer_for_ten_seconds(http: Http, system: System, people: list[Person]) -> None:
    async def trouble() -> None:
        await asyncio.sleep(0.3)
        pid = system.pid("rabbitmq")
        os.kill(pid, signal.SIGSTOP)
        try:
            await asyncio.sleep(10)
        finally:
            os.kill(pid, signal.SIGCONT)

    await issue_all(http, people, trouble)


async def test_postgresql_is_killed(http: Http, system: System, people: list[Person]) -> None:
    async def trouble() -> None:
        await asyncio.sleep(0.3)
        pid = system.pid("postgres")
        os.kill(pid, signal.SIGKILL)
        await asyncio.to_thread(system.wait_ready, "postgres", other_than=pid)

    await issue_all(http, people, trouble)


async def test_the_store_of_certificates_is_killed(http: Http, system: System, people: list[Person]) -> None:
    async def trouble() -> None:
        for _ in range(2):
            await asyncio.sleep(0.5)
            pid = system.pid("s3-certificates")
            os.kill(pid, signal.SIGKILL)
            await asyncio.to_thread(system.wait_ready, "s3-certificates", other_than=pid)

    await issue_all(http, people, trouble)


async def test_away_is_503_with_retry_after_and_back_without_a_restart_of_ours(
    http: Http, system: System, people: list[Person]
) -> None:
    token = {"Authorization": f"Bearer {people[0].token}"}
    pid = system.pid("postgres")
    os.kill(pid, signal.SIGKILL)
    statuses = []
    while len(statuses) < 600 and (503 not in statuses or statuses[-1] != 200):  # its children live a moment longer
        async with http.get("/api/me/applications", headers=token) as answer:
            statuses.append(answer.status)
            if answer.status != 200:
                assert answer.content_type == "application/problem+json"
                assert int(answer.headers["Retry-After"]) > 0
        await asyncio.sleep(0.05)
    assert set(statuses) == {200, 503}
    assert system.state()["processes"]["certificate-api"]["restarts"] == 0
    for _ in range(600):
        async with http.get("/readyz") as answer:
            if answer.status == 200:
                return
        await asyncio.sleep(0.05)
    raise AssertionError("not everything came back")
