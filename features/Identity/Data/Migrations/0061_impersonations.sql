-- Members of staff who see the shop as a shopper does: who, as whom, why and for how long. The id is that of the session which the token
-- belongs to; the session hangs on the one of the member of staff, and ends with it. staff_id leads to nobody once they are erased.
CREATE TABLE impersonations (
    id         uuid PRIMARY KEY,
    user_id    uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    staff_id   uuid NOT NULL,
    reason     text NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
    started_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at   timestamptz,
    ended_why  text
);

CREATE INDEX impersonations_user ON impersonations (user_id, id);
CREATE INDEX impersonations_staff ON impersonations (staff_id, id);

-- Sessions end for many reasons, and their rows go when they have expired: what ended one is remembered here, whatever it was.
CREATE FUNCTION remember_end_of_impersonation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE impersonations SET ended_at = NEW.revoked_at, ended_why = NEW.revoked_why WHERE id = NEW.id AND ended_at IS NULL;
    RETURN NULL;
END $$;

CREATE TRIGGER sessions_end_impersonations AFTER UPDATE OF revoked_at ON sessions FOR EACH ROW
    WHEN (NEW.client_id = 'impersonation' AND OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL)
    EXECUTE FUNCTION remember_end_of_impersonation();
