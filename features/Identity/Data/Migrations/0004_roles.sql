INSERT INTO roles (id, name, normalized_name, concurrency_stamp) VALUES
    ('01900000-0000-7000-8000-000000000001', 'customer', 'CUSTOMER', '1'),
    ('01900000-0000-7000-8000-000000000002', 'support', 'SUPPORT', '1'),
    ('01900000-0000-7000-8000-000000000003', 'catalog-manager', 'CATALOG-MANAGER', '1'),
    ('01900000-0000-7000-8000-000000000004', 'warehouse', 'WAREHOUSE', '1'),
    ('01900000-0000-7000-8000-000000000005', 'finance', 'FINANCE', '1'),
    ('01900000-0000-7000-8000-000000000006', 'owner', 'OWNER', '1');

-- A shop without an owner could never give anybody a right again. Two removals at once take turns on the role's row, so that
-- the second sees what the first left.
CREATE FUNCTION keep_an_owner() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM roles WHERE id = OLD.role_id AND normalized_name = 'OWNER' FOR UPDATE;
    IF FOUND AND NOT EXISTS (SELECT 1 FROM user_roles WHERE role_id = OLD.role_id) THEN
        RAISE EXCEPTION 'the last owner stays' USING ERRCODE = 'check_violation', CONSTRAINT = 'an_owner_remains';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER an_owner_remains AFTER DELETE OR UPDATE ON user_roles FOR EACH ROW EXECUTE FUNCTION keep_an_owner();
