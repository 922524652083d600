-- E-mails and text messages, written in the transaction that is their reason. The body holds codes and addresses: it is sealed, and
-- goes when the message has been delivered, or was given up.
CREATE TABLE outgoing_messages (
    id              uuid PRIMARY KEY,
    user_id         uuid REFERENCES users (id) ON DELETE CASCADE,
    channel         text NOT NULL CHECK (channel IN ('email', 'sms')),
    template        text NOT NULL,
    body            bytea,
    status          text NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'delivered', 'dead')),
    attempts        int NOT NULL DEFAULT 0,
    created_at      timestamptz NOT NULL,
    not_after       timestamptz NOT NULL, -- a code that has expired need not arrive
    next_attempt_at timestamptz NOT NULL,
    settled_at      timestamptz,
    last_error      text,
    CHECK ((status = 'waiting') = (body IS NOT NULL)),
    CHECK ((status = 'waiting') = (settled_at IS NULL))
);

CREATE INDEX outgoing_messages_due ON outgoing_messages (next_attempt_at) WHERE status = 'waiting';
CREATE INDEX outgoing_messages_user ON outgoing_messages (user_id);
