-- The same roles as ever. A function in SQL that cannot be inlined is planned at every call, which cost more than the rest of a refresh;
-- one in PL/pgSQL is planned once for each connection.
CREATE OR REPLACE FUNCTION session_roles(account uuid, methods text[], required boolean) RETURNS text[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (
        SELECT CASE
            WHEN required AND NOT 'mfa' = ANY (methods) AND bool_or(cardinality(coalesce(p.permissions, '{}')) > 0) THEN ARRAY['customer']
            ELSE coalesce(array_agg(r.name ORDER BY r.name), '{}')
        END
        FROM user_roles ur JOIN roles r ON r.id = ur.role_id LEFT JOIN role_permissions p ON p.role = r.name
        WHERE ur.user_id = account);
END
$$;
