"""The counter's tables."""

from alembic import op
from kernel.migration import create_idempotency_keys, create_outbox_and_inbox

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_outbox_and_inbox()
    create_idempotency_keys()
    op.execute("CREATE TABLE thing (id uuid PRIMARY KEY)")
    op.execute("CREATE TABLE child (thing uuid REFERENCES thing DEFERRABLE INITIALLY DEFERRED)")
