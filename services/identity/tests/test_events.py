"""Events in and out, through the broker: each consumer's work, its duplicates, its dead letters; the worker's jobs."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest
from identity.app import open_resources, service
from identity.handlers.sweep_expired import sweep_expired
from identity.tables import Base
from kernel.clock import now
from kernel.contracts.archive import RecordChanged
from kernel.contracts.identity import CodeRequested, EvidenceDeleted, PersonRegistered, SessionRevoked
from kernel.contracts.notification import NotificationFailed
from kernel.sealed import EventSealer
from kernel.settings import Profile
from sqlalchemy import text

pytestmark = pytest.mark.servers


def changed(world: Any, record_id: str, name: str, version: int, **fields: Any) -> RecordChanged:
    sealer = EventSealer(world.settings.event_keys)
    return RecordChanged(
        **{
            "record_id": UUID(record_id),
            "change": "changed",
            "fields": ("name",),
            "changed_at": now(),
            "facts": sealer.seal(RecordChanged, record_id, {"record_id": record_id, "version": version, "name": name}),
            "version": version,
        }
        | fields
    )


async def until(world: Any, sql: str, expected: object) -> None:
    for _ in range(400):
        if await world.value(sql) == expected:
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"{sql} is {await world.value(sql)!r}, not {expected!r}")


async def my_name(world: Any, headers: dict[str, str]) -> str:
    return str((await world.ask("GET", "/api/me", headers=headers)).body["name"])


async def test_a_name_follows_the_register_in_whatever_order_changes_arrive(world: Any, lab: Any, bus: Any) -> None:
    person = await world.register_person()
    record_id = world.register.records[person.id_number]["record_id"]
    answer = await world.log_in(person.id_number)
    headers = {"Authorization": f"Bearer {answer.body['access_token']}"}
    async with lab.worker(service, world.settings):
        await bus.publish(changed(world, record_id, "冯海锋", 3), times=3)
        await bus.publish(changed(world, record_id, "冯海烽", 2))
        await bus.publish(changed(world, str(uuid4()), "别人", 9))
        await until(world, "SELECT count(*) FROM inbox", 3)
        assert await my_name(world, headers) == "冯海锋"
        assert await world.value("SELECT record_version FROM account") == 3
        await bus.publish(changed(world, record_id, "冯海锋", 4, change="removed", fields=()))
        await until(world, "SELECT record_removed_at IS NOT NULL FROM account", expected=True)
        await bus.publish(changed(world, record_id, "冯海锋", 5))
        await until(world, "SELECT record_removed_at IS NULL FROM account", expected=True)


async def test_a_change_that_cannot_be_opened_is_a_dead_letter_and_its_neighbours_go_on(
    world: Any, lab: Any, bus: Any
) -> None:
    person = await world.register_person()
    record_id = world.register.records[person.id_number]["record_id"]
    async with lab.worker(service, world.settings):
        poison = await bus.publish(changed(world, record_id, "坏", 7, facts="v1.test.AAAA"))
        await bus.publish(changed(world, record_id, "冯海锋", 2))
        await until(world, "SELECT record_version FROM account", 2)
        (dead,) = await bus.dead_letters("identity")
        assert dead.message_id == str(poison)


def failed(about: object) -> NotificationFailed:
    return NotificationFailed(
        message_id=uuid4(),
        about=UUID(str(about)),
        template="registration_code",
        code="notification.sms.refused",
        failed_at=now(),
    )


async def test_a_code_that_got_lost_shows_on_the_page(world: Any, lab: Any, bus: Any) -> None:
    phone = world.phone()
    registration_id = (await world.start(world.somebody(), phone)).body["registration_id"]
    code_id = await world.value("SELECT id FROM sms_code")
    async with lab.worker(service, world.settings):
        await bus.publish(failed(code_id), times=3)
        await bus.publish(failed(uuid4()))
        await until(world, "SELECT count(*) FROM inbox", 2)
    standing = await world.ask("GET", f"/api/registrations/{registration_id}")
    assert standing.body["code_undelivered"] is True


async def test_an_unreadable_or_unsigned_failure_is_a_dead_letter(world: Any, lab: Any, bus: Any) -> None:
    await world.start(world.somebody(), world.phone())
    async with lab.worker(service, world.settings):
        await bus.publish_raw(b"{}", NotificationFailed.routing_key)
        await bus.publish_raw(b"{}", NotificationFailed.routing_key, signature="test.00")
        assert len(await bus.dead_letters("identity", count=2)) == 2
        await bus.publish(failed(await world.value("SELECT id FROM sms_code")))
        await until(world, "SELECT undelivered_at IS NOT NULL FROM sms_code", expected=True)


async def test_what_happened_is_told(world: Any, lab: Any, bus: Any) -> None:
    person = await world.register_person()
    answer = await world.log_in(person.id_number)
    headers = {"Authorization": f"Bearer {answer.body['access_token']}"}
    await world.ask("DELETE", "/api/sessions/current", headers=headers)
    async with lab.worker(service, world.settings):
        (code,) = await bus.heard(CodeRequested)
        assert set(EventSealer(world.settings.event_keys).open(code, code.message)) == {"phone", "code"}
        (registered,) = await bus.heard(PersonRegistered)
        assert str(registered.person_id) == person.person_id
        (revoked,) = await bus.heard(SessionRevoked)
        assert revoked.subject == person.person_id
        (deleted,) = await bus.heard(EvidenceDeleted)
        assert (deleted.objects, deleted.reason) == (3, "passed")


async def test_evidence_of_a_failed_check_goes_after_its_days(world: Any, lab: Any, bus: Any) -> None:
    phone = world.phone()
    registration_id = (await world.start(world.somebody(), phone)).body["registration_id"]
    token = (await world.verify(registration_id, phone)).body["face"]["token"]
    await world.inside("PUT", f"/internal/sandbox/face-sessions/{token}/outcome", json={"outcome": "failed"})
    await world.hand_in(token)
    await world.post(f"/api/face-sessions/{token}/submission")
    assert len(await world.evidence_objects()) == 3
    await world.age("evidence", "delete_after", 7 * 86_400)
    async with lab.worker(service, world.settings):
        (deleted,) = await bus.heard(EvidenceDeleted)
        assert (deleted.objects, deleted.reason) == (3, "expired")
    assert await world.evidence_objects() == {}


async def test_what_ran_out_is_swept(world: Any) -> None:
    person = await world.register_person()
    await world.log_in(person.id_number)
    await world.log_in(person.id_number, "wrong-1", headers={"X-Zhengxin-Client-Address": "203.0.113.9"})
    await world.captcha()
    async with open_resources(world.settings) as resources:
        assert await sweep_expired(resources) == 0
        for table, column in (
            ("captcha", "expires_at"),
            ("sms_code", "created_at"),
            ("registration", "expires_at"),
            ("session", "refresh_until"),
            ("login_failure", "last_failed_at"),
        ):
            await world.age(table, column, 3 * 86_400)
        assert await sweep_expired(resources) == 5
    for table in ("captcha", "sms_code", "registration", "face_session", "session", "refresh_token"):
        assert await world.count(table) == 0
    assert await world.value("SELECT count(*) FROM account") == 1


async def test_tables_and_migrations_agree(world: Any) -> None:
    async with world.database.transaction() as tx:
        rows = await tx.execute(text("SELECT * FROM information_schema.columns WHERE table_schema = 'public'"))
        migrated = {(row["table_name"], row["column_name"], row["is_nullable"] == "YES") for row in rows.mappings()}
    declared = {
        (table.name, column.name, bool(column.nullable))
        for table in Base.metadata.tables.values()
        for column in table.columns
    }
    kernels = {"outbox", "inbox", "alembic_version"}
    assert {row for row in migrated if row[0] not in kernels} == declared


async def test_production_refuses_what_belongs_to_the_sandbox(world: Any) -> None:
    production = world.settings.model_copy(update={"profile": Profile.PRODUCTION})
    with pytest.raises(Exception, match="ZHENGXIN_FACE_PROVIDER"):
        async with open_resources(production):
            pass
