-- Double entry. The lines of one operation are one transaction, and the primary key lets an operation be booked once.
CREATE TABLE ledger_entries (
    operation_id uuid NOT NULL,
    line         smallint NOT NULL,
    order_id     uuid NOT NULL,
    account      text NOT NULL CHECK (account IN (
                     'authorized_holds', 'holds_offset', 'provider_clearing', 'provider_fees', 'sales', 'refunds')),
    currency     text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    debit_minor  bigint NOT NULL DEFAULT 0,
    credit_minor bigint NOT NULL DEFAULT 0,
    booked_at    timestamptz NOT NULL,
    PRIMARY KEY (operation_id, line),
    CONSTRAINT one_side_only CHECK (debit_minor >= 0 AND credit_minor >= 0 AND (debit_minor > 0) <> (credit_minor > 0))
);

CREATE INDEX ledger_entries_by_order ON ledger_entries (order_id, booked_at, operation_id, line);

-- All lines of a transaction come in one statement, so the sum can be checked once per statement instead of once per row.
CREATE FUNCTION refuse_unbalanced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM added GROUP BY operation_id, currency HAVING sum(debit_minor) <> sum(credit_minor)) THEN
        RAISE EXCEPTION 'ledger transaction is not balanced' USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_balanced';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER ledger_balanced AFTER INSERT ON ledger_entries
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION refuse_unbalanced();

CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'ledger entries are never changed; book a correction' USING ERRCODE = 'restrict_violation', CONSTRAINT = 'ledger_immutable';
END $$;

CREATE TRIGGER ledger_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entries
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();

CREATE VIEW ledger_balances AS
    SELECT currency, account, sum(debit_minor)::bigint AS debit_minor, sum(credit_minor)::bigint AS credit_minor
    FROM ledger_entries GROUP BY currency, account;
