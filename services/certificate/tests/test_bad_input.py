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
