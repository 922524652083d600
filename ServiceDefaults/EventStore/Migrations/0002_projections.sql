-- Which events an order of the day touched, without reading them all; events come in the order of time.
CREATE INDEX events_recorded_at ON events USING brin (recorded_at);

-- Each read model that is made of events.
CREATE TABLE projections (
    name       text        PRIMARY KEY,
    version    int         NOT NULL,            -- of the code that wrote it
    generation int         NOT NULL DEFAULT 1,  -- how often it was built
    checkpoint bigint      NOT NULL DEFAULT 0,  -- asynchronous ones: every position up to here is in its tables
    updated_at timestamptz NOT NULL DEFAULT now()
);

-- Building a projection anew beside the live one: who wanted it and why, and how far it is. Never deleted.
CREATE TABLE projection_rebuilds (
    id                uuid        PRIMARY KEY,
    projection        text        NOT NULL REFERENCES projections,
    generation        int         NOT NULL,
    state             text        NOT NULL DEFAULT 'requested' CHECK (state IN ('requested', 'building', 'swapped', 'failed')),
    requested_by      text        NOT NULL,
    requested_at      timestamptz NOT NULL DEFAULT now(),
    reason            text        NOT NULL CHECK (reason <> ''),
    checkpoint        bigint      NOT NULL DEFAULT 0,
    events            bigint      NOT NULL DEFAULT 0,
    attempts          int         NOT NULL DEFAULT 0,   -- failures since the last progress
    last_error        text,
    started_at        timestamptz,
    finished_at       timestamptz,
    swap_milliseconds double precision
);
CREATE UNIQUE INDEX projection_rebuilds_open ON projection_rebuilds (projection) WHERE state IN ('requested', 'building');
CREATE INDEX projection_rebuilds_latest ON projection_rebuilds (projection, requested_at);

-- Events that a projection could not take. It went on without them; the next generation tries again.
CREATE TABLE poison_events (
    projection text        NOT NULL REFERENCES projections,
    generation int         NOT NULL,
    position   bigint      NOT NULL,
    stream_id  uuid        NOT NULL,
    version    int         NOT NULL,
    type       text        NOT NULL,
    error      text        NOT NULL,
    found_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (projection, generation, position)
);

-- Where the tables of a next generation lie until they take the place of the live ones.
CREATE SCHEMA projection_rebuild;
