-- What is sent to a mailbox to prove that its owner reads it. Only hashes; used by deleting, so each is good once.
CREATE TABLE account_tokens (
    hash       bytea PRIMARY KEY,
    user_id    uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    purpose    text NOT NULL CHECK (purpose IN ('confirm-email', 'reset-password', 'change-email', 'undo-email-change', 'unlock')),
    email      text CHECK (length(email) <= 254), -- the address that it is about, where that is not the account's
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);

CREATE INDEX account_tokens_user ON account_tokens (user_id, purpose);
CREATE INDEX account_tokens_expiry ON account_tokens (expires_at);
