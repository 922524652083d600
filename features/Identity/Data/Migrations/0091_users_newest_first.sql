-- Staff read accounts newest first, in the order of the day on which they registered: the ids of an issuer elsewhere say nothing about it.
DROP INDEX users_registered, users_unconfirmed, users_disabled;
CREATE INDEX users_registered ON users (registered_at, id);
CREATE INDEX users_unconfirmed ON users (registered_at, id) WHERE disabled_at IS NULL AND NOT email_confirmed;
CREATE INDEX users_disabled ON users (registered_at, id) WHERE disabled_at IS NOT NULL;
