-- Applications that people sign in to by this issuer, and services that speak for themselves.
CREATE TABLE clients (
    id                        text PRIMARY KEY CHECK (id ~ '^[a-z][a-z0-9-]{1,62}$'),
    subject_id                uuid NOT NULL UNIQUE, -- whom its own tokens speak for
    session_id                uuid NOT NULL, -- the "sid" of its own tokens: a new one whenever the old ones must not be good any more
    name                      text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    secret_hash               bytea, -- null: a public client, which proves itself by PKCE alone
    redirect_uris             text[] NOT NULL DEFAULT '{}',
    post_logout_redirect_uris text[] NOT NULL DEFAULT '{}',
    grant_types               text[] NOT NULL,
    scopes                    text[] NOT NULL DEFAULT '{}',
    audiences                 text[] NOT NULL, -- the first one unless the client asks for another
    roles                     text[] NOT NULL DEFAULT '{}', -- what its own tokens carry
    first_party               boolean NOT NULL,
    disabled_at               timestamptz,
    created_at                timestamptz NOT NULL,
    version                   bigint NOT NULL DEFAULT 1,
    CHECK (secret_hash IS NOT NULL OR NOT 'client_credentials' = ANY (grant_types))
);

-- What was begun in a browser: the browser's own session, found by the hash of its cookie, and one below it for each application.
ALTER TABLE sessions
    ADD parent_id    uuid REFERENCES sessions (id) ON DELETE CASCADE,
    ADD browser_hash bytea,
    ADD scope        text[] NOT NULL DEFAULT '{}';

CREATE UNIQUE INDEX sessions_browser ON sessions (browser_hash) WHERE browser_hash IS NOT NULL;
CREATE INDEX sessions_parent ON sessions (parent_id) WHERE parent_id IS NOT NULL;

-- Good once, for a minute, for one client with one verifier. A used one stays a while, so that its second use is noticed.
CREATE TABLE authorization_codes (
    hash           bytea PRIMARY KEY,
    browser_id     uuid NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    client_id      text NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    redirect_uri   text NOT NULL,
    code_challenge text NOT NULL,
    nonce          text,
    scope          text[] NOT NULL,
    expires_at     timestamptz NOT NULL, -- until when it is remembered
    good_until     timestamptz NOT NULL,
    used_at        timestamptz,
    session_id     uuid -- what it was exchanged for
);

CREATE INDEX authorization_codes_expiry ON authorization_codes (expires_at);

-- What somebody lets another company's application know of them.
CREATE TABLE client_consents (
    user_id    uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    client_id  text NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
    scope      text[] NOT NULL,
    granted_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, client_id)
);
