"""Certificates taken back: by one, by two, in a race with a reissue. On real servers."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from certificate.app import service
from kernel.contracts.certificate import (
    CertificateIssued,
    CertificateReissueRequested,
    CertificateRevoked,
    CertificateSuperseded,
)
from kernel.testing import Bus

pytestmark = pytest.mark.servers

REASON = {"reason": "姓名有误"}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def strict(office: Any) -> AsyncIterator[Any]:
    """The same office with four eyes on."""
    settings = office.settings.model_copy(update={"four_eyes": True})
    async with office.lab.api(service, settings) as client:
        yield replace(office, client=client, settings=settings)


def second(office: Any, **claims: Any) -> dict[str, str]:
    headers: dict[str, str] = office.lab.tokens.staff("second", "reviewer", **claims)
    return headers


async def revoke(office: Any, certificate_id: UUID, headers: dict[str, str] | None = None, **body: Any) -> Any:
    path = f"/api/staff/certificates/{certificate_id}/revocation"
    return await office.ask("POST", path, headers or office.reviewer(), json=REASON | body)


async def confirm(office: Any, certificate_id: UUID, headers: dict[str, str]) -> Any:
    return await office.ask("POST", f"/api/staff/certificates/{certificate_id}/revocation/confirmation", headers)


async def reissue(office: Any, certificate_id: UUID) -> Any:
    return await office.ask(
        "POST", f"/api/staff/certificates/{certificate_id}/reissue", office.reviewer(), json={"reason": "更正"}
    )


async def states(office: Any, application_id: UUID) -> list[str]:
    rows = await office.rows(
        "SELECT state FROM certificate WHERE application_id = $1 ORDER BY revision", application_id
    )
    return [row["state"] for row in rows]


async def status_by_number(office: Any, bus: Bus, wanted: Any) -> str:
    code = bus.sealer.open(wanted, wanted.facts)["check_code"]
    reply = await office.ask("GET", f"/api/verifications/{wanted.number}", params={"code": code})
    status: str = reply.json["status"]
    return status


async def test_one_member_of_staff_revokes_in_the_sandbox(office: Any, signer: Any, bus: Bus) -> None:
    person = office.person()
    wanted = await signer.issued(person)
    reply = await revoke(office, wanted.certificate_id)
    assert (reply.status, reply.json["state"], reply.json["number"]) == (200, "revoked", wanted.number)
    assert reply.json["revocation"]["confirmed_by"] == "reviewer"
    told = await office.told(bus, CertificateRevoked, str(wanted.application_id))
    assert (told.certificate_id, told.number, told.version) == (wanted.certificate_id, wanted.number, 3)

    mine = (await office.ask("GET", f"/api/me/applications/{wanted.application_id}", person.headers)).json
    assert (mine["state"], mine["state_label"]) == ("revoked", "已撤销")
    assert mine["history"][-1]["comment"] == "姓名有误"
    [listed] = (await office.ask("GET", "/api/me/certificates", person.headers)).json["items"]
    assert listed["state"] == "revoked"
    for file in ("pdf", "pages/1.png"):
        refused = await office.ask("GET", f"/api/me/certificates/{wanted.certificate_id}/{file}", person.headers)
        assert refused.refusal == (409, "certificate.certificate.revoked")
        assert "姓名有误" in refused.json["detail"]
    assert await status_by_number(office, bus, wanted) == "revoked"
    [audited] = await office.rows(
        "SELECT actor, details FROM audit WHERE action = 'certificate.revoked' AND object_id = $1",
        wanted.certificate_id,
    )
    assert audited["actor"] == "staff:reviewer"
    assert "姓名" not in audited["details"]
    [kept] = await office.rows("SELECT reason FROM revocation WHERE certificate_id = $1", wanted.certificate_id)
    assert "姓名" not in kept["reason"]
    assert (await office.apply(person)).status == 201


async def test_with_four_eyes_a_second_person_confirms(strict: Any, signer: Any, bus: Bus) -> None:
    person = strict.person()
    wanted = await signer.issued(person)
    assert (await confirm(strict, wanted.certificate_id, second(strict))).refusal == (
        409,
        "certificate.revocation.not_requested",
    )
    asked = await revoke(strict, wanted.certificate_id)
    assert (asked.status, asked.json["state"], asked.json["revocation"]["confirmed_by"]) == (202, "issued", None)
    assert await status_by_number(strict, bus, wanted) == "valid"
    for who in (strict.reviewer(), second(strict)):
        again = await revoke(strict, wanted.certificate_id, who)
        assert again.refusal == (409, "certificate.revocation.already_requested")
    same = await confirm(strict, wanted.certificate_id, strict.reviewer())
    assert same.refusal == (403, "certificate.revocation.same_person")
    assert (await reissue(strict, wanted.certificate_id)).refusal == (409, "certificate.revocation.already_requested")

    path = "/api/staff/certificates"
    waiting = await strict.ask("GET", path, second(strict), params={"to_confirm": "true", "q": wanted.number})
    assert [line["certificate_id"] for line in waiting.json["items"]] == [str(wanted.certificate_id)]
    assert waiting.json["items"][0]["revocation"]["reason"] == "姓名有误"
    confirmed = await confirm(strict, wanted.certificate_id, second(strict))
    assert (confirmed.status, confirmed.json["state"]) == (200, "revoked")
    assert confirmed.json["revocation"]["requested_by"] == "reviewer"
    assert confirmed.json["revocation"]["confirmed_by"] == "second"
    assert await status_by_number(strict, bus, wanted) == "revoked"
    waiting = await strict.ask("GET", path, second(strict), params={"to_confirm": "true", "q": wanted.number})
    assert waiting.json["items"] == []
    again = await confirm(strict, wanted.certificate_id, second(strict))
    assert again.refusal == (409, "certificate.certificate.wrong_state")
    actions = await strict.rows("SELECT action, actor FROM audit WHERE object_id = $1", wanted.certificate_id)
    assert {tuple(row) for row in actions} >= {
        ("certificate.revocation_requested", "staff:reviewer"),
        ("certificate.revoked", "staff:second"),
    }


async def test_a_request_that_was_a_mistake_is_dropped(strict: Any, signer: Any, bus: Bus) -> None:
    wanted = await signer.issued(strict.person())
    path = f"/api/staff/certificates/{wanted.certificate_id}/revocation"
    assert (await strict.ask("DELETE", path, second(strict))).refusal == (409, "certificate.revocation.not_requested")
    assert (await revoke(strict, wanted.certificate_id)).status == 202
    assert (await strict.ask("DELETE", path, strict.lab.tokens.staff("c", "clerk"))).status == 403
    assert (await strict.ask("DELETE", path, second(strict))).status == 204
    assert (await confirm(strict, wanted.certificate_id, second(strict))).refusal == (
        409,
        "certificate.revocation.not_requested",
    )
    assert await status_by_number(strict, bus, wanted) == "valid"
    assert (await revoke(strict, wanted.certificate_id, second(strict))).status == 202
    replies = await asyncio.gather(*(confirm(strict, wanted.certificate_id, strict.reviewer()) for _ in range(3)))
    assert sorted(reply.status for reply in replies) == [200, 409, 409]
    assert (await strict.ask("DELETE", path, second(strict))).refusal == (409, "certificate.certificate.wrong_state")


def test_four_eyes_are_on_in_production(office: Any) -> None:
    def by_two(**changes: Any) -> bool:
        changed: bool = office.settings.model_copy(update=changes).revoked_by_two
        return changed

    assert not by_two()
    assert by_two(profile="production")
    assert not by_two(profile="production", four_eyes=False)


async def test_what_cannot_be_revoked(office: Any, signer: Any) -> None:
    person = office.person()
    waiting = await signer.approved(person)
    assert (await revoke(office, waiting.certificate_id)).refusal == (409, "certificate.certificate.wrong_state")
    wanted = await signer.issued(office.person())
    assert (await revoke(office, uuid4())).refusal == (404, "certificate.certificate.not_found")
    for reason in ("", " \n", "x" * 501):
        status, code = (await revoke(office, wanted.certificate_id, reason=reason)).refusal
        assert (status, code.rsplit(".", 1)[0]) == (422, "certificate.revocation")
    assert (await revoke(office, wanted.certificate_id, state="issued")).refusal == (422, "kernel.request.invalid")
    for headers, status in ((None, 401), (person.headers, 401), (office.lab.tokens.staff("c", "clerk"), 403)):
        path = f"/api/staff/certificates/{wanted.certificate_id}/revocation"
        assert (await office.ask("POST", path, headers, json=REASON)).status == status
    await office.rows("UPDATE certificate SET valid_until = '2020-01-01' WHERE id = $1", wanted.certificate_id)
    expired = await revoke(office, wanted.certificate_id)
    assert expired.refusal == (409, "certificate.certificate.wrong_state")
    assert "已过期" in expired.json["detail"]


async def test_nobody_revokes_or_reissues_their_own(office: Any, signer: Any) -> None:
    wanted = await signer.issued(office.person())
    [row] = await office.rows("SELECT id_number_index FROM certificate WHERE id = $1", wanted.certificate_id)
    holder = office.reviewer(idx=row["id_number_index"].hex())
    assert (await revoke(office, wanted.certificate_id, holder)).refusal == (403, "certificate.certificate.own")
    path = f"/api/staff/certificates/{wanted.certificate_id}/reissue"
    assert (await office.ask("POST", path, holder, json=REASON)).refusal == (403, "certificate.certificate.own")


async def test_of_two_revocations_at_once_one_is_told_so(office: Any, signer: Any, bus: Bus) -> None:
    wanted = await signer.issued(office.person())
    replies = await asyncio.gather(
        revoke(office, wanted.certificate_id),
        *(revoke(office, wanted.certificate_id, second(office)) for _ in range(4)),
    )
    assert sorted(reply.status for reply in replies) == [200, 409, 409, 409, 409]
    assert {reply.refusal[1] for reply in replies if reply.status == 409} == {"certificate.certificate.wrong_state"}
    await office.told(bus, CertificateRevoked, str(wanted.application_id))
    published = await office.rows(
        "SELECT 1 FROM outbox WHERE routing_key = 'certificate.revoked.v1' AND aggregate_id = $1",
        str(wanted.certificate_id),
    )
    assert len(published) == 1


async def test_the_same_request_sent_again_is_answered_as_before(office: Any, signer: Any) -> None:
    wanted = await signer.issued(office.person())
    keyed = office.reviewer() | {"Idempotency-Key": str(uuid4())}
    first, again = [await revoke(office, wanted.certificate_id, keyed) for _ in range(2)]
    assert (first.status, again.status) == (200, 200)
    assert first.json == again.json
    other = await revoke(office, wanted.certificate_id, keyed, reason="另一个原因")
    assert other.refusal == (409, "kernel.idempotency.key_reused")


async def test_a_letter_signed_after_the_revocation_never_counts(office: Any, signer: Any, bus: Bus) -> None:
    person = office.person()
    wanted = await signer.issued(person)
    assert (await reissue(office, wanted.certificate_id)).status == 202
    successor = await office.told(bus, CertificateReissueRequested, str(wanted.application_id))
    assert (await revoke(office, wanted.certificate_id)).status == 200
    completed = await signer.completed(successor)
    await bus.publish(completed, times=2)
    await office.until(
        "SELECT 1 FROM certificate WHERE id = $1 AND sha256 IS NOT NULL", successor.certificate_id, rows=1
    )
    await bus.publish(completed)
    await signer.issued(office.person())  # what came before it was handled

    assert await states(office, wanted.application_id) == ["revoked", "revoked"]
    verdict = (await office.ask("POST", "/api/verifications", json={"sha256": completed.sha256})).json
    assert (verdict["issued"], verdict["status"], verdict["number"]) == (True, "revoked", successor.number)
    assert await status_by_number(office, bus, successor) == "revoked"
    listed = (await office.ask("GET", "/api/me/certificates", person.headers)).json["items"]
    assert [item["certificate_id"] for item in listed] == [str(wanted.certificate_id)]
    refused = await office.ask("GET", f"/api/me/certificates/{successor.certificate_id}/pdf", person.headers)
    assert refused.refusal == (409, "certificate.certificate.revoked")
    assert (await reissue(office, wanted.certificate_id)).refusal == (409, "certificate.certificate.wrong_state")
    issued = [event for event in await bus.heard(CertificateIssued) if event.application_id == wanted.application_id]
    assert len(issued) == 1


async def test_revocation_and_signature_at_once_leave_nothing_valid(office: Any, signer: Any, bus: Bus) -> None:
    """Whichever comes first: the reissue is revoked too, or it was issued and the old one can be revoked no more."""
    outcomes = set()
    for _ in range(6):
        wanted = await signer.issued(office.person())
        await reissue(office, wanted.certificate_id)
        successor = await office.told(bus, CertificateReissueRequested, str(wanted.application_id))
        completed = await signer.completed(successor)
        reply, _ = await asyncio.gather(revoke(office, wanted.certificate_id), bus.publish(completed))
        await office.until(
            "SELECT 1 FROM certificate WHERE id = $1 AND sha256 IS NOT NULL", successor.certificate_id, rows=1
        )
        after = await states(office, wanted.application_id)
        assert (reply.status, after) in [(200, ["revoked", "revoked"]), (409, ["superseded", "issued"])]
        outcomes.add(reply.status)
    assert outcomes <= {200, 409}


async def test_a_revocation_asked_for_goes_on_to_the_letter_that_takes_the_place(
    strict: Any, signer: Any, bus: Bus
) -> None:
    wanted = await signer.issued(strict.person())
    assert (await reissue(strict, wanted.certificate_id)).status == 202
    successor = await strict.told(bus, CertificateReissueRequested, str(wanted.application_id))
    assert (await revoke(strict, wanted.certificate_id)).status == 202
    await bus.publish(await signer.completed(successor))
    await strict.told(bus, CertificateSuperseded, str(wanted.application_id))
    late = await confirm(strict, wanted.certificate_id, second(strict))
    assert late.refusal == (409, "certificate.certificate.wrong_state")
    same = await confirm(strict, successor.certificate_id, strict.reviewer())
    assert same.refusal == (403, "certificate.revocation.same_person")
    assert (await confirm(strict, successor.certificate_id, second(strict))).status == 200
    assert await states(strict, wanted.application_id) == ["superseded", "revoked"]
