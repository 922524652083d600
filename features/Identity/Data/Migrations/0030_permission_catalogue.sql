-- What each service's endpoints ask for, as the services tell it when they start.
CREATE TABLE permission_declarations (
    service text   PRIMARY KEY,
    version bigint NOT NULL
);

CREATE TABLE permissions (
    name        text NOT NULL,
    service     text NOT NULL REFERENCES permission_declarations (service),
    description text NOT NULL,
    PRIMARY KEY (name, service)
);

-- Tokens carry the names of roles: a name rests until the last token has expired that could carry it.
CREATE TABLE removed_roles (
    name       text PRIMARY KEY,
    removed_at timestamptz NOT NULL
);
