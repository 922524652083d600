-- Refunds are few among captures and authorisations: staff look for those.
CREATE INDEX payment_operations_refunds ON payment_operations (id DESC) WHERE kind = 'refund';
