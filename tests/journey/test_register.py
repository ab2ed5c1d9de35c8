"""The clerk's side: the register is imported, searched, and disputed."""

import asyncio
from uuid import uuid4

import pytest
from cast import Http, refused, registered, staff
from native.journey import upload
from native.people import HEADINGS, invent, register_workbook

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]


def sheet(*rows: tuple[str, ...]) -> bytes:
    """A register as a CSV file, with a title above the headings as the centre keeps it."""
    return "\n".join(",".join(row) for row in (("流动人员人事档案登记表",), HEADINGS, *rows)).encode("gb18030")


async def test_given_a_register_as_people_keep_it_every_row_is_taken_or_listed(http: Http) -> None:
    clerk = await staff(http, "clerk")
    good, wide, bad, twice, formula = (holder.row for holder in invent(5))
    wide = (wide[0], "".join(chr(ord(sign) + 0xFEE0) for sign in wide[1]), *wide[2:])
    bad = (bad[0], bad[1][:-1] + ("0" if bad[1][-1] != "0" else "1"), *bad[2:])
    formula = (formula[0], formula[1], "=1+1", *formula[3:])
    content = sheet(good, wide, bad, twice, (twice[0] + "x", *twice[1:]), formula)
    report = await clerk.import_register(content, file_name="登记表.csv")
    assert report["state"] == "completed"
    assert (report["rows"], report["added"], report["refused"]) == (6, 3, 3)
    assert {error["code"] for error in report["errors"]} >= {"archive.row.id_number", "archive.row.sex"}
    assert all(error["row"] >= 3 and error["message"] for error in report["errors"])
    again = await clerk.import_register(content, file_name="登记表.csv")
    assert (again["added"], again["changed"], again["unchanged"]) == (0, 0, 3)
    errors = await clerk.call("GET", f"/api/staff/archive/imports/{report['import_id']}/errors.csv")
    lines = errors.decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + len(report["errors"])
    assert not any(cell.strip('"').startswith("=") for line in lines for cell in line.split(","))
    imports = (await clerk.call("GET", "/api/staff/archive/imports"))["items"]
    assert report["import_id"] in [item["import_id"] for item in imports]
    over = clerk.call("POST", f"/api/staff/archive/imports/{report['import_id']}/cancellation")
    await refused(over, 409, "archive.import.already_over")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"PK\x03\x04 no workbook", "archive.import.unreadable"),
        (b"", "archive.import.headings_missing"),
        ("姓名,年龄\n张三,3\n".encode(), "archive.import.headings_missing"),
    ],
)
async def test_given_another_file_it_is_refused_at_once(http: Http, content: bytes, code: str) -> None:
    clerk = await staff(http, "clerk")
    await refused(clerk.import_register(content, file_name="register.csv"), 422, code)


async def test_given_an_import_under_way_the_same_file_waits_and_a_clerk_may_stop_it(http: Http) -> None:
    clerk = await staff(http, "clerk")
    holders = invent(20_000)
    content = sheet(*(holder.row for holder in holders))
    path = "/api/staff/archive/imports"
    begun = await clerk.call("POST", path, 202, data=upload("file", content, "register.csv"))
    again = clerk.call("POST", path, 202, data=upload("file", content, "register.csv"))
    problem = await refused(again, 409, "archive.import.already_running")
    assert [error["field"] for error in problem["errors"]] == ["file"]
    stopped = await clerk.call("POST", f"{path}/{begun['import_id']}/cancellation")
    assert (stopped["state"], stopped["error"]["code"]) == ("failed", "archive.import.cancelled")
    await asyncio.sleep(3)  # the run that has it in hand notices within two seconds
    ended = await clerk.call("GET", f"{path}/{begun['import_id']}")
    assert (ended["state"], ended["added"]) == ("failed", 0)
    for holder in (holders[0], holders[-1]):
        found = await clerk.call("GET", "/api/staff/archive/records", params={"q": holder.id_number})
        assert found["items"] == [], "nothing of the file is taken"


async def test_given_a_search_only_exact_values_are_found(http: Http) -> None:
    clerk = await staff(http, "clerk")
    (holder,) = invent(1)
    await clerk.import_register(register_workbook([holder]))
    for exact in (holder.id_number, holder.archive_number):
        (found,) = (await clerk.call("GET", "/api/staff/archive/records", params={"q": exact}))["items"]
        assert holder.id_number not in str(found), "masked until it is opened"
    whole = await clerk.call("GET", f"/api/staff/archive/records/{found['record_id']}")
    assert whole["id_number"] == holder.id_number
    by_name = {"q": holder.name, "limit": "100"}
    namesakes = (await clerk.call("GET", "/api/staff/archive/records", params=by_name))["items"]
    assert found["record_id"] in [each["record_id"] for each in namesakes]
    part = {"q": holder.id_number[:10]}
    assert (await clerk.call("GET", "/api/staff/archive/records", params=part))["items"] == []
    await refused(clerk.call("GET", f"/api/staff/archive/records/{uuid4()}"), 404, "archive.record.not_found")


async def test_given_a_wrong_field_the_person_disputes_it_and_the_clerk_answers(http: Http) -> None:
    (person,) = await registered(http)
    dispute = {"field": "archive_number", "stated_value": "220101", "comment": "与本人存档卡不符"}
    raised = await person.call("POST", "/api/me/archive/disputes", 201, json=dispute)
    again = person.call("POST", "/api/me/archive/disputes", 201, json=dispute)
    await refused(again, 409, "archive.dispute.already_open")
    unknown = person.call("POST", "/api/me/archive/disputes", 201, json={**dispute, "field": "salary"})
    await refused(unknown, 422, "kernel.request.invalid")
    clerk = await staff(http, "clerk")
    record = {"q": person.holder.id_number}
    (found,) = (await clerk.call("GET", "/api/staff/archive/records", params=record))["items"]
    assert "220101" in str(found), "the clerk sees the dispute beside the record"
    path = f"/api/staff/archive/disputes/{raised['dispute_id']}/resolution"
    await refused(clerk.call("POST", path, json={"decision": "refused"}), 422, "archive.dispute.comment_required")
    await clerk.call("POST", path, json={"decision": "refused", "comment": "存档编号无误"})
    resolved = clerk.call("POST", path, json={"decision": "corrected"})
    await refused(resolved, 409, "archive.dispute.already_resolved")
    (shown,) = (await person.call("GET", "/api/me/archive/disputes"))["items"]
    assert (shown["state_label"], shown["resolution_comment"]) == ("不予更正", "存档编号无误")


async def test_given_text_messages_the_staff_sees_that_they_went_out_but_not_what_they_said(http: Http) -> None:
    (person,) = await registered(http)
    code = await person.sms_code(person.holder.phone, "registration_code")
    admin = await staff(http, "admin")
    messages = (await admin.call("GET", "/api/staff/messages"))["items"]
    assert messages
    assert code not in str(messages)
    assert person.holder.phone not in str(messages)
