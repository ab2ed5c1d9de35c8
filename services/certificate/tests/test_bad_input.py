"""What a program may send that no page does: refused, never an error of ours."""

import base64
import json
from typing import Any
from uuid import uuid4

import pytest

pytestmark = pytest.mark.servers


@pytest.mark.parametrize(
    "moment",
    ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "yesterday", "\0", ""],
    ids=["before-time", "after-time", "no-time", "nul", "empty"],
)
async def test_a_cursor_that_we_did_not_give_out_is_refused(office: Any, moment: str) -> None:
    cursor = base64.urlsafe_b64encode(json.dumps([moment, str(uuid4())]).encode()).decode()
    person = office.person()
    for path, headers in (
        ("/api/me/applications", person.headers),
        ("/api/me/certificates", person.headers),
        ("/api/staff/applications", office.reviewer()),
    ):
        reply = await office.ask("GET", path, headers, params={"cursor": cursor})
        assert reply.refusal == (422, "kernel.cursor.invalid")


@pytest.mark.parametrize("comment", [r'"\ud800"', r'"\udc00\ud800"', '"' + "长" * 10_001 + '"', "7", "[]"])
async def test_a_comment_that_cannot_be_stored_is_refused(office: Any, comment: str) -> None:
    application = await office.applied(office.person())
    reply = await office.ask(
        "POST",
        f"/api/staff/applications/{application['application_id']}/decision",
        office.reviewer() | {"Content-Type": "application/json"},
        data=f'{{"decision": "reject", "version": 1, "comment": {comment}}}'.encode(),
    )
    assert reply.refusal == (422, "kernel.request.invalid")


async def test_a_comment_is_kept_as_it_was_written(office: Any) -> None:
    person = office.person()
    application = await office.applied(person)
    comment = "<b>第一行</b>\n第二行\u202e\0末"
    path = f"/api/me/applications/{application['application_id']}"
    assert (await office.decide(application["application_id"], decision="reject", comment=comment)).status == 200
    assert (await office.ask("GET", path, person.headers)).json["rejection"]["comment"] == comment


async def test_a_file_field_left_empty_keeps_the_letter(office: Any, jpeg_of: Any) -> None:
    person = office.person(archive_type="unit", fees_paid_until=None)
    application = (await office.apply(person, letter=jpeg_of())).json
    path = f"/api/me/applications/{application['application_id']}"
    await office.decide(application["application_id"], decision="reject", reasons=["purpose_unclear"])
    nothing_chosen = office.form_with_letter(b"", {"purpose": "入职"}, filename="")
    reply = await office.ask("POST", f"{path}/resubmission", person.headers, data=nothing_chosen)
    assert (reply.status, reply.json["letter"], reply.json["purpose"]) == (200, application["letter"], "入职")


async def test_what_cannot_be_an_id_is_answered_like_an_unknown_one(office: Any) -> None:
    person, staff = office.person().headers, office.reviewer()
    application, certificate = "certificate.application.not_found", "certificate.certificate.not_found"
    for method, path, headers, code in (
        ("GET", "/api/me/applications/{}", person, application),
        ("POST", "/api/me/applications/{}/withdrawal", person, application),
        ("POST", "/api/me/applications/{}/resubmission", person, application),
        ("GET", "/api/me/certificates/{}/pdf", person, certificate),
        ("GET", "/api/me/certificates/{}/pages/1.png", person, certificate),
        ("GET", "/api/staff/applications/{}", staff, application),
        ("GET", "/api/staff/applications/{}/letter", staff, application),
        ("POST", "/api/staff/applications/{}/claim", staff, application),
        ("POST", "/api/staff/applications/{}/decision", staff, application),
        ("POST", "/api/staff/certificates/{}/reissue", staff, certificate),
    ):
        body = {"json": {"decision": "approve", "version": 1}} if path.endswith("decision") else {}
        for wrong in ("1", "ZX-2026-00000123", f"{uuid4()}x"):
            assert (await office.ask(method, path.format(wrong), headers, **body)).refusal == (404, code)
        assert (await office.ask(method, path.format("1"))).status == 401
        stranger = person if headers is staff else staff
        assert (await office.ask(method, path.format("1"), stranger)).status == 401


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("version", "1"),
        ("version", 1.0),
        ("version", True),
        ("version", None),
        ("archive_checked", "true"),
        ("archive_checked", 1),
        ("reasons", "letter_unreadable"),
        ("reasons", [1]),
        ("comment", 7),
        ("decision", True),
    ],
)
async def test_a_decision_is_taken_literally(office: Any, field: str, wrong: object) -> None:
    application = (await office.applied(office.person()))["application_id"]
    reply = await office.decide(application, **{field: wrong})
    assert reply.refusal == (422, "kernel.request.invalid")
    assert {error["field"].partition(".")[0] for error in reply.json["errors"]} == {field}
    item = {"application_id": application, "decision": "approve", "version": 1, field: wrong}
    many = await office.ask("POST", "/api/staff/applications/decisions", office.reviewer(), json={"items": [item]})
    assert many.refusal == (422, "kernel.request.invalid")


async def test_what_is_null_in_a_decision_is_not_said(office: Any) -> None:
    nothing = {"reasons": None, "comment": None, "archive_checked": None}
    application = (await office.applied(office.person(), "political_review"))["application_id"]
    unsaid = await office.decide(application, **nothing)
    assert unsaid.refusal == (422, "certificate.decision.archive_not_checked")
    unsaid = await office.decide(application, **nothing | {"decision": "reject"})
    assert unsaid.refusal == (422, "certificate.decision.reason_required")
    assert (await office.decide(application, **nothing | {"archive_checked": True})).status == 200


async def test_json_where_a_form_is_wanted_is_refused_clearly(office: Any) -> None:
    person = office.person()
    body = {"certificate_type": "custody"}
    application = (await office.applied(person))["application_id"]
    for path in ("", f"/{application}/resubmission"):
        reply = await office.ask("POST", f"/api/me/applications{path}", person.headers, json=body)
        assert reply.refusal == (422, "kernel.request.not_a_form")
        assert "multipart/form-data" in reply.json["detail"]


async def test_json_that_cannot_be_read_names_no_position(office: Any) -> None:
    application = (await office.applied(office.person()))["application_id"]
    path = f"/api/staff/applications/{application}/decision"
    headers = office.reviewer() | {"Content-Type": "application/json"}
    reply = await office.ask("POST", path, headers, data=b'{"decision": ')
    assert reply.refusal == (422, "kernel.request.invalid")
    assert [(error["field"], error["message"]) for error in reply.json["errors"]] == [("body", "内容不是有效的 JSON")]
