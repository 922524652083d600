-- The owner holds every permission, always. Identity tells about changes of other roles only.
UPDATE role_permissions SET permissions = permissions || '{projections:read,projections:rebuild}' WHERE role = 'owner';
