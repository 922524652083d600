-- What was decided for an order, kept for good: the order id is the natural key that makes every command harmless the second time.
--   held       stock is reserved until expires_at          confirmed  stock is reserved until shipped or released
--   rejected   nothing was reserved, and never will be     released   given back, or refused before it was ever asked for
--   expired    given back because nobody confirmed in time shipped    everything left the warehouse
-- Only held and confirmed reservations hold stock: stock.reserved = sum(quantity - shipped) of their allocations.
CREATE TABLE reservations (
    order_id   uuid PRIMARY KEY,
    status     text NOT NULL CHECK (status IN ('held', 'confirmed', 'rejected', 'released', 'expired', 'shipped')),
    expires_at timestamptz,
    reason     text,
    shortages  jsonb,
    decided_at timestamptz NOT NULL,
    CONSTRAINT only_a_hold_expires CHECK ((status = 'held') = (expires_at IS NOT NULL))
) WITH (fillfactor = 80);

CREATE INDEX reservations_to_expire ON reservations (expires_at) WHERE status = 'held';

-- Which warehouse ships how much of a SKU for an order.
CREATE TABLE allocations (
    order_id  uuid NOT NULL REFERENCES reservations (order_id),
    sku       text COLLATE "C" NOT NULL,
    warehouse text COLLATE "C" NOT NULL,
    quantity  int  NOT NULL CHECK (quantity > 0),
    shipped   int  NOT NULL DEFAULT 0,
    PRIMARY KEY (order_id, sku, warehouse),
    FOREIGN KEY (sku, warehouse) REFERENCES stock (sku, warehouse),
    CONSTRAINT not_shipped_twice CHECK (shipped BETWEEN 0 AND quantity)
);

-- Shipments that were taken off stock; the id is the natural key.
CREATE TABLE shipments (
    shipment_id uuid PRIMARY KEY,
    order_id    uuid        NOT NULL REFERENCES reservations (order_id),
    recorded_at timestamptz NOT NULL
);

-- Which SKUs a product has, as the catalogue last published them.
CREATE TABLE product_skus (
    product_id uuid PRIMARY KEY,
    version    bigint NOT NULL,
    skus       text[] NOT NULL
);
