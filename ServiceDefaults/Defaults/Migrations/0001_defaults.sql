-- The answer to a call that came with an Idempotency-Key, written in the transaction of its effect and kept 24 hours.
CREATE TABLE idempotency_keys (
    scope        text        NOT NULL, -- subject, method and route: a key belongs to its caller and operation
    key          text        NOT NULL,
    fingerprint  bytea       NOT NULL, -- what was asked for
    status       smallint    NOT NULL,
    location     text,
    etag         text,
    content_type text,
    body         bytea       NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT idempotency_keys_pkey PRIMARY KEY (scope, key)
);

CREATE INDEX idempotency_keys_created_at ON idempotency_keys (created_at);

-- Which permissions a role grants. Identity owns the truth; every other service keeps this copy by its messages.
-- One row a role, so that a role without permissions still has a version to compare with.
CREATE TABLE role_permissions (
    role        text   PRIMARY KEY,
    permissions text[] NOT NULL,
    version     bigint NOT NULL
);

INSERT INTO role_permissions (role, permissions, version)
VALUES
    ('customer', '{}', 0),
    ('support', '{orders:read,orders:write,customers:read}', 0),
    ('catalog-manager', '{catalog:read,catalog:write}', 0),
    ('warehouse', '{inventory:read,inventory:write,orders:read,orders:ship}', 0),
    ('finance', '{payments:read,payments:write,orders:read}', 0),
    ('owner', '{catalog:read,catalog:write,inventory:read,inventory:write,orders:read,orders:write,orders:ship,payments:read,payments:write,customers:read,customers:write,roles:read,roles:write,messages:read,messages:write}', 0);

-- Every replica answers by a snapshot in memory and listens here for changes.
CREATE FUNCTION notify_role_permissions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('role_permissions', '');
    RETURN NULL;
END $$;

CREATE TRIGGER role_permissions_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON role_permissions
    FOR EACH STATEMENT EXECUTE FUNCTION notify_role_permissions();
