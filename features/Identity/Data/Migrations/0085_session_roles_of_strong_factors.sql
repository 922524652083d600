-- As 0060 has it, planned once as 0080 has it: a code that is sent does not carry roles that grant something. It takes a code of an app, a
-- recovery code (otp) or a key (hwk, swk, pop).
CREATE OR REPLACE FUNCTION session_roles(account uuid, methods text[], required boolean) RETURNS text[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT CASE
            WHEN required AND NOT ('mfa' = ANY (methods) AND methods && '{otp,hwk,swk,pop}')
                AND bool_or(cardinality(coalesce(p.permissions, '{}')) > 0) THEN ARRAY['customer']
            ELSE coalesce(array_agg(r.name ORDER BY r.name), '{}')
        END
        FROM user_roles ur JOIN roles r ON r.id = ur.role_id LEFT JOIN role_permissions p ON p.role = r.name
        WHERE ur.user_id = account);
END
$$;
