-- One payment per order. Amounts that are on their way to the provider (capturing, refunding) are set aside before the call, so no
-- two calls together can take or give back more than there is.
CREATE TABLE payments (
    order_id           uuid PRIMARY KEY,
    payment_id         uuid NOT NULL,
    customer_id        uuid,
    token              text,
    currency           text,
    amount_minor       bigint NOT NULL DEFAULT 0 CHECK (amount_minor >= 0),
    status             text NOT NULL CHECK (status IN ('expected', 'pending', 'action_required', 'authorized', 'partially_captured',
                           'captured', 'partially_refunded', 'refunded', 'declined', 'voided')),
    deadline           timestamptz,
    authorized_minor   bigint NOT NULL DEFAULT 0,
    capturing_minor    bigint NOT NULL DEFAULT 0,
    captured_minor     bigint NOT NULL DEFAULT 0,
    refunding_minor    bigint NOT NULL DEFAULT 0,
    refunded_minor     bigint NOT NULL DEFAULT 0,
    provider_reference text,
    card_brand         text,
    card_last4         text,
    decline_code       text,
    action_url         text,
    version            int NOT NULL DEFAULT 1,
    created_at         timestamptz NOT NULL,
    updated_at         timestamptz NOT NULL,
    CONSTRAINT authorized_within_amount CHECK (authorized_minor BETWEEN 0 AND amount_minor),
    CONSTRAINT captured_within_authorized
        CHECK (captured_minor >= 0 AND capturing_minor >= 0 AND captured_minor + capturing_minor <= authorized_minor),
    CONSTRAINT refunded_within_captured
        CHECK (refunded_minor >= 0 AND refunding_minor >= 0 AND refunded_minor + refunding_minor <= captured_minor),
    CONSTRAINT complete_unless_expected
        CHECK (amount_minor > 0 AND customer_id IS NOT NULL AND token IS NOT NULL AND currency IS NOT NULL AND deadline IS NOT NULL
               OR status IN ('expected', 'voided'))
) WITH (fillfactor = 80);

CREATE INDEX payments_newest ON payments (created_at DESC, order_id DESC);
CREATE INDEX payments_newest_by_status ON payments (status, created_at DESC, order_id DESC);
CREATE INDEX payments_by_customer ON payments (customer_id, created_at DESC, order_id DESC);

-- What we mean to do at the provider, durable before the provider hears of it. The unique key makes each intent exist once,
-- however often its command comes. next_attempt_at in the future is also the lease of a worker that is at it.
CREATE TABLE payment_operations (
    id                 uuid PRIMARY KEY,
    order_id           uuid NOT NULL,
    kind               text NOT NULL CHECK (kind IN ('authorize', 'capture', 'void', 'release', 'refund')),
    reference_id       uuid NOT NULL,
    amount_minor       bigint NOT NULL CHECK (amount_minor >= 0),
    currency           text,
    reason             text,
    state              text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'succeeded', 'refused')),
    reserved           boolean NOT NULL DEFAULT false,
    attempts           int NOT NULL DEFAULT 0,
    next_attempt_at    timestamptz NOT NULL,
    deadline           timestamptz,
    code               text,
    detail             text,
    provider_reference text,
    correlation_id     text NOT NULL,
    causation_id       uuid,
    user_id            text,
    traceparent        text,
    created_at         timestamptz NOT NULL,
    finished_at        timestamptz,
    CONSTRAINT payment_operations_once UNIQUE (order_id, kind, reference_id),
    CONSTRAINT finished_has_a_time CHECK ((state = 'pending') = (finished_at IS NULL))
) WITH (fillfactor = 80);

CREATE INDEX payment_operations_due ON payment_operations (next_attempt_at) WHERE state = 'pending';
