"""The register, its imports with their refused cells, outbox and inbox."""

from alembic import op
from kernel.migration import create_outbox_and_inbox

revision = "archive_0001"
down_revision = None
branch_labels = None
depends_on = None

STATEMENTS = (
    """
    CREATE TABLE archive_record (
        id uuid PRIMARY KEY,
        id_number_index bytea NOT NULL UNIQUE,
        name_index bytea NOT NULL,
        archive_number_index bytea,
        row_hash bytea NOT NULL,
        facts text NOT NULL,
        version integer NOT NULL,
        updated_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX archive_record_by_name ON archive_record (name_index, id)",
    "CREATE INDEX archive_record_by_archive_number ON archive_record (archive_number_index, id)",
    """
    CREATE TABLE archive_import (
        id uuid PRIMARY KEY,
        state text NOT NULL,
        file_index bytea NOT NULL,
        parts integer NOT NULL,
        requested_by text NOT NULL,
        requested_at timestamptz NOT NULL,
        run_id uuid,
        lease_until timestamptz,
        attempts integer NOT NULL DEFAULT 0,
        rows_done integer NOT NULL DEFAULT 0,
        done double precision NOT NULL DEFAULT 0,
        added integer NOT NULL DEFAULT 0,
        changed integer NOT NULL DEFAULT 0,
        unchanged integer NOT NULL DEFAULT 0,
        refused integer NOT NULL DEFAULT 0,
        error_code text,
        error_message text,
        finished_at timestamptz,
        CONSTRAINT archive_import_state_known CHECK (state IN ('running', 'completed', 'failed'))
    )
    """,
    "CREATE UNIQUE INDEX archive_import_one_running ON archive_import (file_index) WHERE state = 'running'",
    "CREATE INDEX archive_import_parked ON archive_import (requested_at) WHERE parts > 0",
    """
    CREATE UNLOGGED TABLE archive_import_row (
        row_number integer NOT NULL,
        id uuid NOT NULL,
        id_number_index bytea NOT NULL,
        name_index bytea NOT NULL,
        archive_number_index bytea,
        row_hash bytea NOT NULL,
        facts text NOT NULL
    )
    """,
    # Only a table's owner may measure it, and it is the service that knows when. Without this the planner goes by the
    # size of the file before, or by none: joins of 100,000 rows then take minutes.
    """
    CREATE FUNCTION archive_measure_staging() RETURNS void LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public, pg_temp
    AS $$ BEGIN ANALYZE archive_import_row; END $$
    """,
    """
    CREATE TABLE archive_import_error (
        import_id uuid NOT NULL REFERENCES archive_import (id),
        row_number integer NOT NULL,
        position integer NOT NULL,
        heading text NOT NULL,
        value text NOT NULL,
        code text NOT NULL,
        message text NOT NULL,
        PRIMARY KEY (import_id, row_number, position)
    )
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
    create_outbox_and_inbox()
