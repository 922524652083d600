-- Somebody is asked to work here. Only open ones: with its acceptance or withdrawal the row goes, and what it told is in the audit trail.
-- Without the person who invites there is nobody whose rights it would hand on.
CREATE TABLE staff_invitations (
    id               uuid PRIMARY KEY,
    email            text NOT NULL CHECK (length(email) <= 254),
    normalized_email text NOT NULL,
    roles            text[] NOT NULL CHECK (cardinality(roles) BETWEEN 1 AND 20),
    token_hash       bytea NOT NULL,
    invited_by       uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    invited_at       timestamptz NOT NULL,
    sent_at          timestamptz NOT NULL,
    expires_at       timestamptz NOT NULL
);

CREATE UNIQUE INDEX staff_invitations_email ON staff_invitations (normalized_email);
CREATE UNIQUE INDEX staff_invitations_token ON staff_invitations (token_hash);
CREATE INDEX staff_invitations_inviter ON staff_invitations (invited_by);
