-- What Ordering knows of the catalogue: enough to price a cart without asking anybody. Fed by Catalog's messages; a higher version wins.
CREATE TABLE offers (
    sku        text    PRIMARY KEY,
    product_id uuid    NOT NULL,
    name       text    NOT NULL,
    prices     jsonb   NOT NULL,            -- {"EUR": 1299, "USD": 1399}: minor units
    version    bigint  NOT NULL,            -- the product's
    available  boolean NOT NULL
);
CREATE INDEX offers_product ON offers (product_id);

CREATE TABLE carts (
    id          uuid        PRIMARY KEY,
    customer_id uuid,                       -- null while anonymous: whoever knows the id has the cart
    currency    char(3)     NOT NULL,
    status      text        NOT NULL CHECK (status IN ('open', 'ordered', 'merged')),
    order_id    uuid        CHECK ((order_id IS NOT NULL) = (status = 'ordered')),
    version     int         NOT NULL,
    created_at  timestamptz NOT NULL,
    touched_at  timestamptz NOT NULL
);
CREATE UNIQUE INDEX carts_order ON carts (order_id) WHERE order_id IS NOT NULL;

CREATE TABLE cart_lines (
    cart_id  uuid NOT NULL REFERENCES carts ON DELETE CASCADE,
    sku      text NOT NULL,
    quantity int  NOT NULL CONSTRAINT cart_lines_quantity CHECK (quantity BETWEEN 1 AND 99),
    added_at timestamptz NOT NULL,
    PRIMARY KEY (cart_id, sku)
);

-- The list of orders, written in the transaction of the events it shows.
CREATE TABLE order_summaries (
    order_id          uuid        PRIMARY KEY,
    customer_id       uuid        NOT NULL,
    status            text        NOT NULL,
    total_minor_units bigint      NOT NULL CHECK (total_minor_units >= 0),
    currency          char(3)     NOT NULL,
    item_count        int         NOT NULL,
    version           int         NOT NULL,
    placed_at         timestamptz NOT NULL,
    updated_at        timestamptz NOT NULL
) WITH (fillfactor = 80);
CREATE INDEX order_summaries_customer ON order_summaries (customer_id, placed_at DESC, order_id DESC);
CREATE INDEX order_summaries_placed ON order_summaries (placed_at DESC, order_id DESC);

-- Where each order's checkout process stands and until when the next answer must have come. Finished ones have no deadline.
CREATE TABLE checkouts (
    order_id      uuid        PRIMARY KEY,
    step          text        NOT NULL,
    deadline      timestamptz,
    reminders     int         NOT NULL DEFAULT 0,
    payment_token text        NOT NULL
) WITH (fillfactor = 80);
CREATE INDEX checkouts_deadline ON checkouts (deadline) WHERE deadline IS NOT NULL;

-- Personal data stay out of the events, which can never be changed.
CREATE TABLE shipping_addresses (
    order_id uuid  PRIMARY KEY,
    address  jsonb NOT NULL
);
