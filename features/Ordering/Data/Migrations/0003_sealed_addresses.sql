-- Where parcels go is sealed by the installation's master key. What was written before stays readable as the JSON that it is.
ALTER TABLE shipping_addresses ALTER COLUMN address TYPE bytea USING convert_to(address::text, 'UTF8');
