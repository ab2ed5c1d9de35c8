"""Accounts that were closed: nothing of theirs is approved any more."""

from alembic import op

revision = "certificate_0002"
down_revision = "certificate_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Only adds; code of before does not know the table."""
    op.execute("CREATE TABLE closed_account (person_id uuid PRIMARY KEY, closed_at timestamptz NOT NULL)")
