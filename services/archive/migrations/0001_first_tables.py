"""The register, its imports with their refused cells, disputes, who looked at what; the kernel's tables."""

from alembic import op
from kernel.migration import create_idempotency_keys, create_outbox_and_inbox

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
        updated_at timestamptz NOT NULL,
        removed_at timestamptz,
        removed_by text,
        removal_reason text,
        CONSTRAINT archive_record_removed_by_somebody CHECK (
            (removed_at IS NULL) = (removed_by IS NULL) AND (removed_at IS NULL) = (removal_reason IS NULL)
        )
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
    "CREATE INDEX archive_import_finished ON archive_import (finished_at)",
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
    """
    CREATE TABLE archive_dispute (
        id uuid PRIMARY KEY,
        record_id uuid NOT NULL REFERENCES archive_record (id),
        person_id uuid NOT NULL,
        field text NOT NULL,
        stated_value text NOT NULL,
        comment text NOT NULL,
        state text NOT NULL,
        created_at timestamptz NOT NULL,
        resolved_by text,
        resolved_at timestamptz,
        resolution_comment text,
        CONSTRAINT archive_dispute_state_known CHECK (state IN ('open', 'corrected', 'refused')),
        CONSTRAINT archive_dispute_resolved CHECK (
            (state = 'open') = (resolved_at IS NULL) AND (resolved_at IS NULL) = (resolved_by IS NULL)
        )
    )
    """,
    "CREATE UNIQUE INDEX archive_dispute_one_open ON archive_dispute (record_id, field) WHERE state = 'open'",
    "CREATE INDEX archive_dispute_of_record ON archive_dispute (record_id, id)",
    "CREATE INDEX archive_dispute_by_state ON archive_dispute (state, id)",
    "CREATE INDEX archive_dispute_resolved_at ON archive_dispute (resolved_at)",
    """
    CREATE TABLE archive_access (
        id uuid PRIMARY KEY,
        at timestamptz NOT NULL,
        actor text NOT NULL,
        action text NOT NULL,
        record_id uuid NOT NULL,
        request_id text
    )
    """,
    "CREATE INDEX archive_access_of_record ON archive_access (record_id, id)",
    "CREATE INDEX archive_access_by_actor ON archive_access (actor, id)",
    # Append-only for everybody: a trigger holds for the table's owner too, a privilege taken away would not.
    """
    CREATE FUNCTION archive_access_is_kept() RETURNS trigger LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION 'archive_access is append-only'; END $$
    """,
    """
    CREATE TRIGGER archive_access_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON archive_access
    FOR EACH STATEMENT EXECUTE FUNCTION archive_access_is_kept()
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
    create_outbox_and_inbox()
    create_idempotency_keys()
