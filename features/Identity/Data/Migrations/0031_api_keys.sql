-- Keys of applications. Only hashes: who reads this table can call as nobody.
CREATE TABLE api_keys (
    id                 uuid        PRIMARY KEY,
    prefix             text        NOT NULL,
    hash               bytea       NOT NULL,
    name               text        NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    scopes             text[]      NOT NULL CHECK (cardinality(scopes) > 0),
    permits_per_minute int         NOT NULL CHECK (permits_per_minute BETWEEN 1 AND 100000),
    issued_by          uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE, -- without the person there is nobody whose rights it has
    issued_at          timestamptz NOT NULL,
    expires_at         timestamptz NOT NULL CHECK (expires_at > issued_at),
    replaced_by        uuid        REFERENCES api_keys (id) ON DELETE SET NULL,
    revoked_at         timestamptz,
    last_used_at       timestamptz
);

CREATE UNIQUE INDEX api_keys_prefix ON api_keys (prefix);
CREATE INDEX api_keys_issuer ON api_keys (issued_by);
