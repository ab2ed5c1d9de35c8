"""Claims of reviewers (B9): they keep others away, and end by themselves."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest
from kernel.sealed import BlindIndex
from pydantic import SecretStr

pytestmark = pytest.mark.servers

CLAIMED = (409, "certificate.application.claimed")


def colleague(office: Any) -> dict[str, str]:
    headers: dict[str, str] = office.lab.tokens.staff("colleague", "reviewer")
    return headers


async def claim(office: Any, application_id: str, headers: dict[str, str] | None = None, method: str = "POST") -> Any:
    path = f"/api/staff/applications/{application_id}/claim"
    return await office.ask(method, path, headers or office.reviewer())


async def expire(office: Any, application_id: str) -> None:
    await office.rows("UPDATE application SET claimed_until = now() WHERE id = $1::uuid", application_id)


async def test_a_claim_keeps_others_away_for_a_quarter_of_an_hour(office: Any) -> None:
    application_id = (await office.applied(office.person()))["application_id"]
    held = await claim(office, application_id)
    assert (held.status, held.json["claimed_by"], held.json["version"]) == (200, "reviewer", 1)
    other = await claim(office, application_id, colleague(office))
    assert other.refusal == CLAIMED
    assert other.json["detail"] == "该申请正由reviewer审核，请稍后再试或选择其他申请"
    assert (await claim(office, application_id, colleague(office), "DELETE")).refusal == CLAIMED
    assert (await office.decide(application_id, colleague(office))).refusal == CLAIMED
    [row] = await office.rows(
        "SELECT claimed_until - now() AS rest FROM application WHERE id = $1::uuid", application_id
    )
    assert 880 < row["rest"].total_seconds() <= 900
    assert (await claim(office, application_id)).status == 200
    decided = await office.decide(application_id)
    assert (decided.status, decided.json["claimed_by"]) == (200, None)


async def test_a_claim_is_shown_in_the_list_and_beside_the_application(office: Any) -> None:
    application_id = (await office.applied(office.person()))["application_id"]
    await claim(office, application_id)

    async def shown() -> list[tuple[str | None, bool]]:
        listed = await office.ask("GET", f"/api/staff/applications?q={application_id}", colleague(office))
        opened = await office.ask("GET", f"/api/staff/applications/{application_id}", colleague(office))
        found = [*listed.json["items"], opened.json]
        return [(each["claimed_by"], each["claimed_until"] is not None) for each in found]

    assert await shown() == [("reviewer", True)] * 2
    await expire(office, application_id)
    assert await shown() == [(None, False)] * 2


async def test_an_expired_claim_and_a_claim_given_back_hold_nobody(office: Any) -> None:
    application_id = (await office.applied(office.person()))["application_id"]
    await claim(office, application_id)
    await expire(office, application_id)
    assert (await claim(office, application_id, colleague(office))).json["claimed_by"] == "colleague"
    given_back = await claim(office, application_id, colleague(office), "DELETE")
    assert (given_back.status, given_back.json["claimed_by"]) == (200, None)
    assert (await claim(office, application_id, method="DELETE")).status == 200
    assert (await office.decide(application_id)).status == 200


async def test_a_decision_needs_no_claim(office: Any) -> None:
    application_id = (await office.applied(office.person()))["application_id"]
    assert (await office.decide(application_id)).status == 200
    assert (await claim(office, application_id)).refusal == (409, "certificate.application.already_decided")


async def test_of_parallel_claims_exactly_one_holds(office: Any) -> None:
    application_id = (await office.applied(office.person()))["application_id"]
    staff = [office.lab.tokens.staff(f"reviewer{number}", "reviewer") for number in range(6)]
    replies = await asyncio.gather(*(claim(office, application_id, each) for each in staff))
    assert sorted(reply.status for reply in replies) == [200, 409, 409, 409, 409, 409]
    assert {reply.refusal for reply in replies if reply.status == 409} == {CLAIMED}


async def test_a_claim_between_the_look_and_the_decision_counts(office: Any) -> None:
    application_id = (await office.applied(office.person()))["application_id"]

    async def be_faster() -> None:
        office.register.before_answer = None
        assert (await claim(office, application_id, colleague(office))).status == 200

    office.register.before_answer = be_faster
    assert (await office.decide(application_id)).refusal == CLAIMED
    assert (await office.decide(application_id, colleague(office))).status == 200


async def test_what_cannot_be_claimed(office: Any) -> None:
    person = office.person()
    application_id = (await office.applied(person))["application_id"]
    index = BlindIndex(SecretStr(office.lab.index_key)).of("id_number", "11010519491231002X").hex()
    own = await claim(office, application_id, office.reviewer(idx=index))
    assert own.refusal == (403, "certificate.decision.own_application")
    for role in ("clerk", "auditor"):
        reply = await claim(office, application_id, office.lab.tokens.staff(role))
        assert reply.refusal == (403, "kernel.role.missing")
    assert (await claim(office, application_id, person.headers)).status == 401
    assert (await claim(office, str(uuid4()))).refusal == (404, "certificate.application.not_found")
    await office.ask("POST", f"/api/me/applications/{application_id}/withdrawal", person.headers)
    assert (await claim(office, application_id)).refusal == (409, "certificate.application.wrong_state")


async def test_a_claim_does_not_keep_the_person_from_withdrawing(office: Any) -> None:
    person = office.person()
    application_id = (await office.applied(person))["application_id"]
    await claim(office, application_id)
    reply = await office.ask("POST", f"/api/me/applications/{application_id}/withdrawal", person.headers)
    assert (reply.status, reply.json["state"]) == (200, "withdrawn")
