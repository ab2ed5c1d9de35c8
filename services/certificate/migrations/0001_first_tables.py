"""Applications with their history, the register of certificates, the audit log, outbox and inbox."""

from alembic import op
from kernel.migration import create_outbox_and_inbox

revision = "certificate_0001"
down_revision = None
branch_labels = None
depends_on = None

APPLICATION = """
    CREATE TABLE application (
        id uuid PRIMARY KEY,
        person_id uuid NOT NULL,
        record_id uuid NOT NULL,
        id_number_index bytea NOT NULL,
        certificate_type text NOT NULL,
        state text NOT NULL,
        version integer NOT NULL,
        submitted_at timestamptz NOT NULL,
        snapshot text NOT NULL,
        particulars text NOT NULL,
        letter_key text,
        letter_size integer,
        CONSTRAINT application_state_known CHECK (state IN
            ('submitted', 'approved', 'issued', 'rejected', 'withdrawn', 'revoked', 'superseded', 'expired'))
    );
    CREATE UNIQUE INDEX application_one_pending ON application (person_id, certificate_type)
        WHERE state IN ('submitted', 'approved');
    CREATE INDEX application_of_person ON application (person_id, submitted_at, id);
    CREATE INDEX application_by_state ON application (state, submitted_at, id);

    CREATE TABLE application_history (
        application_id uuid NOT NULL REFERENCES application (id),
        version integer NOT NULL,
        state text NOT NULL,
        at timestamptz NOT NULL,
        actor text NOT NULL,
        reasons text[] NOT NULL,
        comment text,
        letter_key text,
        PRIMARY KEY (application_id, version)
    );
"""

# The identity of number_serial is the sequence of certificate numbers: never given twice, gaps allowed.
CERTIFICATE = """
    CREATE TABLE certificate (
        id uuid PRIMARY KEY,
        application_id uuid NOT NULL REFERENCES application (id),
        revision integer NOT NULL,
        version integer NOT NULL,
        person_id uuid NOT NULL,
        record_id uuid NOT NULL,
        certificate_type text NOT NULL,
        number_year integer NOT NULL,
        number_serial bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
        state text NOT NULL,
        submitted_at timestamptz NOT NULL,
        approved_at timestamptz NOT NULL,
        issued_on date NOT NULL,
        valid_until date NOT NULL,
        letter_facts text NOT NULL,
        check_code_index bytea NOT NULL,
        facts_index bytea NOT NULL,
        facts_hold boolean NOT NULL,
        record_version integer NOT NULL,
        issued_at timestamptz,
        sha256 bytea,
        object_key text,
        size integer,
        signing_error text,
        signing_failed_at timestamptz,
        CONSTRAINT certificate_state_known CHECK (state IN
            ('approved', 'issued', 'revoked', 'superseded', 'expired')),
        CONSTRAINT certificate_signed CHECK
            (state = 'approved' OR (sha256 IS NOT NULL AND object_key IS NOT NULL)),
        CONSTRAINT certificate_revision UNIQUE (application_id, revision),
        CONSTRAINT certificate_number_once UNIQUE (number_year, number_serial)
    );
    CREATE UNIQUE INDEX certificate_one_issued ON certificate (application_id) WHERE state = 'issued';
    CREATE UNIQUE INDEX certificate_sha256 ON certificate (sha256);
    CREATE INDEX certificate_of_person ON certificate (person_id, approved_at, id);
    CREATE INDEX certificate_of_record ON certificate (record_id);
"""

AUDIT = """
    CREATE TABLE audit (
        id uuid PRIMARY KEY,
        at timestamptz NOT NULL,
        actor text NOT NULL,
        action text NOT NULL,
        object_id uuid NOT NULL,
        request_id text,
        details jsonb NOT NULL
    );
    CREATE INDEX audit_at ON audit (at, id);
    CREATE INDEX audit_object ON audit (object_id, at);
    CREATE INDEX audit_actor ON audit (actor, at);

    CREATE TABLE audit_link (
        position bigint PRIMARY KEY,
        audit_id uuid NOT NULL UNIQUE REFERENCES audit (id),
        digest bytea NOT NULL
    );
"""

# Append-only: whoever was granted more than that on new tables (the service's role) loses it again on these two.
APPEND_ONLY = """
    DO $$
    DECLARE granted record;
    BEGIN
        FOR granted IN
            SELECT c.oid::regclass AS relation, pg_get_userbyid(a.grantee) AS role
            FROM pg_class c, aclexplode(c.relacl) a
            WHERE c.oid IN ('audit'::regclass, 'audit_link'::regclass) AND a.grantee NOT IN (0, c.relowner)
            GROUP BY 1, 2
        LOOP
            EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %s FROM %I', granted.relation, granted.role);
        END LOOP;
    END $$;
"""


def upgrade() -> None:
    for group in (APPLICATION, CERTIFICATE, AUDIT):
        for statement in group.split(";\n"):
            if statement.strip():
                op.execute(statement)
    op.execute(APPEND_ONLY)
    create_outbox_and_inbox()
