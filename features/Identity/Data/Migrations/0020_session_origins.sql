-- What a session is known by to its owner, and which client it was given to.
ALTER TABLE sessions
    ADD client_id  text NOT NULL DEFAULT 'commerce-shop',
    ADD name       text CHECK (length(name) BETWEEN 1 AND 100),
    ADD device     text NOT NULL DEFAULT 'Unknown device' CHECK (length(device) <= 100),
    ADD network    text CHECK (length(network) <= 50),
    ADD acr        text NOT NULL DEFAULT '1',
    ADD created_at timestamptz;

UPDATE sessions SET created_at = auth_time;
ALTER TABLE sessions ALTER created_at SET NOT NULL;

-- A person's sessions, newest first.
CREATE INDEX sessions_of_user ON sessions (user_id, id DESC);
DROP INDEX sessions_user;
