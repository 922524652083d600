-- Which permissions the service told Identity of last, so that a change of the list gets a higher version.
CREATE TABLE declared_permissions (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    content  text[]  NOT NULL,
    version  bigint  NOT NULL
);
