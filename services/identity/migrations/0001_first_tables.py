"""Accounts, registrations with codes and face checks, sessions, staff, outbox and inbox."""

from alembic import op
from kernel.migration import create_outbox_and_inbox

revision = "identity_0001"
down_revision = None
branch_labels = None
depends_on = None

ACCOUNTS = """
    CREATE TABLE account (
        person_id uuid PRIMARY KEY,
        record_id uuid NOT NULL,
        record_version integer NOT NULL,
        record_removed_at timestamptz,
        id_number_index bytea NOT NULL UNIQUE,
        id_number_sealed text NOT NULL,
        name_sealed text NOT NULL,
        phone_index bytea NOT NULL,
        phone_sealed text NOT NULL,
        password_hash text NOT NULL,
        password_changed_at timestamptz NOT NULL,
        agreement_version text NOT NULL,
        agreement_accepted_at timestamptz NOT NULL,
        registered_at timestamptz NOT NULL
    );
    CREATE INDEX ix_account_record_id ON account (record_id);

    CREATE TABLE staff_account (
        username text PRIMARY KEY,
        password_hash text NOT NULL,
        roles text[] NOT NULL,
        id_number_index bytea,
        created_at timestamptz NOT NULL,
        disabled_at timestamptz
    );

    CREATE TABLE login_failure (
        account_index bytea NOT NULL,
        address_index bytea NOT NULL,
        failures integer NOT NULL,
        last_failed_at timestamptz,
        signed_in_at timestamptz,
        PRIMARY KEY (account_index, address_index)
    );
"""

REGISTRATIONS = """
    CREATE TABLE registration (
        id uuid PRIMARY KEY,
        token_hash bytea NOT NULL UNIQUE,
        aim text NOT NULL,
        state text NOT NULL,
        id_number_index bytea NOT NULL,
        id_number_sealed text NOT NULL,
        name_sealed text NOT NULL,
        phone_sealed text NOT NULL,
        record_id uuid NOT NULL,
        record_version integer NOT NULL,
        agreement_version text NOT NULL,
        agreement_accepted_at timestamptz NOT NULL,
        face_attempts integer NOT NULL,
        proven_by text,
        person_id uuid,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        CONSTRAINT registration_state_known CHECK (state IN
            ('code_sent', 'face_pending', 'face_in_review', 'face_passed', 'face_failed', 'completed')),
        CONSTRAINT registration_aim_known CHECK (aim IN ('registration', 'recovery'))
    );
    CREATE INDEX ix_registration_id_number_index ON registration (id_number_index);
    CREATE INDEX ix_registration_expires_at ON registration (expires_at);

    CREATE TABLE captcha (
        id text PRIMARY KEY,
        answer_hash bytea NOT NULL,
        answer_sealed text NOT NULL,
        spoken integer NOT NULL,
        expires_at timestamptz NOT NULL
    );
    CREATE INDEX ix_captcha_expires_at ON captcha (expires_at);

    CREATE TABLE sms_code (
        id uuid PRIMARY KEY,
        purpose text NOT NULL,
        attempt_id uuid NOT NULL,
        subject_index bytea NOT NULL,
        phone_index bytea NOT NULL,
        code_hash bytea NOT NULL,
        tries integer NOT NULL,
        wrong integer NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        ended_at timestamptz,
        undelivered_at timestamptz,
        CONSTRAINT sms_code_tries_bounded CHECK (tries BETWEEN 0 AND 5)
    );
    CREATE UNIQUE INDEX sms_code_attempt ON sms_code (attempt_id) WHERE ended_at IS NULL;
    CREATE INDEX ix_sms_code_created_at ON sms_code (created_at);
    CREATE INDEX sms_code_phone ON sms_code (phone_index, created_at);
    CREATE INDEX sms_code_subject ON sms_code (subject_index, created_at);

    CREATE TABLE password_reset (
        id uuid PRIMARY KEY,
        token_hash bytea NOT NULL UNIQUE,
        person_id uuid,
        phone_sealed text NOT NULL,
        id_number_sealed text NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        completed_at timestamptz
    );
    CREATE INDEX ix_password_reset_expires_at ON password_reset (expires_at);
    CREATE INDEX ix_password_reset_person_id ON password_reset (person_id);

    CREATE TABLE lookup (
        address_index bytea NOT NULL,
        id_number_index bytea NOT NULL,
        asked_at timestamptz NOT NULL,
        PRIMARY KEY (address_index, id_number_index)
    );
    CREATE INDEX ix_lookup_asked_at ON lookup (asked_at);
"""

FACE_CHECKS = """
    CREATE TABLE face_session (
        id uuid PRIMARY KEY,
        token_hash bytea NOT NULL UNIQUE,
        registration_id uuid NOT NULL REFERENCES registration (id) ON DELETE CASCADE,
        state text NOT NULL,
        consented_at timestamptz,
        submitted_at timestamptz,
        reasons jsonb NOT NULL,
        provider text NOT NULL,
        reference text NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        CONSTRAINT face_session_state_known CHECK (state IN ('pending', 'passed', 'failed', 'in_review'))
    );
    CREATE INDEX ix_face_session_registration_id ON face_session (registration_id);

    CREATE TABLE evidence (
        id uuid PRIMARY KEY,
        holder_id uuid NOT NULL,
        kind text NOT NULL,
        content_type text NOT NULL,
        created_at timestamptz NOT NULL,
        stored_at timestamptz,
        delete_after timestamptz NOT NULL,
        delete_reason text NOT NULL
    );
    CREATE INDEX ix_evidence_delete_after ON evidence (delete_after);
    CREATE INDEX ix_evidence_holder_id ON evidence (holder_id);

    CREATE TABLE identity_review (
        id uuid PRIMARY KEY,
        registration_id uuid NOT NULL REFERENCES registration (id) ON DELETE CASCADE,
        evidence_of uuid NOT NULL,
        asked_by text NOT NULL,
        state text NOT NULL,
        asked_at timestamptz NOT NULL,
        decided_at timestamptz,
        decided_by text,
        reason text NOT NULL,
        CONSTRAINT identity_review_state_known CHECK (state IN ('waiting', 'accepted', 'refused')),
        CONSTRAINT identity_review_asked_by_known CHECK (asked_by IN ('person', 'provider')),
        CONSTRAINT identity_review_decided_whole CHECK
            ((state = 'waiting') = (decided_at IS NULL AND decided_by IS NULL))
    );
    CREATE INDEX ix_identity_review_registration_id ON identity_review (registration_id);
    CREATE INDEX identity_review_waiting ON identity_review (id) WHERE state = 'waiting';

    CREATE TABLE sandbox_face_outcome (
        face_session_id uuid PRIMARY KEY REFERENCES face_session (id) ON DELETE CASCADE,
        outcome text NOT NULL
    );
"""

SESSIONS = """
    CREATE TABLE session (
        id uuid PRIMARY KEY,
        audience text NOT NULL,
        subject text NOT NULL,
        device text NOT NULL,
        address text NOT NULL,
        started_at timestamptz NOT NULL,
        seen_at timestamptz NOT NULL,
        refresh_until timestamptz NOT NULL,
        revoked_at timestamptz,
        CONSTRAINT session_audience_known CHECK (audience IN ('person', 'staff'))
    );
    CREATE INDEX ix_session_revoked_at ON session (revoked_at);
    CREATE INDEX session_subject ON session (audience, subject);

    CREATE TABLE refresh_token (
        token_hash bytea PRIMARY KEY,
        session_id uuid NOT NULL REFERENCES session (id) ON DELETE CASCADE,
        issued_at timestamptz NOT NULL,
        used_at timestamptz
    );
    CREATE INDEX ix_refresh_token_session_id ON refresh_token (session_id);
"""


def upgrade() -> None:
    for statements in (ACCOUNTS, REGISTRATIONS, FACE_CHECKS, SESSIONS):
        for statement in statements.split(";\n"):
            if statement.strip():
                op.execute(statement)
    create_outbox_and_inbox()
