-- Every event of every event-sourced aggregate. The primary key is the optimistic lock: of two writers that expect the same
-- version, one inserts it and the other is refused.
CREATE TABLE events (
    txid        xid8        NOT NULL DEFAULT pg_current_xact_id(),
    position    bigint      GENERATED ALWAYS AS IDENTITY,
    stream_id   uuid        NOT NULL,
    version     int         NOT NULL CHECK (version > 0),
    stream_type text        NOT NULL,
    type        text        NOT NULL,
    data        jsonb       NOT NULL,
    metadata    jsonb       NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT events_stream_version PRIMARY KEY (stream_id, version)
);
CREATE UNIQUE INDEX events_position ON events (position);
