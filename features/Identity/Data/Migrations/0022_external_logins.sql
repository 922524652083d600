-- Who somebody is to another company's issuer. The subject is that company's own number for them; their address there may change.
CREATE TABLE external_logins (
    provider  text NOT NULL CHECK (provider ~ '^[a-z][a-z0-9-]{0,30}$'),
    subject   text NOT NULL CHECK (length(subject) BETWEEN 1 AND 255),
    user_id   uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    linked_at timestamptz NOT NULL,
    PRIMARY KEY (provider, subject)
);

CREATE UNIQUE INDEX external_logins_user ON external_logins (user_id, provider);

-- Somebody was sent to another issuer and is awaited back, in the same browser and once. Deleted by its use.
CREATE TABLE external_login_attempts (
    state_hash   bytea PRIMARY KEY,
    browser_hash bytea NOT NULL,
    provider     text NOT NULL,
    nonce        text NOT NULL,
    verifier     text NOT NULL,
    query        text CHECK (length(query) <= 8192), -- the authorization request that they were on their way with
    session_id   uuid REFERENCES sessions (id) ON DELETE CASCADE, -- or whose account it is to be linked to
    expires_at   timestamptz NOT NULL,
    CHECK ((query IS NULL) <> (session_id IS NULL))
);

CREATE INDEX external_login_attempts_expiry ON external_login_attempts (expires_at);
CREATE INDEX external_login_attempts_session ON external_login_attempts (session_id) WHERE session_id IS NOT NULL;
