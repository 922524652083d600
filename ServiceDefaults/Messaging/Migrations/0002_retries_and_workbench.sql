-- A message that failed is tried again later ('retrying'), then waits for somebody ('dead') who replays or discards it.
ALTER TABLE dead_letters
    DROP CONSTRAINT dead_letters_status_check,
    ADD CONSTRAINT dead_letters_status CHECK (status IN ('retrying', 'dead', 'replayed', 'discarded')),
    ADD COLUMN event_type text,                    -- null when not even that could be read
    ADD COLUMN partition  int,
    ADD COLUMN position   bigint,
    ADD COLUMN retries    int         NOT NULL DEFAULT 0,
    ADD COLUMN retry_at   timestamptz CHECK ((retry_at IS NOT NULL) = (status = 'retrying')),
    ADD COLUMN edited     text,                    -- what is replayed instead of the envelope
    ADD COLUMN version    int         NOT NULL DEFAULT 1,
    ADD COLUMN changed_at timestamptz NOT NULL DEFAULT now();
CREATE INDEX dead_letters_due ON dead_letters (retry_at) WHERE status = 'retrying';
CREATE INDEX dead_letters_by_status ON dead_letters (status, id DESC);

-- Who did what to a dead letter, and why.
CREATE TABLE dead_letter_actions (
    id             bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    dead_letter_id bigint      NOT NULL REFERENCES dead_letters ON DELETE CASCADE,
    action         text        NOT NULL CHECK (action IN ('edited', 'replayed', 'failed', 'discarded')),
    actor          text        NOT NULL,
    detail         text,
    at             timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX dead_letter_actions_of ON dead_letter_actions (dead_letter_id, id);
