"""Administrators manage the accounts of the centre's staff."""

import asyncio
from typing import Any

import jwt
import pytest

pytestmark = pytest.mark.servers

PATH = "/api/staff/accounts"
PASSWORD = "Kx7-wertvoll"


async def create(world: Any, headers: dict[str, str], **changes: Any) -> Any:
    body = {"username": "luo.min", "password": PASSWORD, "roles": ["clerk"]}
    return await world.post(PATH, body | changes, headers=headers)


async def test_an_account_is_made_and_gets_other_roles(world: Any) -> None:
    admin, id_number = await world.staff("admin"), world.somebody()
    made = await create(world, admin, roles=["clerk", "reviewer", "clerk"], id_number=id_number)
    assert (made.status, made.body["roles"], made.body["knows_id_number"]) == (201, ["reviewer", "clerk"], True)
    listed = await world.ask("GET", f"{PATH}?limit=3", headers=admin)
    assert [item["username"] for item in listed.body["items"]] == ["admin", "clerk", "luo.min"]
    rest = await world.ask("GET", f"{PATH}?limit=3&cursor={listed.body['next_cursor']}", headers=admin)
    assert [item["username"] for item in rest.body["items"]] == ["reviewer"]

    luo = await world.staff("luo.min", PASSWORD)
    claims = jwt.decode(luo["Authorization"].split()[1], options={"verify_signature": False})
    assert (claims["roles"], len(claims["idx"])) == (["reviewer", "clerk"], 64)
    assert (await world.ask("GET", "/api/staff/identity-reviews", headers=luo)).status == 200
    changed = await world.ask("PATCH", f"{PATH}/luo.min", json={"roles": ["auditor"]}, headers=admin)
    assert changed.body["roles"] == ["auditor"]
    assert (await world.ask("GET", "/api/staff/identity-reviews", headers=luo)).status == 401
    luo = await world.staff("luo.min", PASSWORD)
    assert (await world.ask("GET", "/api/staff/identity-reviews", headers=luo)).status == 403
    acts = await world.published("identity.staff_acted.v1")
    assert [(act["actor"], act["action"], act["account"]) for act in acts] == [
        ("admin", "staff_account.created", "luo.min"),
        ("admin", "staff_account.roles_changed", "luo.min"),
    ]
    assert id_number not in str(await world.dump())


async def test_a_disabled_account_is_out_at_once_and_may_come_back(world: Any) -> None:
    admin, clerk = await world.staff("admin"), await world.staff("clerk")
    off = await world.ask("PATCH", f"{PATH}/clerk", json={"disabled": True}, headers=admin)
    assert off.body["disabled_at"] is not None
    assert (await world.ask("DELETE", "/api/sessions/current", headers=clerk)).status == 401
    credentials = {"username": "clerk", "password": "Sandbox-Clerk-1"}
    assert (await world.post("/api/staff/sessions", credentials)).code == "identity.staff.login_failed"
    on = await world.ask("PATCH", f"{PATH}/clerk", json={"disabled": False}, headers=admin)
    assert on.body["disabled_at"] is None
    await world.staff("clerk")


async def test_a_reset_password_ends_the_sessions(world: Any) -> None:
    admin, clerk = await world.staff("admin"), await world.staff("clerk")
    weak = await world.ask("PUT", f"{PATH}/clerk/password", json={"password": "Rn7vqp-2"}, headers=admin)
    assert (weak.status, weak.code) == (422, "identity.staff.password_weak")
    done = await world.ask("PUT", f"{PATH}/clerk/password", json={"password": PASSWORD}, headers=admin)
    assert done.status == 204
    assert (await world.ask("DELETE", "/api/sessions/current", headers=clerk)).status == 401
    await world.staff("clerk", PASSWORD)
    nobody = await world.ask("PUT", f"{PATH}/nobody/password", json={"password": PASSWORD}, headers=admin)
    assert (nobody.status, nobody.code) == (404, "identity.staff.not_found")


async def test_what_makes_no_account(world: Any) -> None:
    admin = await world.staff("admin")
    for changes, code in (
        ({"username": "clerk"}, "identity.staff.username_taken"),
        ({"username": "Luo Min"}, "identity.staff.username_invalid"),
        ({"username": "罗敏一二"}, "identity.staff.username_invalid"),
        ({"password": "abc123"}, "identity.staff.password_weak"),
        ({"roles": []}, "identity.staff.roles_missing"),
        ({"id_number": "110105199003070010"}, "identity.id_number.invalid"),
    ):
        assert (await create(world, admin, **changes)).code == code
    assert (await create(world, admin, roles=["root"])).status == 422
    assert (await create(world, admin, disabled=True)).status == 422
    assert await world.count("staff_account") == 3


async def test_only_administrators_manage_accounts_and_not_their_own(world: Any) -> None:
    admin = await world.staff("admin")
    person = await world.sign_in(await world.register_person())
    for headers, status in ((await world.staff("reviewer"), 403), (await world.staff("clerk"), 403), (person, 401)):
        assert (await world.ask("GET", PATH, headers=headers)).status == status
        assert (await create(world, headers)).status == status
        change = await world.ask("PATCH", f"{PATH}/clerk", json={"roles": ["admin"]}, headers=headers)
        assert change.status == status
    for change in ({"roles": ["admin", "clerk"]}, {"disabled": True}):
        own = await world.ask("PATCH", f"{PATH}/admin", json=change, headers=admin)
        assert (own.status, own.code) == (403, "identity.staff.own_account")


async def test_two_administrators_cannot_shut_each_other_out_at_once(world: Any) -> None:
    first = await world.staff("admin")
    await create(world, first, username="second", roles=["admin"])
    second = await world.staff("second", PASSWORD)
    answers = await asyncio.gather(
        world.ask("PATCH", f"{PATH}/second", json={"disabled": True}, headers=first),
        world.ask("PATCH", f"{PATH}/admin", json={"roles": ["clerk"]}, headers=second),
    )
    assert [answer.status for answer in answers].count(200) == 1
    assert {answer.status for answer in answers} <= {200, 401, 409}
    left = "SELECT count(*) FROM staff_account WHERE 'admin' = ANY(roles) AND disabled_at IS NULL"
    assert await world.value(left) == 1


async def test_a_member_of_staff_takes_another_password(world: Any) -> None:
    clerk, change = await world.staff("clerk"), {"password": "Sandbox-Clerk-1", "new_password": PASSWORD}
    for spoiled, refusal in (
        ({"new_password": "abc123"}, (422, "identity.staff.password_weak")),
        ({"password": "Sandbox-Clerk-2"}, (401, "identity.password.wrong")),
    ):
        refused = await world.ask("PUT", "/api/staff/password", json=change | spoiled, headers=clerk)
        assert (refused.status, refused.code) == refusal
    assert (await world.ask("PUT", "/api/staff/password", json=change, headers=clerk)).status == 204
    assert (await world.ask("PUT", "/api/staff/password", json=change, headers=clerk)).status == 401
    await world.staff("clerk", PASSWORD)
    (act,) = await world.published("identity.staff_acted.v1")
    assert (act["actor"], act["action"]) == ("clerk", "staff_account.password_changed")
