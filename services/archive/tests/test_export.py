"""What identity asks for: all that is kept of one person."""

from typing import Any
from uuid import uuid4

import pytest

pytestmark = pytest.mark.servers


async def export(office: Any, headers: dict[str, str], **query: str) -> tuple[int, dict[str, Any]]:
    answer: tuple[int, dict[str, Any]] = await office.ask(
        "GET", f"/internal/persons/{uuid4()}/export", headers, **query
    )
    return answer


async def test_the_facts_and_the_disputes_of_a_record_are_exported(office: Any) -> None:
    dispute = await office.dispute()
    await office.resolve(dispute["dispute_id"], "refused", "与档案一致")
    status, exported = await export(office, office.lab.internal, record_id=office.record_id)
    assert status == 200
    _, record = await office.ask("GET", f"/internal/records/{office.record_id}", office.lab.internal)
    assert exported["facts"] == record
    assert exported["disputes"] == (await office.ask("GET", "/api/me/archive/disputes", office.me))[1]["items"]
    assert exported["disputes"][0]["resolution_comment"] == "与档案一致"


async def test_of_a_record_that_was_removed_the_disputes_are_exported_alone(office: Any) -> None:
    await office.dispute()
    removal = f"/api/staff/archive/records/{office.record_id}/removal"
    assert (await office.ask("POST", removal, office.clerk, {"reason": "已转出"}))[0] == 200
    _, exported = await export(office, office.lab.internal, record_id=office.record_id)
    assert (exported["facts"], len(exported["disputes"])) == (None, 1)


async def test_nobody_but_services_asks_for_it(office: Any) -> None:
    for headers in ({}, office.me, office.clerk):
        assert (await export(office, headers, record_id=office.record_id))[0] == 401
    assert (await export(office, office.lab.internal))[0] == 422
    assert await export(office, office.lab.internal, record_id=str(uuid4())) == (200, {"facts": None, "disputes": []})
