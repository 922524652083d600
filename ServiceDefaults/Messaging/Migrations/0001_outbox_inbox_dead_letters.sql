-- Messages that the service's transactions sent. Insert-only; the relay keeps its place in outbox_relay.
-- txid stands before position on purpose: defaults are evaluated in column order, so a transaction owns its id before it draws a
-- position. The relay relies on it to tell a position that is still in flight from one that was rolled back.
CREATE TABLE outbox (
    txid        xid8        NOT NULL DEFAULT pg_current_xact_id(),
    position    bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    message_id  uuid        NOT NULL,
    topic       text        NOT NULL,
    key         text        NOT NULL,
    envelope    text        NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now()
);

-- One row: every position up to the checkpoint is published or was rolled back.
CREATE TABLE outbox_relay (
    only_row   boolean     PRIMARY KEY DEFAULT true CHECK (only_row),
    checkpoint bigint      NOT NULL
);
INSERT INTO outbox_relay (checkpoint) VALUES (0);

-- Messages whose effect is in this database. Written in the same transaction as the effect.
CREATE TABLE inbox (
    consumer   text        NOT NULL,
    message_id uuid        NOT NULL,
    handled_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (consumer, message_id)
);
CREATE INDEX inbox_handled_at ON inbox USING brin (handled_at);

-- Messages that could not be handled, kept with all it takes to understand and replay them.
CREATE TABLE dead_letters (
    id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    consumer    text        NOT NULL,
    message_id  uuid,
    topic       text        NOT NULL,
    key         text        NOT NULL,
    envelope    text        NOT NULL,
    error       text        NOT NULL,
    fingerprint text        NOT NULL,
    attempts    int         NOT NULL,
    status      text        NOT NULL DEFAULT 'dead' CHECK (status IN ('dead', 'replayed', 'discarded')),
    dead_at     timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX dead_letters_open ON dead_letters (fingerprint, id) WHERE status = 'dead';
