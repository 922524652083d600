-- Keys of the issuer. A key signs from activates_at until the next one does; it stays published until its last token expired.
CREATE TABLE signing_keys (
    kid          text PRIMARY KEY,
    private_key  bytea NOT NULL,
    sealed       boolean NOT NULL, -- false: the private key lies here in the clear, which only development accepts
    activates_at timestamptz NOT NULL,
    created_at   timestamptz NOT NULL
);
