"""Alembic's entry for every service: runs on the connection, and in the transaction, of :mod:`kernel.migration`."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
context.run_migrations()
