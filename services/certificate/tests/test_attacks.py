"""Rows 9 to 11 of the security table: other people's things, fields that nobody may set, decisions out of turn."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
import structlog
from kernel.sealed import BlindIndex
from pydantic import SecretStr

pytestmark = pytest.mark.servers

MINE = "/api/me/applications"
NOT_FOUND = (404, "certificate.application.not_found")
STOLEN = [("GET", ""), ("POST", "/withdrawal"), ("POST", "/resubmission")]


@pytest.mark.parametrize(("method", "step"), STOLEN)
async def test_another_persons_application_looks_like_none(office: Any, method: str, step: str) -> None:
    owner, stranger = office.person(), office.person()
    application_id = (await office.applied(owner))["application_id"]
    if step == "/resubmission":
        await office.decide(application_id, decision="reject", comment="不行")
    before = (await office.ask("GET", f"{MINE}/{application_id}", owner.headers)).json
    with structlog.testing.capture_logs() as logs:
        stolen = await office.ask(method, f"{MINE}/{application_id}{step}", stranger.headers)
    missing = await office.ask(method, f"{MINE}/{uuid4()}{step}", stranger.headers)
    assert stolen.refusal == missing.refusal == NOT_FOUND
    assert {name: stolen.json[name] for name in stolen.json if name != "request_id"} == {
        name: missing.json[name] for name in missing.json if name != "request_id"
    }
    [noted] = [each for each in logs if each["event"] == "application.withheld"]
    assert (noted["application_id"], noted["person_id"]) == (application_id, str(stranger.person_id))
    assert (await office.ask("GET", f"{MINE}/{application_id}", owner.headers)).json == before


async def test_a_list_holds_ones_own_only(office: Any) -> None:
    owner, stranger = office.person(), office.person()
    await office.applied(owner)
    assert (await office.ask("GET", MINE, stranger.headers)).json["items"] == []


async def test_a_letter_is_for_reviewers_only(office: Any, jpeg_of: Callable[..., bytes]) -> None:
    owner, stranger = office.person(archive_type="unit"), office.person()
    application_id = (await office.apply(owner, letter=jpeg_of())).json["application_id"]
    path = f"/api/staff/applications/{application_id}/letter"
    for headers in (owner.headers, stranger.headers, None):
        assert (await office.ask("GET", path, headers)).status == 401
    for role in ("clerk", "auditor"):
        assert (await office.ask("GET", path, office.lab.tokens.staff(role))).refusal == (403, "kernel.role.missing")
    assert (await office.ask("GET", path, office.reviewer())).status == 200


@pytest.mark.parametrize(
    "field", ["state", "role", "reviewer", "person_id", "record_id", "version", "submitted_at", "claimed_by"]
)
async def test_fields_that_nobody_may_set_are_refused(office: Any, field: str) -> None:
    person = office.person()
    forged = await office.apply(person, **{field: "approved"})
    assert forged.refusal == (422, "kernel.request.invalid")
    assert forged.json["errors"][0]["code"] == "kernel.field.extra_forbidden"
    application_id = (await office.applied(person))["application_id"]
    if field != "version":
        decided = await office.decide(application_id, **{field: "approved"})
        assert decided.refusal == (422, "kernel.request.invalid")
    await office.decide(application_id, decision="reject", comment="不行")
    again = await office.ask(
        "POST", f"{MINE}/{application_id}/resubmission", person.headers, data={field: "approved", "purpose": "入职"}
    )
    assert again.refusal == (422, "kernel.request.invalid")
    assert (await office.ask("GET", f"{MINE}/{application_id}", person.headers)).json["state"] == "rejected"


async def test_decisions_out_of_turn(office: Any) -> None:
    person = office.person()
    application_id = (await office.applied(person))["application_id"]
    own = BlindIndex(SecretStr(office.lab.index_key)).of("id_number", "11010519491231002X").hex()
    tried = {
        "no token": await office.ask("POST", f"/api/staff/applications/{application_id}/decision", json={}),
        "a person's token": await office.decide(application_id, person.headers),
        "no role": await office.decide(application_id, office.lab.tokens.staff("clerk", "clerk", "auditor")),
        "one's own": await office.decide(application_id, office.reviewer(idx=own)),
        "a version to come": await office.decide(application_id, version=2),
        "no version": await office.decide(application_id, version=None),
        "a version in words": await office.decide(application_id, version="1st"),
        "a decision that is none": await office.decide(application_id, decision="issue"),
    }
    assert {name: reply.refusal for name, reply in tried.items()} == {
        "no token": (401, "kernel.token.invalid"),
        "a person's token": (401, "kernel.token.invalid"),
        "no role": (403, "kernel.role.missing"),
        "one's own": (403, "certificate.decision.own_application"),
        "a version to come": (409, "certificate.application.version_conflict"),
        "no version": (422, "kernel.request.invalid"),
        "a version in words": (422, "kernel.request.invalid"),
        "a decision that is none": (422, "kernel.request.invalid"),
    }
    await office.decide(application_id, decision="reject", comment="不行")
    await office.ask("POST", f"{MINE}/{application_id}/resubmission", person.headers, data={"purpose": "入职"})
    stale = await office.decide(application_id, version=1)
    assert stale.refusal == (409, "certificate.application.version_conflict")
    assert (await office.decide(application_id, version=3)).status == 200
    twice = await office.decide(application_id, version=3)
    assert twice.refusal == (409, "certificate.application.already_decided")
