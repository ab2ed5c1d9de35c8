"""Why a letter could not be made, in words: sealed, as it may name a character of a person's name."""

from alembic import op

revision = "certificate_0003"
down_revision = "certificate_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Only adds; code of before leaves the column alone."""
    op.execute("ALTER TABLE certificate ADD COLUMN signing_error_message text")
