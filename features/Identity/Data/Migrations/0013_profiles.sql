-- What a shopper prefers, where their parcels and bills go, and their picture.
ALTER TABLE users
    ADD currency        text CHECK (currency ~ '^[A-Z]{3}$'),
    ADD time_zone       text CHECK (length(time_zone) BETWEEN 1 AND 64),
    ADD disabled_at     timestamptz,
    ADD disabled_reason text CHECK (length(disabled_reason) BETWEEN 1 AND 500);

-- Staff search by the beginning of a name, and for who is disabled.
CREATE INDEX users_name_prefix ON users (lower(display_name) text_pattern_ops, id);
CREATE INDEX users_disabled ON users (id) WHERE disabled_at IS NOT NULL;

CREATE TABLE addresses (
    id          uuid PRIMARY KEY,
    user_id     uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind        text NOT NULL CHECK (kind IN ('shipping', 'billing')),
    is_default  boolean NOT NULL,
    name        text NOT NULL CHECK (length(name) <= 100),
    line1       text NOT NULL CHECK (length(line1) <= 200),
    line2       text CHECK (length(line2) <= 200),
    postal_code text NOT NULL CHECK (length(postal_code) <= 20),
    city        text NOT NULL CHECK (length(city) <= 100),
    region      text CHECK (length(region) <= 100),
    country     text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
    version     bigint NOT NULL DEFAULT 1
);

CREATE INDEX addresses_user ON addresses (user_id, id);
CREATE UNIQUE INDEX addresses_one_default ON addresses (user_id, kind) WHERE is_default;

CREATE TABLE avatars (
    user_id    uuid PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    media_type text NOT NULL CHECK (media_type IN ('image/png', 'image/jpeg', 'image/webp')),
    image      bytea NOT NULL CHECK (length(image) <= 1048576),
    tag        text NOT NULL
);
