"""Messages, the sandbox provider's store, outbox and inbox."""

from alembic import op
from kernel.migration import create_outbox_and_inbox

revision = "notification_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE message (
            id uuid PRIMARY KEY,
            event_id uuid NOT NULL UNIQUE,
            template text NOT NULL,
            about uuid NOT NULL,
            state text NOT NULL,
            tries integer NOT NULL,
            leased_until timestamptz NOT NULL,
            provider text,
            provider_reference text,
            failure text,
            phone_index bytea,
            phone_masked_sealed text,
            created_at timestamptz NOT NULL,
            settled_at timestamptz,
            CONSTRAINT message_state_known CHECK (state IN ('sending', 'sent', 'failed')),
            CONSTRAINT message_failure_named CHECK ((state = 'failed') = (failure IS NOT NULL))
        )
        """
    )
    op.execute("CREATE INDEX message_about ON message (about)")
    op.execute("CREATE INDEX message_to_phone ON message (phone_index, id)")
    op.execute("CREATE INDEX message_created ON message (created_at)")
    op.execute("CREATE INDEX message_unsettled ON message (created_at) WHERE state = 'sending'")
    op.execute(
        """
        CREATE TABLE sandbox_sms (
            id uuid PRIMARY KEY,
            reference uuid NOT NULL,
            phone_index bytea NOT NULL,
            phone_sealed text NOT NULL,
            template text NOT NULL,
            text_sealed text NOT NULL,
            code_sealed text,
            sent_at timestamptz NOT NULL
        )
        """
    )
    op.execute("CREATE INDEX sandbox_sms_sent ON sandbox_sms (sent_at)")
    op.execute("CREATE INDEX sandbox_sms_by_phone ON sandbox_sms (phone_index, id DESC)")
    create_outbox_and_inbox()


def downgrade() -> None:
    op.execute("DROP TABLE inbox, outbox, sandbox_sms, message")
