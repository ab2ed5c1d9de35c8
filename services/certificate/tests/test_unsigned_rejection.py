"""A letter that cannot be made: staff reject what was approved, the person corrects it. On real servers."""

import asyncio
from typing import Any

import pytest
from certificate.app import open_resources
from certificate.handlers.request_letters_again import request_letters_again
from kernel.contracts.certificate import ApplicationApproved, ApplicationRejected, CertificateIssued
from kernel.testing import Bus

pytestmark = pytest.mark.servers

REJECTION = {"decision": "reject", "version": 2, "reasons": ["receiver_unclear"], "comment": "字库没有该字"}


async def failed(office: Any, signer: Any, person: Any, kind: str = "custody") -> ApplicationApproved:
    """An approved application whose letter signing has given up."""
    wanted: ApplicationApproved = await signer.approved(person, kind)
    await fail(office, signer, wanted)
    return wanted


async def fail(office: Any, signer: Any, wanted: Any) -> None:
    await signer.bus.publish(signer.failed(wanted))
    await office.until(
        "SELECT 1 FROM certificate WHERE id = $1 AND signing_error IS NOT NULL", wanted.certificate_id, rows=1
    )


async def resubmitted_and_approved(office: Any, bus: Bus, person: Any, application_id: Any) -> Any:
    """Corrected, approved again; what signing is asked for then."""
    path = f"/api/me/applications/{application_id}/resubmission"
    again = await office.ask("POST", path, person.headers, data={"receiver": "市公安局"})
    assert (again.status, again.json["state"]) == (200, "submitted")
    assert (await office.decide(application_id, version=4)).status == 200
    heard = await bus.heard(ApplicationApproved, count=2)
    [anew] = [each for each in heard if (each.application_id, each.revision) == (application_id, 2)]
    return anew


async def test_given_up_by_signing_it_is_rejected_corrected_and_issued(office: Any, signer: Any, bus: Bus) -> None:
    person = office.person()
    wanted = await failed(office, signer, person)
    reply = await office.decide(wanted.application_id, **REJECTION)
    assert (reply.status, reply.json["state"], reply.json["version"]) == (200, "rejected", 3)
    told = await office.told(bus, ApplicationRejected, str(wanted.application_id))
    assert (told.version, told.reasons) == (3, ("receiver_unclear",))
    path = f"/api/me/applications/{wanted.application_id}"
    mine = (await office.ask("GET", path, person.headers)).json
    assert [step["state"] for step in mine["history"]] == ["submitted", "approved", "rejected"]
    assert (mine["rejection"]["comment"], mine["certificate_id"]) == ("字库没有该字", None)
    [row] = await office.rows(
        "SELECT actor, details FROM audit WHERE object_id = $1 AND action = 'application.rejected'",
        wanted.application_id,
    )
    assert '"signing_error": "signing.glyph.missing"' in row["details"]

    anew = await resubmitted_and_approved(office, bus, person, wanted.application_id)
    assert (anew.certificate_id, anew.number) != (wanted.certificate_id, wanted.number)
    assert bus.sealer.open(anew, anew.facts)["receiver"] == "市公安局"
    await bus.publish(await signer.completed(anew))
    issued = await office.told(bus, CertificateIssued, str(wanted.application_id))
    assert (issued.certificate_id, issued.number) == (anew.certificate_id, anew.number)
    revocation = f"/api/staff/certificates/{anew.certificate_id}/revocation"
    revoked = await office.ask("POST", revocation, office.reviewer(), json={"reason": "姓名有误"})
    assert revoked.status == 200


async def test_what_is_being_signed_or_is_signed_cannot_be_rejected(office: Any, signer: Any, bus: Bus) -> None:
    wanted = await signer.approved(office.person())
    decided = (409, "certificate.application.already_decided")
    assert (await office.decide(wanted.application_id, **REJECTION)).refusal == decided
    await fail(office, signer, wanted)
    assert (await office.decide(wanted.application_id)).refusal == decided
    reissue = f"/api/staff/certificates/{wanted.certificate_id}/reissue"
    asked = await office.ask("POST", reissue, office.reviewer(), json={"reason": "字库已更新"})
    assert asked.status == 202
    assert (await office.decide(wanted.application_id, **REJECTION)).refusal == decided
    await bus.publish(await signer.completed(wanted.model_copy(update=_of(asked.json))))
    await office.told(bus, CertificateIssued, str(wanted.application_id))
    assert (await office.decide(wanted.application_id, **REJECTION | {"version": 3})).refusal == decided


def _of(asked: dict[str, Any]) -> dict[str, Any]:
    return {name: asked[name] for name in ("certificate_id", "number", "revision")}


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"version": 1}, (409, "certificate.application.version_conflict")),
        ({"reasons": [], "comment": None}, (422, "certificate.decision.reason_required")),
    ],
)
async def test_it_takes_what_every_rejection_takes(
    office: Any, signer: Any, change: dict[str, Any], refusal: tuple[int, str]
) -> None:
    wanted = await failed(office, signer, office.person())
    assert (await office.decide(wanted.application_id, **REJECTION | change)).refusal == refusal
    item = REJECTION | {"application_id": str(wanted.application_id)}
    path = "/api/staff/applications/decisions"
    many = await office.ask("POST", path, office.reviewer(), json={"items": [item, item]})
    assert sorted(outcome["ok"] for outcome in many.json["items"]) == [False, True]


@pytest.mark.parametrize("when", ["rejected", "approved again"])
async def test_a_letter_signed_after_the_rejection_is_never_issued(
    office: Any, signer: Any, bus: Bus, when: str
) -> None:
    person = office.person()
    wanted = await failed(office, signer, person)
    assert (await office.decide(wanted.application_id, **REJECTION)).status == 200
    if when == "approved again":
        await resubmitted_and_approved(office, bus, person, wanted.application_id)
    late = await signer.completed(wanted)
    await bus.publish(late, times=2)
    await office.until(
        "SELECT 1 FROM certificate WHERE id = $1 AND state = 'revoked' AND issued_at IS NULL",
        wanted.certificate_id,
        rows=1,
    )
    [row] = await office.rows("SELECT state FROM application WHERE id = $1", wanted.application_id)
    assert row["state"] == when.partition(" ")[0]
    assert (await office.ask("GET", "/api/me/certificates", person.headers)).json["items"] == []
    pdf = await office.ask("GET", f"/api/me/certificates/{wanted.certificate_id}/pdf", person.headers)
    assert pdf.refusal == (409, "certificate.certificate.revoked")
    verified = await office.ask("POST", "/api/verifications", json={"sha256": late.sha256})
    assert verified.json["status"] == "revoked"
    again = await office.ask(
        "POST", f"/api/staff/certificates/{wanted.certificate_id}/reissue", office.reviewer(), json={"reason": "再签"}
    )
    assert again.refusal == (409, "certificate.certificate.wrong_state")


async def test_the_rejected_letter_is_not_asked_for_again(office: Any, signer: Any) -> None:
    wanted = await failed(office, signer, office.person())
    assert (await office.decide(wanted.application_id, **REJECTION)).status == 200
    refused = await office.ask(
        "POST", f"/api/staff/certificates/{wanted.certificate_id}/reissue", office.reviewer(), json={"reason": "再签"}
    )
    assert refused.refusal == (409, "certificate.certificate.wrong_state")
    await office.rows("UPDATE certificate SET requested_at = now() + interval '1 day' WHERE state = 'approved'")
    await office.rows(
        "UPDATE certificate SET approved_at = '2020-01-01', requested_at = NULL WHERE id = $1", wanted.certificate_id
    )
    async with open_resources(office.settings) as resources:
        assert await request_letters_again(resources) == 0


async def test_of_a_rejection_and_a_signature_at_once_one_counts(office: Any, signer: Any, bus: Bus) -> None:
    wanted = [await failed(office, signer, office.person()) for _ in range(4)]
    letters = [await signer.completed(each) for each in wanted]
    replies, *_ = await asyncio.gather(
        asyncio.gather(*(office.decide(each.application_id, **REJECTION) for each in wanted)),
        *(bus.publish(letter) for letter in letters),
    )
    for each, reply in zip(wanted, replies, strict=True):
        await office.until(
            "SELECT 1 FROM certificate WHERE id = $1 AND sha256 IS NOT NULL", each.certificate_id, rows=1
        )
        [row] = await office.rows(
            "SELECT application.state AS application, certificate.state AS certificate FROM application"
            " JOIN certificate ON application_id = application.id WHERE application.id = $1",
            each.application_id,
        )
        rejected = reply.status == 200
        assert tuple(row) == (("rejected", "revoked") if rejected else ("issued", "issued"))
        assert rejected or reply.refusal[0] == 409
