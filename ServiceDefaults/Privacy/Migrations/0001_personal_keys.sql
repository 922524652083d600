-- One key per person, itself sealed by the installation's master key. What it sealed in events and other records that never change
-- is gone for good once its row is.
CREATE TABLE personal_keys (
    person_id  uuid        PRIMARY KEY,
    sealed_key bytea       NOT NULL,
    sealed_by  bytea       NOT NULL, -- which master key
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX personal_keys_sealed_by ON personal_keys (sealed_by);

-- Who asked to be erased here. Kept: it says that it was done, and names nobody.
CREATE TABLE erasures (
    person_id  uuid        PRIMARY KEY,
    request_id uuid        NOT NULL,
    asked_at   timestamptz NOT NULL,
    waits_for  text,
    done_at    timestamptz
);
CREATE INDEX erasures_open ON erasures (asked_at) WHERE done_at IS NULL;
