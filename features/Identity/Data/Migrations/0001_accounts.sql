-- The tables of ASP.NET Core Identity that are in use, in our own names. Names and lengths match Data/AccountsContext.cs.
CREATE TABLE users (
    id                     uuid PRIMARY KEY,
    user_name              text NOT NULL CHECK (length(user_name) <= 254),
    normalized_user_name   text NOT NULL,
    email                  text NOT NULL CHECK (length(email) <= 254),
    normalized_email       text NOT NULL,
    email_confirmed        boolean NOT NULL DEFAULT false,
    password_hash          text,
    security_stamp         text NOT NULL,
    concurrency_stamp      text NOT NULL,
    phone_number           text,
    phone_number_confirmed boolean NOT NULL DEFAULT false,
    two_factor_enabled     boolean NOT NULL DEFAULT false,
    lockout_end            timestamptz,
    lockout_enabled        boolean NOT NULL DEFAULT true,
    access_failed_count    int NOT NULL DEFAULT 0,
    display_name           text NOT NULL CHECK (length(display_name) BETWEEN 1 AND 100),
    language               text NOT NULL CHECK (length(language) BETWEEN 2 AND 35),
    registered_at          timestamptz NOT NULL,
    version                bigint NOT NULL DEFAULT 1
);

-- One account per address, whoever registers at the same moment.
CREATE UNIQUE INDEX users_normalized_email ON users (normalized_email);
CREATE UNIQUE INDEX users_normalized_user_name ON users (normalized_user_name);
-- Staff search by the beginning of an address.
CREATE INDEX users_email_prefix ON users (normalized_email text_pattern_ops, id);

CREATE TABLE roles (
    id                uuid PRIMARY KEY,
    name              text NOT NULL,
    normalized_name   text NOT NULL,
    concurrency_stamp text NOT NULL
);

CREATE UNIQUE INDEX roles_normalized_name ON roles (normalized_name);

CREATE TABLE user_roles (
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    role_id uuid NOT NULL REFERENCES roles (id) ON DELETE RESTRICT,
    PRIMARY KEY (user_id, role_id)
);

CREATE INDEX user_roles_role ON user_roles (role_id, user_id);

-- Failed tries to log in, counted per account, per account and address, and per address. Keys are hashes: an address of
-- somebody without an account must not be kept, and must count just as one with an account does.
CREATE TABLE login_tries (
    key        bytea PRIMARY KEY,
    tries      int NOT NULL,
    expires_at timestamptz NOT NULL
);

CREATE INDEX login_tries_expiry ON login_tries (expires_at);

-- What happened to an account's safety, for its owner and for the audit trail.
CREATE TABLE security_events (
    id          uuid PRIMARY KEY,
    user_id     uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind        text NOT NULL,
    occurred_at timestamptz NOT NULL
);

CREATE INDEX security_events_user ON security_events (user_id, id);
