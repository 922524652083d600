-- Keys that people's devices keep for this shop (WebAuthn). Only the public half is known here. A credential belongs to one account, and
-- its counter only grows: the statement that uses a passkey compares it.
CREATE TABLE passkeys (
    id              uuid PRIMARY KEY,
    user_id         uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    credential_id   bytea NOT NULL CHECK (length(credential_id) BETWEEN 1 AND 1023),
    public_key      bytea NOT NULL,
    name            text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    sign_count      bigint NOT NULL CHECK (sign_count BETWEEN 0 AND 4294967295),
    transports      text[] NOT NULL,
    backup_eligible boolean NOT NULL, -- may leave its device, as passkeys do that a provider keeps in step
    backed_up       boolean NOT NULL,
    created_at      timestamptz NOT NULL,
    last_used_at    timestamptz,
    CHECK (backup_eligible OR NOT backed_up)
);

CREATE UNIQUE INDEX passkeys_credential ON passkeys (credential_id);
CREATE INDEX passkeys_user ON passkeys (user_id, id);

-- A ceremony that a device was asked for and that waits for its answer, found by the hash of what the client hands back. Deleted by its
-- use. Without a user it is a sign-in: whose passkey it is shows itself.
CREATE TABLE passkey_ceremonies (
    hash       bytea PRIMARY KEY,
    purpose    text NOT NULL CHECK (purpose IN ('enrol', 'sign-in', 'second-factor', 'step-up')),
    user_id    uuid REFERENCES users (id) ON DELETE CASCADE,
    bound_to   bytea, -- the session, or the hash of the login's challenge, that alone may answer
    state      bytea NOT NULL, -- what the answer is checked against, sealed
    expires_at timestamptz NOT NULL,
    CHECK ((purpose = 'sign-in') = (user_id IS NULL)),
    CHECK ((user_id IS NULL) = (bound_to IS NULL))
);

CREATE INDEX passkey_ceremonies_expiry ON passkey_ceremonies (expires_at);
CREATE INDEX passkey_ceremonies_user ON passkey_ceremonies (user_id) WHERE user_id IS NOT NULL;
