-- An owner who is shut out gives nobody a right: the last one who can sign in stays, whichever way they would go. Turns are taken as before.
CREATE OR REPLACE FUNCTION keep_an_owner() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM roles WHERE id = OLD.role_id AND normalized_name = 'OWNER' FOR UPDATE;
    IF FOUND AND NOT EXISTS (
        SELECT 1 FROM user_roles ur JOIN users u ON u.id = ur.user_id WHERE ur.role_id = OLD.role_id AND u.disabled_at IS NULL) THEN
        RAISE EXCEPTION 'the last owner stays' USING ERRCODE = 'check_violation', CONSTRAINT = 'an_owner_remains';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION keep_an_owner_enabled() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    owners uuid;
BEGIN
    SELECT r.id INTO owners FROM user_roles ur JOIN roles r ON r.id = ur.role_id WHERE ur.user_id = NEW.id AND r.normalized_name = 'OWNER';
    IF owners IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM 1 FROM roles WHERE id = owners FOR UPDATE;
    IF NOT EXISTS (SELECT 1 FROM user_roles ur JOIN users u ON u.id = ur.user_id WHERE ur.role_id = owners AND u.disabled_at IS NULL) THEN
        RAISE EXCEPTION 'the last owner stays' USING ERRCODE = 'check_violation', CONSTRAINT = 'an_owner_remains';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER an_owner_remains AFTER UPDATE OF disabled_at ON users FOR EACH ROW
    WHEN (OLD.disabled_at IS NULL AND NEW.disabled_at IS NOT NULL) EXECUTE FUNCTION keep_an_owner_enabled();

-- For those who ask before they try.
CREATE FUNCTION is_last_owner(account uuid) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT coalesce(bool_or(ur.user_id = account), false) AND count(*) FILTER (WHERE ur.user_id <> account AND u.disabled_at IS NULL) = 0
        FROM user_roles ur JOIN roles r ON r.id = ur.role_id JOIN users u ON u.id = ur.user_id WHERE r.normalized_name = 'OWNER');
END $$;

-- An owner without these could give nobody anything, not even themselves.
ALTER TABLE role_permissions ADD CONSTRAINT owner_gives_rights CHECK (role <> 'owner' OR permissions @> '{roles:read,roles:write}');
