-- A token stands for a card. Of the card itself only brand, last four digits and expiry are kept, and how the test card behaves.
CREATE TABLE tokens (
    token             text PRIMARY KEY,
    brand             text NOT NULL,
    last4             text NOT NULL CHECK (last4 ~ '^[0-9]{4}$'),
    expiry_month      int  NOT NULL,
    expiry_year       int  NOT NULL,
    outcome           text NOT NULL CHECK (outcome IN ('authorized', 'declined', 'requires_action')),
    decline_code      text,
    answer_delay_ms   int  NOT NULL DEFAULT 0,
    silent            boolean NOT NULL DEFAULT false,
    authorize_outages int  NOT NULL DEFAULT 0,
    capture_outages   int  NOT NULL DEFAULT 0,
    created_at        timestamptz NOT NULL
);

-- The provider's own record of every charge. A row without an amount is a cancelled key whose charge never came.
-- token has no foreign key on purpose: tokens are never deleted, and key-share locks on a busy token would queue its charges.
CREATE TABLE charges (
    id              text PRIMARY KEY,
    idempotency_key text NOT NULL CONSTRAINT charges_one_per_key UNIQUE,
    token           text,
    reference       text,
    amount          bigint CHECK (amount > 0),
    currency        text,
    brand           text,
    last4           text,
    status          text NOT NULL CHECK (status IN ('authorized', 'declined', 'requires_action', 'voided')),
    first_status    text NOT NULL,
    decline_code    text,
    challenge       text UNIQUE,
    captured        bigint NOT NULL DEFAULT 0,
    refunded        bigint NOT NULL DEFAULT 0,
    void_key        text CONSTRAINT charges_one_per_void_key UNIQUE,
    replays         int NOT NULL DEFAULT 0,
    created_at      timestamptz NOT NULL,
    CONSTRAINT captured_within_amount CHECK (captured >= 0 AND captured <= coalesce(amount, 0)),
    CONSTRAINT refunded_within_captured CHECK (refunded >= 0 AND refunded <= captured)
);

CREATE INDEX charges_by_reference ON charges (reference);

CREATE TABLE captures (
    id              text PRIMARY KEY,
    idempotency_key text NOT NULL CONSTRAINT captures_one_per_key UNIQUE,
    charge_id       text NOT NULL REFERENCES charges,
    amount          bigint NOT NULL CHECK (amount > 0),
    fee             bigint NOT NULL CHECK (fee >= 0),
    created_at      timestamptz NOT NULL
);

CREATE INDEX captures_by_charge ON captures (charge_id);

CREATE TABLE refunds (
    id              text PRIMARY KEY,
    idempotency_key text NOT NULL CONSTRAINT refunds_one_per_key UNIQUE,
    charge_id       text NOT NULL REFERENCES charges,
    amount          bigint NOT NULL CHECK (amount > 0),
    created_at      timestamptz NOT NULL
);

CREATE INDEX refunds_by_charge ON refunds (charge_id);

-- How often a key met the outage that its card asks for.
CREATE TABLE outages (
    idempotency_key text PRIMARY KEY,
    tries           int NOT NULL
);
