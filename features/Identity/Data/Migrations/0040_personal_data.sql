-- Somebody wants everything that is known about them. The contexts answer encrypted for a key that lives until the last answer came.
CREATE TABLE data_exports (
    id           uuid PRIMARY KEY,
    user_id      uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    requested_at timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    ready_at     timestamptz,
    sealed_key   bytea,
    CHECK ((ready_at IS NULL) = (sealed_key IS NOT NULL))
);
-- One at a time: asking again while one is made leads to that one.
CREATE UNIQUE INDEX data_exports_one_in_the_making ON data_exports (user_id) WHERE ready_at IS NULL;
CREATE INDEX data_exports_user ON data_exports (user_id, id);
CREATE INDEX data_exports_expiry ON data_exports (expires_at);

CREATE TABLE data_export_parts (
    export_id uuid NOT NULL REFERENCES data_exports (id) ON DELETE CASCADE,
    context   text NOT NULL,
    part      int  NOT NULL,
    parts     int  NOT NULL CHECK (part BETWEEN 1 AND parts),
    content   text NOT NULL,
    PRIMARY KEY (export_id, context, part)
);

-- What the archive is made of, sealed by the installation's master key.
CREATE TABLE data_export_files (
    export_id uuid  NOT NULL REFERENCES data_exports (id) ON DELETE CASCADE,
    name      text  NOT NULL,
    content   bytea NOT NULL,
    PRIMARY KEY (export_id, name)
);

-- Somebody wants to be gone. The row outlives the account, as the proof that it was done; it names nobody.
CREATE TABLE account_erasures (
    id           uuid PRIMARY KEY,
    user_id      uuid NOT NULL,
    receipt_hash bytea NOT NULL UNIQUE,
    requested_at timestamptz NOT NULL,
    due_at       timestamptz NOT NULL,
    erased_at    timestamptz,
    completed_at timestamptz,
    certificate  text,
    CHECK ((completed_at IS NULL) = (certificate IS NULL))
);
CREATE UNIQUE INDEX account_erasures_one_each ON account_erasures (user_id);
CREATE INDEX account_erasures_due ON account_erasures (due_at) WHERE erased_at IS NULL;

CREATE TABLE account_erasure_answers (
    erasure_id  uuid NOT NULL REFERENCES account_erasures (id),
    context     text NOT NULL,
    stores      jsonb NOT NULL,
    answered_at timestamptz NOT NULL,
    PRIMARY KEY (erasure_id, context)
);

-- What people agreed to and took back, for ever: it is the proof. The id leads to nobody once the account is erased.
CREATE TABLE consents (
    id          uuid PRIMARY KEY,
    user_id     uuid NOT NULL,
    purpose     text NOT NULL,
    is_given    boolean NOT NULL,
    wording     text NOT NULL CHECK (length(wording) BETWEEN 1 AND 100),
    recorded_at timestamptz NOT NULL
);
CREATE INDEX consents_user ON consents (user_id, purpose, id DESC);
