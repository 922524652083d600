-- Of millions of operations few were let go, given back or refused: staff look for those, and a walk through all would take seconds.
DROP INDEX payment_operations_refunds;
CREATE INDEX payment_operations_rare ON payment_operations (kind, id DESC) WHERE kind IN ('void', 'release', 'refund');
CREATE INDEX payment_operations_refused ON payment_operations (kind, id DESC) WHERE state = 'refused';

-- A currency in which few pay, or nobody.
CREATE INDEX payments_newest_by_currency ON payments (currency, created_at DESC, order_id DESC);
