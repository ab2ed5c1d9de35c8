"""What the other services ask for: all that is kept of one person."""

from typing import Any
from uuid import uuid4

import pytest

pytestmark = pytest.mark.servers


async def export(office: Any, person_id: object, headers: Any = None) -> Any:
    headers = office.lab.internal if headers is None else headers
    return await office.ask("GET", f"/internal/persons/{person_id}/export", headers)


async def test_a_persons_applications_and_certificates_are_exported_whole(office: Any, signer: Any) -> None:
    person = office.person()
    wanted = await signer.issued(person)
    rejected = (await office.applied(person, "political_review", purpose="入职"))["application_id"]
    await office.decide(rejected, decision="reject", reasons=["purpose_unclear"], comment="不清楚")
    exported = (await export(office, person.person_id)).json
    assert [each["application_id"] for each in exported["applications"]] == [rejected, str(wanted.application_id)]
    for each in exported["applications"]:
        own = await office.ask("GET", f"/api/me/applications/{each['application_id']}", person.headers)
        assert each == own.json
    assert exported["applications"][0]["rejection"]["comment"] == "不清楚"
    listed = (await office.ask("GET", "/api/me/certificates", person.headers)).json["items"]
    assert exported["certificates"] == listed
    assert [each["certificate_id"] for each in listed] == [str(wanted.certificate_id)]


async def test_of_somebody_else_nothing_is_exported(office: Any) -> None:
    await office.applied(office.person())
    assert (await export(office, uuid4())).json == {"applications": [], "certificates": []}


async def test_only_services_ask_for_it(office: Any) -> None:
    person = office.person()
    for headers in ({}, person.headers, office.lab.tokens.staff("admin")):
        assert (await export(office, person.person_id, headers)).status == 401
