-- Sessions that ended while their access tokens are still within their time. Identity says which; a row goes when the tokens are over.
CREATE TABLE revoked_sessions (
    session_id uuid        PRIMARY KEY,
    until      timestamptz NOT NULL
);

CREATE INDEX revoked_sessions_until ON revoked_sessions (until);

-- Every replica answers by a set in memory and listens here for what is added to it.
CREATE FUNCTION notify_revoked_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('revoked_sessions', NEW.session_id::text);
    RETURN NULL;
END $$;

CREATE TRIGGER session_revoked AFTER INSERT ON revoked_sessions FOR EACH ROW EXECUTE FUNCTION notify_revoked_session();
