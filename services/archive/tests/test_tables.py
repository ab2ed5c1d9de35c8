"""The database as the code expects it."""

from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from archive.resources import Resources
from archive.tables import Base
from sqlalchemy import Connection

pytestmark = pytest.mark.servers

KERNELS = {"outbox", "inbox", "idempotency_key"}


async def test_the_migrations_make_the_tables_that_the_code_expects(resources: Resources) -> None:
    def differences(connection: Connection) -> list[Any]:
        def ours(name: str | None, kind: str, _: Any) -> bool:
            return kind != "table" or name not in KERNELS

        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": ours})
        return list(compare_metadata(context, Base.metadata))

    async with resources.database.engine.connect() as connection:
        found = await connection.run_sync(differences)
    assert [each for each in found if "alembic_version" not in str(each)] == []
