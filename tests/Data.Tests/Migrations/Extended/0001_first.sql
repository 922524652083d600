-- Slow on purpose: two that start together meet here.
CREATE TABLE migrated (step int NOT NULL);
SELECT pg_sleep(0.5);
INSERT INTO migrated VALUES (1);
