"""Who appears in the tests of the whole system, and how they expect to be refused."""

from collections.abc import Awaitable
from typing import Any

import aiohttp
import pytest
from native.journey import Member, Person, Refused
from native.people import invent, register_workbook

Http = aiohttp.ClientSession


async def staff(http: Http, username: str) -> Member:
    """A member of staff, signed in."""
    member = Member(http)
    await member.log_in(username)
    return member


async def archived(http: Http, count: int = 1, **facts: str) -> list[Person]:
    """People whom the register knows and who have not registered yet."""
    holders = invent(count, **facts)
    report = await (await staff(http, "clerk")).import_register(register_workbook(holders))
    assert (report["state"], report["added"]) == ("completed", count)
    return [Person(http, holder=holder) for holder in holders]


async def registered(http: Http, count: int = 1, **facts: str) -> list[Person]:
    """People in the register, registered and signed in."""
    people = await archived(http, count, **facts)
    for person in people:
        await person.register()
        await person.log_in()
    return people


async def refused(call: Awaitable[Any], status: int, code: str, message: str | None = None) -> dict[str, Any]:
    """The problem with which a call is refused."""
    with pytest.raises(Refused) as caught:
        await call
    assert (caught.value.status, caught.value.code) == (status, code)
    body: dict[str, Any] = caught.value.body
    assert body["status"] == status
    assert body["detail"]
    assert body["request_id"]
    if message is not None:
        assert body["detail"] == message
    return body


async def status_of(call: Awaitable[Any]) -> int:
    """The status of a call, 200 for any success."""
    try:
        await call
    except Refused as error:
        return error.status
    return 200
