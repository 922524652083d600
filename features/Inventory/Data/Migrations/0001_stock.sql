-- Where stock lies. A lower priority is tried first when an order is allocated.
CREATE TABLE warehouses (
    code     text COLLATE "C" PRIMARY KEY CHECK (code ~ '^[A-Z0-9][A-Z0-9-]{1,19}$'),
    name     text   NOT NULL,
    country  text   NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
    priority int    NOT NULL CHECK (priority BETWEEN 0 AND 1000),
    version  bigint NOT NULL DEFAULT 1
);

-- One row per SKU and warehouse. available = on_hand - reserved, and the checks keep it from ever being negative: whatever the code
-- above does, an oversold row cannot be committed. version counts the row's movements.
CREATE TABLE stock (
    sku           text COLLATE "C" NOT NULL,
    warehouse     text COLLATE "C" NOT NULL REFERENCES warehouses (code),
    on_hand       int    NOT NULL DEFAULT 0 CHECK (on_hand BETWEEN 0 AND 1000000000),
    reserved      int    NOT NULL DEFAULT 0 CHECK (reserved >= 0),
    version       bigint NOT NULL DEFAULT 0,
    last_movement bigint GENERATED ALWAYS AS (NULLIF(version, 0)) STORED,
    PRIMARY KEY (sku, warehouse),
    CONSTRAINT stock_is_not_oversold CHECK (reserved <= on_hand),
    CONSTRAINT stock_without_movements_is_empty CHECK (version > 0 OR on_hand = 0)
) WITH (fillfactor = 70);

-- The ledger: every change of on_hand, numbered 1..n per stock row, with the balance after it. Each movement must continue the one
-- before it and each stock row must equal its last movement, both by foreign key, so on_hand is always the sum of the deltas.
CREATE TABLE movements (
    id               bigint GENERATED ALWAYS AS IDENTITY,
    sku              text COLLATE "C" NOT NULL,
    warehouse        text COLLATE "C" NOT NULL,
    version          bigint      NOT NULL CHECK (version > 0),
    delta            int         NOT NULL CHECK (delta <> 0),
    on_hand          int         NOT NULL CHECK (on_hand >= 0),
    reason           text        NOT NULL,
    reference        text        NOT NULL,
    actor            text        NOT NULL,
    recorded_at      timestamptz NOT NULL,
    previous_version bigint GENERATED ALWAYS AS (NULLIF(version - 1, 0)) STORED,
    previous_on_hand int GENERATED ALWAYS AS (on_hand - delta) STORED,
    PRIMARY KEY (sku, warehouse, version),
    UNIQUE (sku, warehouse, version, on_hand),
    FOREIGN KEY (sku, warehouse) REFERENCES stock (sku, warehouse),
    CONSTRAINT movement_continues_the_one_before FOREIGN KEY (sku, warehouse, previous_version, previous_on_hand)
        REFERENCES movements (sku, warehouse, version, on_hand),
    CONSTRAINT first_movement_starts_at_zero CHECK (version > 1 OR on_hand = delta)
);

CREATE INDEX movements_of_a_sku ON movements (sku, id DESC);

ALTER TABLE stock ADD CONSTRAINT stock_equals_its_last_movement FOREIGN KEY (sku, warehouse, last_movement, on_hand)
    REFERENCES movements (sku, warehouse, version, on_hand) DEFERRABLE INITIALLY DEFERRED;

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'movements are append-only';
END $$;

CREATE TRIGGER movements_are_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON movements
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
