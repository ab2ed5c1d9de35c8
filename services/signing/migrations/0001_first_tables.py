"""Signing jobs, the daily count, outbox and inbox."""

from alembic import op
from kernel.migration import create_outbox_and_inbox

revision = "signing_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE signing_job (
            id uuid PRIMARY KEY,
            application_id uuid NOT NULL,
            certificate_id uuid NOT NULL,
            revision integer NOT NULL,
            number text NOT NULL,
            state text NOT NULL,
            key_id text NOT NULL,
            signed_at timestamptz NOT NULL,
            attempts integer NOT NULL,
            begun_at timestamptz NOT NULL,
            finished_at timestamptz,
            intent bytea,
            sha256 bytea,
            object_key text,
            size integer,
            pages integer,
            failure text,
            CONSTRAINT signing_job_once UNIQUE (application_id, revision),
            CONSTRAINT signing_job_state_known CHECK (state IN ('signing', 'done', 'failed')),
            CONSTRAINT signing_job_signed CHECK
                (state <> 'done' OR (intent IS NOT NULL AND sha256 IS NOT NULL AND object_key IS NOT NULL))
        )
        """
    )
    op.execute("CREATE TABLE signing_day (day date PRIMARY KEY, jobs integer NOT NULL)")
    create_outbox_and_inbox()
