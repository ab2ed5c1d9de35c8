"""The staff's log of messages, and how long it goes back."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import aiohttp
import pytest
import pytest_asyncio
from kernel.clock import china_date
from kernel.ids import new_id
from notification.app import open_resources, service
from notification.domain.sms import SmsProviderAway, SmsRefused
from notification.handlers.sweep import sweep_messages

from kernel import clock

pytestmark = pytest.mark.servers

LOG = "/api/staff/messages"
SOON = timedelta(minutes=5)
ONE, TWO = "13800138000", "13911112222"


@pytest_asyncio.fixture(loop_scope="session")
async def client(desk: Any) -> AsyncIterator[aiohttp.ClientSession]:
    async with desk.api() as client:
        yield client


async def ask(client: Any, desk: Any, role: str = "auditor", **params: str) -> tuple[int, dict[str, Any]]:
    async with client.get(LOG, headers=desk.lab.tokens.staff(role), params=params) as response:
        return response.status, await response.json()


async def send(desk: Any, phone: str, count: int, *, seconds: float = 300) -> None:
    """Ask for a code and wait until there are ``count`` messages, all settled."""
    expires_at = clock.now() + timedelta(seconds=seconds)
    await desk.bus.publish(desk.code_requested(phone, "123456", purpose="login", expires_at=expires_at))

    async def settled() -> bool:
        rows = await desk.messages()
        return len(rows) == count and all(row["state"] != "sending" for row in rows)

    await desk.until(settled)


async def add_message(desk: Any, age: timedelta, state: str = "sent") -> None:
    await desk.fetch(
        "INSERT INTO message (id, event_id, template, about, state, tries, leased_until, created_at, failure)"
        " VALUES ($1, $2, 'login_code', $3, $4, 1, now(), $5, $6)",
        *(new_id(), uuid4(), uuid4(), state, clock.now() - age),
        "notification.provider.refused" if state == "failed" else None,
    )


async def test_what_was_sent_is_seen_with_masked_phones(desk: Any, client: Any) -> None:
    async with desk.working():
        await send(desk, ONE, 1)
        await send(desk, TWO, 2)
    status, answer = await ask(client, desk)
    assert status == 200
    assert [item["phone_masked"] for item in answer["items"]] == ["139****2222", "138****8000"]
    [item] = (await ask(client, desk, phone=ONE))[1]["items"]
    assert item == {
        "message_id": item["message_id"],
        "template": "login_code",
        "template_label": "登录验证码",
        "phone_masked": "138****8000",
        "state": "sent",
        "state_label": "已发送",
        "failure": None,
        "failure_label": None,
        "tries": 1,
        "created_at": item["created_at"],
        "settled_at": item["settled_at"],
    }
    assert item["settled_at"].endswith("+08:00")
    assert (await ask(client, desk, phone="13000000000"))[1] == {"items": [], "next_cursor": None}


async def test_what_was_not_sent_says_why(desk: Any, client: Any) -> None:
    desk.provider.outcomes = [SmsProviderAway("busy"), SmsRefused("blocked")]
    async with desk.working(scripted=True):
        await send(desk, ONE, 1)
        await send(desk, TWO, 2, seconds=-1)
    late, refused = (await ask(client, desk))[1]["items"]
    assert (late["state_label"], late["failure"], late["phone_masked"]) == (
        "发送失败",
        "notification.message.too_late",
        None,
    )
    assert (refused["failure"], refused["failure_label"]) == ("notification.provider.refused", "短信服务商拒绝发送")
    assert (refused["phone_masked"], refused["tries"]) == ("138****8000", 2)


async def test_days_are_chinas_and_both_included(desk: Any, client: Any) -> None:
    for days in (0, 1, 2, 3):
        await add_message(desk, timedelta(days=days))
    today = china_date(clock.now())
    first, last = today - timedelta(days=2), today - timedelta(days=1)
    _, answer = await ask(client, desk, **{"from": first.isoformat(), "to": last.isoformat()})
    shown = {item["created_at"][:10] for item in answer["items"]}
    assert shown == {first.isoformat(), last.isoformat()}
    assert len((await ask(client, desk, **{"from": today.isoformat()}))[1]["items"]) == 1


async def test_the_log_is_paged(desk: Any, client: Any) -> None:
    for _ in range(5):
        await add_message(desk, timedelta())
    _, first = await ask(client, desk, limit="3")
    _, second = await ask(client, desk, limit="3", cursor=first["next_cursor"])
    assert len({item["message_id"] for item in first["items"] + second["items"]}) == 5
    assert second["next_cursor"] is None


@pytest.mark.parametrize(
    "params",
    [
        {"phone": "138"},
        {"phone": "1380013800x"},
        {"from": "yesterday"},
        {"to": "9999-12-31"},
        {"from": "0001-01-01"},
        {"cursor": "bm8="},
        {"limit": "101"},
    ],
)
async def test_what_makes_no_sense_is_refused(desk: Any, client: Any, params: dict[str, str]) -> None:
    assert (await ask(client, desk, **params))[0] == 422


async def test_auditors_and_administrators_see_it(desk: Any, client: Any) -> None:
    assert [(await ask(client, desk, role))[0] for role in ("auditor", "admin", "reviewer", "clerk")] == [
        200,
        200,
        403,
        403,
    ]
    for headers in ({}, desk.lab.tokens.person(), desk.lab.internal):
        async with client.get(LOG, headers=headers) as response:
            assert response.status == 401


async def test_no_phone_is_kept_in_clear_or_whole(desk: Any) -> None:
    async with desk.working(scripted=True):
        await send(desk, ONE, 1)
    stored = await desk.everything_stored()
    for part in (ONE, "138****8000", "8000"):
        assert part not in stored.replace("-", "x")


async def test_what_is_too_old_is_forgotten(desk: Any) -> None:
    for state in ("sent", "failed", "sending"):
        await add_message(desk, timedelta(days=366), state)
    for state in ("sent", "failed"):
        await add_message(desk, timedelta(days=364), state)
    async with desk.working():  # which sweeps as it starts
        await send(desk, ONE, 3)
    async with open_resources(desk.settings) as resources:
        assert await sweep_messages(resources) == 0
        await desk.fetch("UPDATE sandbox_sms SET sent_at = sent_at - interval '8 days'")
        assert await sweep_messages(resources) == 1
    assert await desk.sms(ONE) == []
    assert len(await desk.messages()) == 3


async def test_the_worker_sweeps(desk: Any) -> None:
    await add_message(desk, timedelta(days=366))
    async with desk.lab.worker(service, desk.settings), asyncio.timeout(20):
        for pause in itertools.repeat(0.05):
            if not await desk.messages():
                break
            await asyncio.sleep(pause)
