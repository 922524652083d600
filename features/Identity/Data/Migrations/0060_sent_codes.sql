-- Codes that are sent by e-mail or text message. Only keyed hashes; binding is the hash of what the code was asked for (one challenge, one
-- session, one enrolment), so that it is good nowhere else. The statement that uses a code counts the try.
CREATE TABLE sent_codes (
    binding    bytea PRIMARY KEY,
    user_id    uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    method     text NOT NULL CHECK (method IN ('email', 'sms')),
    hash       bytea NOT NULL,
    tries      int NOT NULL DEFAULT 0 CHECK (tries <= 5),
    used_at    timestamptz,
    expires_at timestamptz NOT NULL
);

CREATE INDEX sent_codes_user ON sent_codes (user_id);
CREATE INDEX sent_codes_expiry ON sent_codes (expires_at);

-- Where text messages go: the number is sealed with its owner's key, and goes with the factor however that goes.
CREATE TABLE phone_numbers (
    user_id uuid PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    method  text NOT NULL DEFAULT 'sms' CHECK (method = 'sms'),
    number  text NOT NULL,
    FOREIGN KEY (user_id, method) REFERENCES second_factors (user_id, method) ON DELETE CASCADE
);

-- Whether an account holds a role that grants something.
CREATE FUNCTION holds_permissions(account uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM user_roles ur JOIN roles r ON r.id = ur.role_id JOIN role_permissions p ON p.role = r.name
        WHERE ur.user_id = account AND cardinality(p.permissions) > 0)
$$;

-- As before, but a code that was sent does not carry roles that grant something: whoever owns the mailbox or the phone number by fraud
-- would own the shop. It takes a code of an app, a recovery code (otp) or a key (hwk, swk, pop).
CREATE OR REPLACE FUNCTION session_roles(account uuid, methods text[], required boolean) RETURNS text[] LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN required AND NOT ('mfa' = ANY (methods) AND methods && '{otp,hwk,swk,pop}') AND bool_or(cardinality(coalesce(p.permissions, '{}')) > 0)
        THEN ARRAY['customer']
        ELSE coalesce(array_agg(r.name ORDER BY r.name), '{}')
    END
    FROM user_roles ur JOIN roles r ON r.id = ur.role_id LEFT JOIN role_permissions p ON p.role = r.name
    WHERE ur.user_id = account
$$;
