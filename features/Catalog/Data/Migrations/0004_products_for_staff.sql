-- Staff list products of every status, latest change first or by name, and find them by the beginning of a SKU.
CREATE INDEX products_latest_change ON products (updated_at, id);
CREATE INDEX products_all_by_name ON products (name COLLATE "und-x-icu", id);
CREATE INDEX variants_by_sku ON variants (sku COLLATE "C");

-- What was done to many products at once, kept so that it can be undone while nobody has built upon it.
CREATE TABLE bulk_changes (
    id         uuid PRIMARY KEY,
    wish       json        NOT NULL,
    actor      text        NOT NULL,
    done_at    timestamptz NOT NULL,
    undo_until timestamptz NOT NULL CHECK (undo_until > done_at),
    undone_at  timestamptz,
    CONSTRAINT bulk_change_undone_in_time CHECK (undone_at < undo_until)
);

CREATE INDEX bulk_changes_latest ON bulk_changes (done_at DESC, id DESC);

-- One product as it was. No reference to products: a draft may be thrown away meanwhile.
CREATE TABLE bulk_change_items (
    change_id       uuid   NOT NULL REFERENCES bulk_changes (id) ON DELETE CASCADE,
    product_id      uuid   NOT NULL,
    version         bigint NOT NULL CHECK (version > 1),
    status_before   text   NOT NULL CHECK (status_before IN ('draft', 'published', 'withdrawn')),
    variants_before json   NOT NULL,
    PRIMARY KEY (change_id, product_id)
);
