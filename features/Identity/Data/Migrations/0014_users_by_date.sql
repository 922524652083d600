-- Staff search by the day on which somebody registered; ids grow with it, so newest first needs no sort.
CREATE INDEX users_registered ON users (registered_at);
CREATE INDEX users_unconfirmed ON users (id) WHERE disabled_at IS NULL AND NOT email_confirmed;
