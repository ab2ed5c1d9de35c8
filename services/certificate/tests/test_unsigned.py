"""Approved applications whose letter does not come are asked for again, with an alarm (reliability 19)."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
import structlog
from certificate.app import open_resources
from certificate.handlers.request_letters_again import request_letters_again
from certificate.resources import Resources
from kernel.contracts.certificate import ApplicationApproved
from kernel.testing import Bus

pytestmark = pytest.mark.servers


@pytest_asyncio.fixture(loop_scope="session")
async def resources(office: Any) -> AsyncIterator[Resources]:
    await office.rows("UPDATE certificate SET requested_at = now() + interval '1 day' WHERE state = 'approved'")
    async with open_resources(office.settings) as opened:
        yield opened


async def approved(office: Any) -> str:
    taken: str = (await office.applied(office.person(), purpose="入职"))["application_id"]
    assert (await office.decide(taken)).status == 200
    return taken


async def grow_old(office: Any, application_id: str, seconds: int) -> None:
    await office.rows(
        "UPDATE certificate SET approved_at = approved_at - make_interval(secs => $2::integer),"
        " requested_at = requested_at - make_interval(secs => $2::integer) WHERE application_id = $1::uuid",
        application_id,
        seconds,
    )


async def test_after_a_minute_the_same_request_is_sent_again(office: Any, bus: Bus, resources: Resources) -> None:
    taken = await approved(office)
    assert await request_letters_again(resources) == 0
    await grow_old(office, taken, 61)
    with structlog.testing.capture_logs() as logs:
        assert await request_letters_again(resources) == 1
    [alarm] = [each for each in logs if each["event"] == "certificate.unsigned"]
    assert (alarm["log_level"], alarm["application_id"]) == ("error", taken)
    assert await request_letters_again(resources) == 0
    async with office.working():
        first = await office.told(bus, ApplicationApproved, taken)
        events = [each for each in await bus.heard(ApplicationApproved, count=2) if str(each.application_id) == taken]
    assert len(events) == 2
    told = [each.model_dump(exclude={"facts", "occurred_at"}) for each in events]
    assert told[0] == told[1] == first.model_dump(exclude={"facts", "occurred_at"})
    assert bus.sealer.open(events[0], events[0].facts) == bus.sealer.open(events[1], events[1].facts)


async def test_requests_wait_longer_each_time(office: Any, resources: Resources) -> None:
    taken = await approved(office)
    for seconds in (61, 121, 241):
        await grow_old(office, taken, seconds - 2)
        assert await request_letters_again(resources) == 0
        await grow_old(office, taken, 2)
        assert await request_letters_again(resources) == 1
    await office.rows("UPDATE certificate SET requests = 50 WHERE application_id = $1::uuid", taken)
    await grow_old(office, taken, 64 * 60 + 1)
    assert await request_letters_again(resources) == 1


async def test_a_letter_that_came_is_not_asked_for_again(office: Any, resources: Resources) -> None:
    taken = await approved(office)
    await grow_old(office, taken, 3600)
    await office.rows(
        "UPDATE certificate SET state = 'issued', sha256 = sha256(id::text::bytea), object_key = 'a'"
        " WHERE application_id = $1::uuid",
        taken,
    )
    assert await request_letters_again(resources) == 0


async def test_an_approval_without_a_certificate_raises_the_alarm(office: Any, resources: Resources) -> None:
    taken = (await office.applied(office.person()))["application_id"]
    await office.rows("UPDATE application SET state = 'approved' WHERE id = $1::uuid", taken)
    with structlog.testing.capture_logs() as logs:
        assert await request_letters_again(resources) == 0
    await office.rows("UPDATE application SET state = 'withdrawn' WHERE id = $1::uuid", taken)
    assert [each["application_id"] for each in logs if each["event"] == "application.without_certificate"] == [taken]
