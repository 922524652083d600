-- Why somebody moved stock, in their words.
ALTER TABLE movements ADD COLUMN note text CHECK (char_length(note) BETWEEN 1 AND 200);

-- At or below low_at, staff are told. Whether a row is low is kept beside it, so that the list of what is low reads an index whose rows
-- change only when the answer does: reserving and shipping stay updates that touch no index.
ALTER TABLE stock
    ADD COLUMN low_at int NOT NULL DEFAULT 0 CHECK (low_at BETWEEN 0 AND 1000000000),
    ADD COLUMN is_low boolean NOT NULL GENERATED ALWAYS AS (on_hand - reserved <= low_at) STORED;

CREATE INDEX stock_that_is_low ON stock (sku, warehouse) WHERE is_low;
CREATE INDEX stock_of_a_warehouse ON stock (warehouse, sku);

-- What orders hold of a SKU; what has left is not in it.
CREATE INDEX allocations_not_shipped ON allocations (sku, order_id, warehouse) WHERE shipped < quantity;

-- What people call a SKU, as the catalogue last published it.
CREATE TABLE sku_names (
    sku        text COLLATE "C" PRIMARY KEY,
    product_id uuid NOT NULL,
    name       text NOT NULL,
    search     tsvector NOT NULL GENERATED ALWAYS AS (to_tsvector('simple', name)) STORED
);

CREATE INDEX sku_names_by_words ON sku_names USING gin (search);
