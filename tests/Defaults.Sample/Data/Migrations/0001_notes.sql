CREATE TABLE notes (
    id       uuid        PRIMARY KEY,
    owner    uuid,
    text     text        NOT NULL,
    version  bigint      NOT NULL DEFAULT 1,
    written  timestamptz NOT NULL DEFAULT now()
);
