"""From the signature to the download and the verification, on real servers (manual 3.5, B15)."""

import hashlib
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from kernel.contracts.certificate import CertificateIssued
from kernel.contracts.signing import SigningCompleted, SigningFailed
from kernel.testing import Bus

pytestmark = pytest.mark.servers

PDF = b"%PDF-1.4 signed by a stand-in\n"
WHY_NOT = "字符“\U00031359”（U+31359）没有可用的字形，无法签发"


async def verified(office: Any, sha256: str) -> dict[str, Any]:
    reply = await office.ask("POST", "/api/verifications", json={"sha256": sha256})
    assert reply.status == 200, reply.body
    answer: dict[str, Any] = reply.json
    return answer


async def by_number(office: Any, number: str, code: str) -> dict[str, Any]:
    reply = await office.ask("GET", f"/api/verifications/{number}", params={"code": code})
    assert reply.status == 200, reply.body
    answer: dict[str, Any] = reply.json
    return answer


async def test_submit_approve_sign_download_verify(office: Any, signer: Any, bus: Bus) -> None:
    person = office.person()
    wanted = await signer.approved(person)
    completed: SigningCompleted = await signer.completed(wanted)
    assert (await verified(office, completed.sha256))["issued"] is False
    await bus.publish(completed)
    event = await office.told(bus, CertificateIssued, str(wanted.application_id))
    assert (event.certificate_id, event.sha256, event.number) == (
        wanted.certificate_id,
        completed.sha256,
        wanted.number,
    )

    mine = await office.ask("GET", f"/api/me/applications/{wanted.application_id}", person.headers)
    assert (mine.json["state_label"], mine.json["certificate_id"]) == ("已完成", str(wanted.certificate_id))
    [listed] = (await office.ask("GET", "/api/me/certificates", person.headers)).json["items"]
    assert (listed["number"], listed["state"], listed["label"]) == (wanted.number, "issued", "存档证明")
    code = bus.sealer.open(wanted, wanted.facts)["check_code"]
    assert listed["verify_url"] == f"https://zhengxin.example/verify/{wanted.number}?c={code}"
    seen = await office.ask("GET", f"/api/staff/applications/{wanted.application_id}", office.reviewer())
    assert seen.json["certificate"]["verify_url"] == listed["verify_url"]
    assert listed["display_number"] == bus.sealer.open(wanted, wanted.facts)["display_number"]

    reply = await office.ask("GET", f"/api/me/certificates/{wanted.certificate_id}/pdf", person.headers)
    assert (reply.status, reply.headers["Content-Type"]) == (200, "application/pdf")
    assert hashlib.sha256(reply.body).hexdigest() == completed.sha256
    assert reply.headers["ETag"] == f'"{completed.sha256}"'
    assert "filename*=UTF-8''%E5%AD%98%E6%A1%A3%E8%AF%81%E6%98%8E_" in reply.headers["Content-Disposition"]
    known = person.headers | {"If-None-Match": reply.headers["ETag"]}
    again = await office.ask("GET", f"/api/me/certificates/{wanted.certificate_id}/pdf", known)
    assert (again.status, again.body) == (304, b"")

    assert await verified(office, completed.sha256.upper()) == {
        "issued": True,
        "status": "valid",
        "number": wanted.number,
        "reasons": [{"code": "certificate.verification.valid", "message": "本中心签发的证明信，在有效期内"}],
    }


async def test_a_certificate_makes_room_for_the_next_application(office: Any, signer: Any) -> None:
    person = office.person()
    await signer.approved(person)
    pending = await office.apply(person)
    assert pending.refusal == (409, "certificate.application.already_pending")
    await signer.issued(office.person())
    other = office.person()
    await signer.issued(other)
    assert (await office.apply(other)).status == 201


async def test_a_letter_is_verified_by_number_and_check_code(office: Any, signer: Any, bus: Bus) -> None:
    wanted = await signer.approved(office.person(name="欧阳海峰"))
    code = bus.sealer.open(wanted, wanted.facts)["check_code"]
    assert (await by_number(office, wanted.number, code))["status"] == "not_found"
    await bus.publish(await signer.completed(wanted))
    await office.told(bus, CertificateIssued, str(wanted.application_id))
    answer = await by_number(office, wanted.number.lower(), f"{code[:4]}-{code[4:8]} {code[8:].lower()}")
    assert answer["status"] == "valid"
    assert (answer["certificate_type"], answer["label"], answer["issuer"]) == (
        "custody",
        "存档证明",
        "示例人才交流服务中心",
    )
    assert answer["holder_masked"].startswith("欧")
    assert "海峰" not in answer["holder_masked"]
    assert answer["facts_still_hold"] is True
    assert answer["valid_until"] is None
    for number, typed in ((wanted.number, "0" * 12), ("ZX-2026-99999999", code), ("rubbish", code)):
        nothing = await by_number(office, number, typed)
        assert nothing["status"] == "not_found"
        assert all(value is None for name, value in nothing.items() if name != "status")


async def test_a_political_review_is_valid_for_ninety_days(office: Any, signer: Any, bus: Bus) -> None:
    wanted = await signer.issued(office.person(), "political_review")
    stated = bus.sealer.open(wanted, wanted.facts)
    answer = await by_number(office, wanted.number, stated["check_code"])
    assert answer["valid_until"] == stated["valid_until"]
    assert date.fromisoformat(answer["valid_until"]) - date.fromisoformat(answer["issued_on"]) == timedelta(days=90)


async def test_a_file_that_we_did_not_sign_is_said_so(office: Any) -> None:
    answer = await verified(office, "0" * 64)
    assert (answer["issued"], answer["status"], answer["number"]) == (False, None, None)
    assert answer["reasons"][0]["code"] == "certificate.verification.not_found"
    for body in ({"sha256": "0" * 63}, {"sha256": "g" * 64}, {}, {"sha256": "0" * 64, "more": 1}):
        refused = await office.ask("POST", "/api/verifications", json=body)
        assert refused.refusal == (422, "kernel.request.invalid")


async def test_another_persons_certificate_is_not_there(office: Any, signer: Any) -> None:
    wanted = await signer.issued(office.person())
    path = f"/api/me/certificates/{wanted.certificate_id}/pdf"
    reply = await office.ask("GET", path, office.person().headers)
    assert reply.refusal == (404, "certificate.certificate.not_found")
    assert (await office.ask("GET", path)).status == 401


async def test_before_it_is_signed_and_after_it_is_revoked_it_is_not_handed_out(office: Any, signer: Any) -> None:
    person = office.person()
    waiting = await signer.approved(person)
    path = f"/api/me/certificates/{waiting.certificate_id}/pdf"
    assert (await office.ask("GET", path, person.headers)).refusal == (409, "certificate.certificate.not_ready")
    assert (await office.ask("GET", "/api/me/certificates", person.headers)).json["items"] == []
    completed = await signer.completed(waiting)
    await signer.bus.publish(completed)
    await office.told(signer.bus, CertificateIssued, str(waiting.application_id))
    revocation = f"/api/staff/certificates/{waiting.certificate_id}/revocation"
    await office.ask("POST", revocation, office.reviewer(), json={"reason": "姓名有误"})
    refused = await office.ask("GET", path, person.headers)
    assert refused.refusal == (409, "certificate.certificate.revoked")
    assert refused.json["detail"] == "该证明信已撤销，不能下载。撤销原因：姓名有误"
    assert (await verified(office, completed.sha256))["status"] == "revoked"


async def test_after_its_last_day_a_certificate_has_expired(office: Any, signer: Any) -> None:
    person = office.person()
    wanted = await signer.issued(person)
    await office.rows("UPDATE certificate SET valid_until = '2020-01-01' WHERE id = $1", wanted.certificate_id)
    [listed] = (await office.ask("GET", "/api/me/certificates", person.headers)).json["items"]
    assert listed["state"] == "expired"


async def test_other_bytes_in_the_object_store_are_not_handed_out(office: Any, signer: Any) -> None:
    person = office.person()
    wanted = await signer.issued(person)
    digest = hashlib.sha256(PDF + wanted.number.encode()).hexdigest()
    path = f"/api/me/certificates/{wanted.certificate_id}/pdf"
    await signer.storage.put(digest, b"%PDF-1.4 forged", "application/pdf")
    assert (await office.ask("GET", path, person.headers)).refusal == (503, "certificate.certificate.damaged")
    await signer.storage.delete(digest)
    assert (await office.ask("GET", path, person.headers)).refusal == (503, "certificate.certificate.damaged")


async def test_hearing_of_a_signature_again_changes_nothing(office: Any, signer: Any, bus: Bus) -> None:
    wanted = await signer.approved(office.person())
    completed = await signer.completed(wanted)
    await bus.publish(completed, times=3)
    await bus.publish(completed)
    await bus.publish(signer.failed(wanted))
    await signer.issued(office.person())
    [row] = await office.rows("SELECT * FROM certificate WHERE application_id = $1", wanted.application_id)
    assert (row["state"], row["version"], row["signing_error"]) == ("issued", 2, None)
    [counted] = await office.rows(
        "SELECT count(*) FROM outbox WHERE routing_key = $1 AND aggregate_id = $2",
        CertificateIssued.routing_key,
        str(wanted.certificate_id),
    )
    assert counted["count"] == 1


async def test_a_second_letter_for_one_certificate_is_a_dead_letter(office: Any, signer: Any, bus: Bus) -> None:
    wanted = await signer.issued(office.person())
    await bus.publish(await signer.completed(wanted, b"%PDF-1.4 another letter"))
    [dead] = await bus.dead_letters("certificate")
    assert "other bytes" in str(dead.headers)
    [row] = await office.rows("SELECT sha256 FROM certificate WHERE id = $1", wanted.certificate_id)
    assert row["sha256"].hex() == hashlib.sha256(PDF + wanted.number.encode()).hexdigest()


async def test_a_signature_for_an_unknown_certificate_is_a_dead_letter(signer: Any, bus: Bus, office: Any) -> None:
    wanted = await signer.approved(office.person())
    strange = wanted.model_copy(update={"certificate_id": uuid4()})
    await bus.publish(signer.failed(strange))
    await bus.publish(await signer.completed(strange))
    assert len(await bus.dead_letters("certificate", count=2)) == 2


async def test_a_failure_is_shown_to_staff_until_the_letter_is_signed(office: Any, signer: Any, bus: Bus) -> None:
    wanted = await signer.approved(office.person())
    failed: SigningFailed = signer.failed(wanted)
    await bus.publish(failed, times=2)
    path = f"/api/staff/applications/{wanted.application_id}"

    async def opened() -> dict[str, Any]:
        answer: dict[str, Any] = (await office.ask("GET", path, office.reviewer())).json
        return answer

    await eventually_failed(office, wanted.application_id)
    shown = await opened()
    assert shown["state"] == "approved"
    assert shown["certificate"]["signing_error"] == "signing.glyph.missing"
    assert shown["certificate"]["signing_error_message"] == WHY_NOT
    assert shown["certificate"]["verify_url"] is None
    stored = "SELECT signing_error_message FROM certificate WHERE id = $1"
    (row,) = await office.rows(stored, wanted.certificate_id)
    assert row["signing_error_message"].startswith("v1."), "sealed"
    await bus.publish(await signer.completed(wanted))
    await office.told(bus, CertificateIssued, str(wanted.application_id))
    shown = await opened()
    certificate = shown["certificate"]
    assert (shown["state"], certificate["signing_error"], certificate["signing_error_message"]) == (
        "issued",
        None,
        None,
    )
    (row,) = await office.rows(stored, wanted.certificate_id)
    assert row["signing_error_message"] is None


async def test_a_failure_told_in_the_older_way_is_shown_too(office: Any, signer: Any, bus: Bus) -> None:
    wanted = await signer.approved(office.person())
    older = signer.failed(wanted).model_copy(update={"message": WHY_NOT, "details": None})
    await bus.publish(older)
    await eventually_failed(office, wanted.application_id)
    shown = (await office.ask("GET", f"/api/staff/applications/{wanted.application_id}", office.reviewer())).json
    assert shown["certificate"]["signing_error_message"] == WHY_NOT


async def test_a_failure_whose_words_are_sealed_for_another_certificate_is_a_dead_letter(
    office: Any, signer: Any, bus: Bus
) -> None:
    wanted = await signer.approved(office.person())
    stolen = bus.sealer.seal(SigningFailed, uuid4(), {"message": WHY_NOT})
    await bus.publish(signer.failed(wanted).model_copy(update={"details": stolen}))
    assert len(await bus.dead_letters("certificate", count=1)) == 1


async def eventually_failed(office: Any, application_id: UUID) -> None:
    await office.until("SELECT 1 FROM audit WHERE action = 'signing.failed' AND object_id = $1", application_id, rows=1)
