-- What somebody proves besides their password. The secret is sealed with the installation's master key. A factor counts from the
-- moment at which it was confirmed; last_step keeps a code from being used twice.
CREATE TABLE second_factors (
    id           uuid PRIMARY KEY,
    user_id      uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    method       text NOT NULL CHECK (method IN ('totp', 'email', 'sms')),
    secret       bytea,
    created_at   timestamptz NOT NULL,
    confirmed_at timestamptz,
    last_step    bigint NOT NULL DEFAULT 0,
    last_used_at timestamptz,
    CHECK (method <> 'totp' OR secret IS NOT NULL)
);

CREATE UNIQUE INDEX second_factors_user ON second_factors (user_id, method);

-- The way back in when the device is lost. 120 random bits each: a plain hash cannot be turned around.
CREATE TABLE recovery_codes (
    user_id    uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    hash       bytea NOT NULL,
    created_at timestamptz NOT NULL,
    used_at    timestamptz,
    PRIMARY KEY (user_id, hash)
);

-- The first factor was right, the second one is asked for. Whoever holds the token behind the hash may try a few times.
CREATE TABLE login_challenges (
    hash       bytea PRIMARY KEY,
    user_id    uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    amr        text[] NOT NULL,
    tries      int NOT NULL DEFAULT 0 CHECK (tries <= 5),
    expires_at timestamptz NOT NULL
);

CREATE INDEX login_challenges_expiry ON login_challenges (expires_at);

-- The roles that a session carries. Where a second factor is required, roles that grant something are only for those who gave one.
CREATE FUNCTION session_roles(account uuid, methods text[], required boolean) RETURNS text[] LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN required AND NOT 'mfa' = ANY (methods) AND bool_or(cardinality(coalesce(p.permissions, '{}')) > 0) THEN ARRAY['customer']
        ELSE coalesce(array_agg(r.name ORDER BY r.name), '{}')
    END
    FROM user_roles ur JOIN roles r ON r.id = ur.role_id LEFT JOIN role_permissions p ON p.role = r.name
    WHERE ur.user_id = account
$$;
