-- A question to a list of the portal that somebody gave a name. Without its owner nobody keeps it.
CREATE TABLE saved_views (
    id        uuid PRIMARY KEY,
    owner_id  uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    list      text NOT NULL CHECK (list ~ '^[a-z][a-z/-]{0,59}$'),
    name      text NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
    query     text NOT NULL CHECK (length(query) <= 2000),
    is_shared boolean NOT NULL,
    version   bigint NOT NULL DEFAULT 1,
    saved_at  timestamptz NOT NULL
);

CREATE UNIQUE INDEX saved_views_name ON saved_views (owner_id, list, lower(name));
CREATE INDEX saved_views_shared ON saved_views (list) WHERE is_shared;
