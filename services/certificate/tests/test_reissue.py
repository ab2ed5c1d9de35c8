"""Letters made anew: the next revision, in the old one's place. On real servers."""

import asyncio
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from kernel.contracts.certificate import CertificateIssued, CertificateReissueRequested, CertificateSuperseded
from kernel.testing import Bus

pytestmark = pytest.mark.servers


async def reissue(office: Any, certificate_id: UUID, headers: dict[str, str] | None = None, **body: Any) -> Any:
    path = f"/api/staff/certificates/{certificate_id}/reissue"
    return await office.ask("POST", path, headers or office.reviewer(), json={"reason": "姓名更正"} | body)


async def states(office: Any, application_id: UUID) -> list[str]:
    rows = await office.rows(
        "SELECT state FROM certificate WHERE application_id = $1 ORDER BY revision", application_id
    )
    return [row["state"] for row in rows]


async def test_the_new_letter_takes_the_old_ones_place(office: Any, signer: Any, bus: Bus, facts_of: Any) -> None:
    person = office.person(name="冯海锋")
    wanted = await signer.issued(person)
    office.register.records[person.record_id] = facts_of(name="冯海峰", version=2)
    reply = await reissue(office, wanted.certificate_id)
    assert (reply.status, reply.json["revision"], reply.json["state"]) == (202, 2, "approved")
    event = await office.told(bus, CertificateReissueRequested, str(wanted.application_id))
    stated = bus.sealer.open(event, event.facts)
    assert (event.revision, event.number, stated["name"], stated["number"]) == (2, event.number, "冯海峰", event.number)
    assert event.number != wanted.number
    assert stated["check_code"] != bus.sealer.open(wanted, wanted.facts)["check_code"]
    assert await states(office, wanted.application_id) == ["issued", "approved"]
    mine = (await office.ask("GET", f"/api/me/applications/{wanted.application_id}", person.headers)).json
    assert (mine["state"], mine["certificate_id"]) == ("issued", str(wanted.certificate_id))
    under_way = await reissue(office, wanted.certificate_id)
    assert under_way.refusal == (409, "certificate.reissue.under_way")

    completed = await signer.completed(event)
    await bus.publish(completed, times=2)
    superseded = await office.told(bus, CertificateSuperseded, str(wanted.application_id))
    assert (superseded.certificate_id, superseded.version) == (wanted.certificate_id, 3)
    assert await states(office, wanted.application_id) == ["superseded", "issued"]
    mine = (await office.ask("GET", f"/api/me/applications/{wanted.application_id}", person.headers)).json
    assert (mine["state"], mine["certificate_id"]) == ("issued", str(event.certificate_id))
    listed = (await office.ask("GET", "/api/me/certificates", person.headers)).json["items"]
    assert [(item["number"], item["state"]) for item in listed] == [
        (event.number, "issued"),
        (wanted.number, "superseded"),
    ]
    code = bus.sealer.open(wanted, wanted.facts)["check_code"]
    old = (await office.ask("GET", f"/api/verifications/{wanted.number}", params={"code": code})).json
    assert old["status"] == "superseded"
    new = (await office.ask("POST", "/api/verifications", json={"sha256": completed.sha256})).json
    assert (new["status"], new["number"]) == ("valid", event.number)
    assert (await reissue(office, wanted.certificate_id)).refusal == (409, "certificate.certificate.wrong_state")
    assert (await reissue(office, event.certificate_id)).json["revision"] == 3


async def test_a_letter_made_anew_says_when_the_archive_was_read(office: Any, signer: Any, bus: Bus) -> None:
    wanted = await signer.issued(office.person(), "political_review")
    first = bus.sealer.open(wanted, wanted.facts)
    assert first["examined_on"] == first["issued_on"]
    await office.rows(
        "UPDATE application_history SET at = at - interval '40 days' WHERE application_id = $1 AND state = 'approved'",
        wanted.application_id,
    )
    assert (await reissue(office, wanted.certificate_id)).status == 202
    event = await office.told(bus, CertificateReissueRequested, str(wanted.application_id))
    second = bus.sealer.open(event, event.facts)
    assert second["issued_on"] >= first["issued_on"]
    assert date.fromisoformat(second["examined_on"]) == date.fromisoformat(first["issued_on"]) - timedelta(days=40)


async def test_of_a_type_for_which_no_archive_is_read_no_day_is_stated(office: Any, signer: Any, bus: Bus) -> None:
    wanted = await signer.approved(office.person())
    assert bus.sealer.open(wanted, wanted.facts)["examined_on"] is None


async def test_of_several_reissues_at_once_one_is_taken(office: Any, signer: Any) -> None:
    wanted = await signer.issued(office.person())
    replies = await asyncio.gather(*(reissue(office, wanted.certificate_id) for _ in range(5)))
    assert sorted(reply.status for reply in replies) == [202, 409, 409, 409, 409]
    assert {reply.refusal[1] for reply in replies if reply.status == 409} == {"certificate.reissue.under_way"}
    assert await states(office, wanted.application_id) == ["issued", "approved"]


async def test_a_letter_that_could_not_be_made_is_given_up_for_one_with_the_facts_of_now(
    office: Any, signer: Any, bus: Bus, facts_of: Any
) -> None:
    person = office.person()
    first = await signer.approved(person)
    assert (await reissue(office, first.certificate_id)).refusal == (409, "certificate.certificate.wrong_state")
    await bus.publish(signer.failed(first))
    await office.until(
        "SELECT 1 FROM certificate WHERE id = $1 AND signing_error IS NOT NULL", first.certificate_id, rows=1
    )
    office.register.records[person.record_id] = facts_of(archive_number="7", version=2)
    assert (await reissue(office, first.certificate_id)).json["revision"] == 2
    event = await office.told(bus, CertificateReissueRequested, str(first.application_id))
    late = await signer.completed(first)
    await bus.publish(late)
    await office.until("SELECT 1 FROM certificate WHERE id = $1 AND sha256 IS NOT NULL", first.certificate_id, rows=1)
    assert await states(office, first.application_id) == ["superseded", "approved"]
    verdict = (await office.ask("POST", "/api/verifications", json={"sha256": late.sha256})).json
    assert verdict["status"] == "superseded"
    assert (await office.ask("GET", "/api/me/certificates", person.headers)).json["items"] == []
    await bus.publish(await signer.completed(event))
    issued = await office.told(bus, CertificateIssued, str(first.application_id))
    assert issued.certificate_id == event.certificate_id
    assert await states(office, first.application_id) == ["superseded", "issued"]
    [listed] = (await office.ask("GET", "/api/me/certificates", person.headers)).json["items"]
    assert listed["certificate_id"] == str(event.certificate_id)


async def test_what_cannot_be_reissued(office: Any, signer: Any) -> None:
    person = office.person()
    wanted = await signer.issued(person)
    assert (await reissue(office, uuid4())).refusal == (404, "certificate.certificate.not_found")
    assert (await reissue(office, wanted.certificate_id, reason="")).refusal == (
        422,
        "certificate.revocation.reason_required",
    )
    assert (await reissue(office, wanted.certificate_id, person.headers)).status == 401
    clerk = office.lab.tokens.staff("clerk", "clerk")
    assert (await reissue(office, wanted.certificate_id, clerk)).refusal[0] == 403
    office.register.away = True
    try:
        assert (await reissue(office, wanted.certificate_id)).refusal == (503, "kernel.dependency.away")
    finally:
        office.register.away = False
    del office.register.records[person.record_id]
    assert (await reissue(office, wanted.certificate_id)).refusal == (409, "certificate.record.not_in_register")
    assert await states(office, wanted.application_id) == ["issued"]


async def test_the_same_reissue_sent_again_is_answered_as_before(office: Any, signer: Any) -> None:
    wanted = await signer.issued(office.person())
    keyed = office.reviewer() | {"Idempotency-Key": str(uuid4())}
    first, again = [await reissue(office, wanted.certificate_id, keyed) for _ in range(2)]
    assert (first.status, again.status) == (202, 202)
    assert first.json == again.json
    assert await states(office, wanted.application_id) == ["issued", "approved"]


async def test_staff_find_a_certificate_by_number_id_number_or_name(office: Any, signer: Any) -> None:
    person = office.person(name="司马相如", id_number="110105194912310038")
    wanted = await signer.issued(person)
    number = wanted.number
    for q in (
        number,
        number.lower(),
        f"证信〔{number[3:7]}〕{number[8:]}号",
        "司马相如",
        "１１０１０５１９４９１２３１００３８",
    ):
        reply = await office.ask("GET", "/api/staff/certificates", office.reviewer(), params={"q": q})
        assert [line["number"] for line in reply.json["items"]] == [number], q
    [line] = reply.json["items"]
    assert line["holder_masked"] == "司**"
    assert (line["state"], line["state_label"], line["revocation"]) == ("issued", "有效", None)
    for q in ("司马", "ZX-2026-99999999", "相如"):
        reply = await office.ask("GET", "/api/staff/certificates", office.reviewer(), params={"q": q})
        assert reply.json["items"] == []
    for state, found in (("issued", 1), ("expired", 0), ("approved", 0)):
        params = {"q": number, "state": state}
        reply = await office.ask("GET", "/api/staff/certificates", office.reviewer(), params=params)
        assert len(reply.json["items"]) == found
    await office.rows("UPDATE certificate SET valid_until = '2020-01-01' WHERE id = $1", wanted.certificate_id)
    params = {"q": number, "state": "expired"}
    reply = await office.ask("GET", "/api/staff/certificates", office.reviewer(), params=params)
    assert [line["state"] for line in reply.json["items"]] == ["expired"]
    first = await office.ask("GET", "/api/staff/certificates", office.reviewer(), params={"limit": 1})
    params = {"limit": 1, "cursor": first.json["next_cursor"]}
    then = await office.ask("GET", "/api/staff/certificates", office.reviewer(), params=params)
    assert then.json["items"][0]["certificate_id"] != first.json["items"][0]["certificate_id"]
    assert (await office.ask("GET", "/api/staff/certificates", person.headers)).status == 401
    refused = await office.ask("GET", "/api/staff/certificates", office.reviewer(), params={"state": "nonsense"})
    assert refused.refusal[0] == 422
