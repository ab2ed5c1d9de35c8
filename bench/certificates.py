"""Certificates: how soon one can be downloaded, how many a second."""

import asyncio
import itertools
import time

import aiohttp
from native.journey import Member, Person
from native.people import invent, register_workbook

TYPES = ("custody", "political_review")
Pending = list[tuple[Person, str]]


async def pending(session: aiohttp.ClientSession, count: int) -> Pending:
    """Applications that wait for their review, two for each person."""
    clerk = Member(session)
    await clerk.log_in("clerk")
    people = [Person(session, holder=holder) for holder in invent((count + 1) // 2)]
    await clerk.import_register(register_workbook([person.holder for person in people]))
    gate = asyncio.Semaphore(4)

    async def enter(person: Person) -> Pending:
        async with gate:
            await person.register()
            await person.log_in()
            return [(person, (await person.apply(kind))["application_id"]) for kind in TYPES]

    applications = list(itertools.chain.from_iterable(await asyncio.gather(*(enter(person) for person in people))))
    return applications[:count]


async def latency(session: aiohttp.ClientSession, count: int) -> list[float]:
    """Seconds from the reviewer's request to the downloaded file, one application after the other; sorted."""
    applications = await pending(session, count + 5)
    reviewer = Member(session)
    await reviewer.log_in("reviewer")
    times = []
    for person, application_id in applications:
        shown = await reviewer.call("GET", f"/api/staff/applications/{application_id}")
        body = {"decision": "approve", "version": shown["version"], "archive_checked": True}
        began = time.monotonic()
        await reviewer.call("POST", f"/api/staff/applications/{application_id}/decision", json=body)
        await person.download(await person.wait_issued(application_id, pause=0.005))
        times.append(time.monotonic() - began)
        await asyncio.sleep(0.2)
    return sorted(times[5:])  # the first ones warm the workers up


async def throughput(session: aiohttp.ClientSession, count: int) -> tuple[float, float]:
    """Certificates a second from the first approval to the last download, and the seconds it took."""
    applications = await pending(session, count)
    reviewer = Member(session)
    await reviewer.log_in("reviewer")
    gate = asyncio.Semaphore(50)

    async def issue(person: Person, application_id: str) -> None:
        async with gate:
            await reviewer.decide(application_id)
            await person.download(await person.wait_issued(application_id, pause=0.1, seconds=120))

    began = time.monotonic()
    await asyncio.gather(*(issue(person, application_id) for person, application_id in applications))
    seconds = time.monotonic() - began
    return count / seconds, seconds
