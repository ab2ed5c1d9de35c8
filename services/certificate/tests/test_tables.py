"""The database itself: what it lets nobody do, whatever the code says."""

import secrets
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from certificate.app import MIGRATIONS
from certificate.tables import Base
from kernel.db import Database
from kernel.migration import upgrade_on_loop
from kernel.testing import Lab
from pydantic import SecretStr
from sqlalchemy import Connection

pytestmark = pytest.mark.servers

OF_THE_KERNEL = {"outbox", "inbox", "idempotency_key"}


async def test_the_migrations_make_the_tables_that_the_code_expects(office: Any) -> None:
    database = Database(office.settings.database_url)

    def differences(connection: Connection) -> list[Any]:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "include_name": lambda name, kind, _: kind != "table" or name not in OF_THE_KERNEL,
            },
        )
        return list(compare_metadata(context, Base.metadata))

    async with database.engine.connect() as connection:
        found = await connection.run_sync(differences)
    await database.dispose()
    assert [each for each in found if "alembic_version" not in str(each)] == []


async def test_the_services_role_may_only_add_to_the_audit_log(lab: Lab) -> None:
    name = f"append_{secrets.token_hex(6)}"
    admin = await asyncpg.connect(lab.servers.postgres_url)
    try:
        await admin.execute(f'CREATE ROLE "{name}"')
        await admin.execute(f'CREATE DATABASE "{name}"')
        url = urlunsplit(urlsplit(lab.servers.postgres_url)._replace(path=f"/{name}"))
        owner = await asyncpg.connect(url)
        try:
            await owner.execute(f'ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO "{name}"')
            await upgrade_on_loop(SecretStr(url), MIGRATIONS)
            privileges = await owner.fetch(
                "SELECT table_name, privilege_type FROM information_schema.role_table_grants WHERE grantee = $1", name
            )
            await owner.execute(f'DROP OWNED BY "{name}"')
        finally:
            await owner.close()
        await admin.execute(f'DROP DATABASE "{name}"')
        await admin.execute(f'DROP ROLE "{name}"')
    finally:
        await admin.close()
    granted = {(row["table_name"], row["privilege_type"]) for row in privileges}
    for table in ("audit", "audit_link"):
        assert {(table, "SELECT"), (table, "INSERT")} <= granted
        assert not {(table, "UPDATE"), (table, "DELETE"), (table, "TRUNCATE")} & granted
    assert ("application", "UPDATE") in granted


async def test_two_issued_certificates_for_one_application_cannot_be(office: Any) -> None:
    taken = await office.applied(office.person())
    await office.decide(taken["application_id"])
    await office.rows(
        "UPDATE certificate SET state = 'issued', sha256 = '\\x01', object_key = 'a' WHERE application_id = $1::uuid",
        taken["application_id"],
    )
    copy = """
        INSERT INTO certificate (id, application_id, revision, version, person_id, record_id, certificate_type,
            number_year, state, submitted_at, approved_at, issued_on, valid_until, letter_facts, check_code_index,
            facts_index, id_number_index, name_index, facts_hold, record_version, sha256, object_key)
        SELECT gen_random_uuid(), application_id, $2, version, person_id, record_id, certificate_type,
            number_year, state, submitted_at, approved_at, issued_on, valid_until, letter_facts, check_code_index,
            facts_index, id_number_index, name_index, facts_hold, record_version, $3, object_key
        FROM certificate WHERE application_id = $1::uuid
    """
    with pytest.raises(asyncpg.UniqueViolationError, match="certificate_one_issued"):
        await office.rows(copy, taken["application_id"], 2, b"\x02")
    with pytest.raises(asyncpg.UniqueViolationError, match="certificate_revision"):
        await office.rows(copy, taken["application_id"], 1, b"\x02")
    with pytest.raises(asyncpg.CheckViolationError, match="certificate_signed"):
        await office.rows(copy, taken["application_id"], 2, None)
