"""Applications with their history, the register of certificates, the audit log, outbox and inbox."""

from alembic import op
from kernel.migration import create_idempotency_keys, create_outbox_and_inbox

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
        name_index bytea NOT NULL,
        certificate_type text NOT NULL,
        state text NOT NULL,
        version integer NOT NULL,
        submitted_at timestamptz NOT NULL,
        snapshot text NOT NULL,
        particulars text NOT NULL,
        letter_key text,
        letter_size integer,
        claimed_by text,
        claimed_until timestamptz,
        CONSTRAINT application_claim_whole CHECK ((claimed_by IS NULL) = (claimed_until IS NULL)),
        CONSTRAINT application_state_known CHECK (state IN
            ('submitted', 'approved', 'issued', 'rejected', 'withdrawn', 'revoked', 'superseded', 'expired'))
    );
    CREATE UNIQUE INDEX application_one_pending ON application (person_id, certificate_type)
        WHERE state IN ('submitted', 'approved');
    CREATE INDEX application_of_person ON application (person_id, submitted_at, id);
    CREATE INDEX application_by_state ON application (state, submitted_at, id);
    CREATE INDEX application_by_id_number ON application (id_number_index);
    CREATE INDEX application_by_name ON application (name_index);

    CREATE TABLE application_history (
        application_id uuid NOT NULL REFERENCES application (id),
        version integer NOT NULL,
        state text NOT NULL,
        at timestamptz NOT NULL,
        actor text NOT NULL,
        reasons text[] NOT NULL,
        comment text,
        letter_key text,
        changed text[] NOT NULL,
        PRIMARY KEY (application_id, version)
    );
    CREATE INDEX application_history_at ON application_history (at);
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
        valid_until date,
        letter_facts text NOT NULL,
        id_number_index bytea NOT NULL,
        name_index bytea NOT NULL,
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
        requests integer NOT NULL DEFAULT 1,
        requested_at timestamptz,
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
    CREATE INDEX certificate_unsigned ON certificate (approved_at) WHERE state = 'approved';

    CREATE TABLE record_seen (
        record_id uuid PRIMARY KEY,
        version integer NOT NULL,
        facts_index bytea
    );
    CREATE INDEX certificate_by_id_number ON certificate (id_number_index);
    CREATE INDEX certificate_by_name ON certificate (name_index);
    CREATE INDEX certificate_by_approval ON certificate (approved_at, id);
    CREATE INDEX certificate_to_expire ON certificate (valid_until)
        WHERE state = 'issued' AND valid_until IS NOT NULL;

    CREATE TABLE revocation (
        certificate_id uuid PRIMARY KEY REFERENCES certificate (id),
        reason text NOT NULL,
        four_eyes boolean NOT NULL,
        asked_by text NOT NULL,
        asked_at timestamptz NOT NULL,
        confirmed_by text,
        confirmed_at timestamptz,
        CONSTRAINT revocation_by_two CHECK (NOT four_eyes OR confirmed_by <> asked_by),
        CONSTRAINT revocation_confirmed_whole CHECK ((confirmed_by IS NULL) = (confirmed_at IS NULL))
    );

    CREATE TABLE reissue (
        id uuid PRIMARY KEY,
        certificate_id uuid NOT NULL REFERENCES certificate (id),
        successor_id uuid NOT NULL REFERENCES certificate (id),
        reason text NOT NULL,
        asked_by text NOT NULL,
        asked_at timestamptz NOT NULL
    );
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

    CREATE TABLE audit_unlinked (
        audit_id uuid PRIMARY KEY
    );

    CREATE TABLE audit_head (
        one boolean PRIMARY KEY DEFAULT true CHECK (one),
        position bigint NOT NULL,
        digest bytea NOT NULL
    );
    INSERT INTO audit_head (position, digest) VALUES (0, '');
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
    create_idempotency_keys()
