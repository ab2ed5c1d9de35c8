"""The reviewers' list: search by exact values, order, paging."""

from typing import Any

import pytest

pytestmark = pytest.mark.servers

CHECKS = "10X98765432"


def id_number(serial: int) -> str:
    """A valid ID number of 1990-01-01."""
    body = f"11010519900101{serial:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + CHECKS[sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11]


async def listed(office: Any, **query: Any) -> dict[str, Any]:
    reply = await office.ask("GET", "/api/staff/applications", office.reviewer(), params=query)
    assert reply.status == 200, reply.body
    page: dict[str, Any] = reply.json
    return page


async def ids(office: Any, **query: Any) -> list[str]:
    return [item["application_id"] for item in (await listed(office, **query))["items"]]


async def test_found_by_the_whole_id_number_name_or_number(office: Any) -> None:
    wanted = id_number(77)
    person = office.person(name="欧阳若楠", id_number=wanted)
    taken = (await office.applied(person))["application_id"]
    await office.decide(taken)
    [row] = await office.rows("SELECT * FROM certificate WHERE application_id = $1::uuid", taken)
    number, serial = row["number_year"], row["number_serial"]
    full_width = wanted.translate({ord("0") + digit: ord("０") + digit for digit in range(10)})
    for typed in (
        wanted,
        f" {full_width.lower()} ",
        "欧阳若楠",
        " 欧阳若楠 ",
        f"ZX-{number}-{serial:08d}",
        f"zx-{number}-{serial:08d}",
        f"证信〔{number}〕{serial:08d}号",
        taken,
    ):
        assert await ids(office, q=typed) == [taken], typed
    assert await ids(office, q="欧阳若楠", state="submitted") == []
    assert await ids(office, q="欧阳若楠", state="approved", certificate_type="custody") == [taken]


@pytest.mark.parametrize(
    "typed",
    ["欧阳", "若楠", "%", "' OR 1=1 --", "11010519900101", "ZX-2026-99999999", "01a204f5-0000-7000-8000-000000000000"],
)
async def test_parts_and_tricks_find_nothing(office: Any, typed: str) -> None:
    assert await ids(office, q=typed) == []


async def test_whoever_waits_longest_comes_first_and_pages_leave_nobody_out(office: Any) -> None:
    name = "司徒排队"
    taken = [(await office.applied(office.person(name=name)))["application_id"] for _ in range(7)]
    assert await ids(office, q=name) == taken[::-1]
    for sort in ("waiting", "oldest"):
        found: list[str] = []
        cursor: dict[str, str] = {}
        while True:
            page = await listed(office, q=name, sort=sort, limit=3, **cursor)
            found += [item["application_id"] for item in page["items"]]
            if page["next_cursor"] is None:
                break
            cursor = {"cursor": page["next_cursor"]}
        assert found == taken


async def test_after_a_resubmission_the_name_of_now_finds_it(office: Any) -> None:
    person = office.person(name="旧名字")
    taken = (await office.applied(person))["application_id"]
    await office.decide(taken, decision="reject", reasons=["record_wrong"])
    facts = office.register.records[person.record_id]
    office.register.records[person.record_id] = type(facts)(
        **{name: getattr(facts, name) for name in facts.__slots__} | {"name": "新名字", "version": 2}
    )
    await office.ask("POST", f"/api/me/applications/{taken}/resubmission", person.headers)
    assert (await ids(office, q="新名字"), await ids(office, q="旧名字")) == ([taken], [])


async def test_an_unknown_order_or_state_is_refused(office: Any) -> None:
    for query in ("sort=random", "state=lost", "q=" + "x" * 101):
        reply = await office.ask("GET", f"/api/staff/applications?{query}", office.reviewer())
        assert reply.refusal == (422, "kernel.request.invalid")


async def test_a_cursor_fits_the_order_that_it_was_given_in(office: Any) -> None:
    for _ in range(2):
        await office.applied(office.person())
    cursors = {sort: (await listed(office, sort=sort, limit=1))["next_cursor"] for sort in ("newest", "oldest")}
    for sort, of in (("newest", "oldest"), ("oldest", "newest"), ("waiting", "newest")):
        params = {"sort": sort, "cursor": cursors[of]}
        reply = await office.ask("GET", "/api/staff/applications", office.reviewer(), params=params)
        assert reply.refusal == (422, "kernel.cursor.invalid")
    assert (await listed(office, sort="waiting", limit=1, cursor=cursors["oldest"]))["items"]
