"""Transactions that are interrupted, on a real PostgreSQL."""

import asyncio

import asyncpg
import pytest
from kernel.db import Database
from kernel.errors import DependencyAway
from kernel.testing import Servers
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

pytestmark = pytest.mark.servers

# A deferred trigger that sleeps makes the commit itself slow, so that it can be hit.
SLOW_COMMIT = """
    DROP TABLE IF EXISTS slow;
    CREATE TABLE slow (id integer);
    CREATE OR REPLACE FUNCTION sleep_at_commit() RETURNS trigger LANGUAGE plpgsql
        AS $$ BEGIN PERFORM pg_sleep(0.6); RETURN NULL; END $$;
    CREATE CONSTRAINT TRIGGER slow_commit AFTER INSERT ON slow DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION sleep_at_commit();
"""


async def test_a_task_cancelled_in_its_commit_ends_cancelled_and_the_commit_stands(servers: Servers) -> None:
    connection = await asyncpg.connect(servers.postgres_url)
    await connection.execute(SLOW_COMMIT)
    database = Database(servers.postgres_url, size=1)

    async def write() -> None:
        async with database.transaction() as tx:
            await tx.execute(text("INSERT INTO slow VALUES (1)"))

    try:
        task = asyncio.create_task(write())
        await asyncio.sleep(0.3)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await connection.fetchval("SELECT count(*) FROM slow") == 1
        await database.ping()
    finally:
        await database.dispose()
        await connection.execute("DROP TABLE slow")
        await connection.close()


async def test_only_what_the_driver_raises_says_that_the_database_is_away(servers: Servers) -> None:
    database, nowhere = Database(servers.postgres_url, size=1), Database("postgresql://a:b@127.0.0.1:1/c", size=1)

    async def fail(error: Exception) -> None:
        async with database.transaction() as tx:
            await tx.scalar(text("SELECT 1"))
            raise error

    for error in (FileNotFoundError("a template"), TimeoutError("a provider")):
        with pytest.raises(type(error)):
            await fail(error)
    with pytest.raises(DependencyAway):
        await nowhere.ping()

    async def be_cut_off() -> None:
        async with database.transaction() as tx:
            await tx.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    with pytest.raises(DependencyAway):
        await be_cut_off()
    slow = Database(servers.postgres_url, size=1)
    slow.engine = create_async_engine(slow.engine.url, connect_args={"command_timeout": 0.1})
    with pytest.raises(DependencyAway):
        async with slow.transaction() as tx:
            await tx.scalar(text("SELECT pg_sleep(5)"))
    for each in (database, nowhere, slow):
        await each.dispose()
