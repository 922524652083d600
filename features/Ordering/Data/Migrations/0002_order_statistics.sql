-- What staff see first: how many orders, for how much, and why not. A projection of the events, by the day on which they were recorded (UTC).
CREATE TABLE order_statistics (
    day                   date    NOT NULL,
    currency              char(3) NOT NULL,
    placed                bigint  NOT NULL,
    placed_minor_units    bigint  NOT NULL,
    confirmed             bigint  NOT NULL,
    confirmed_minor_units bigint  NOT NULL,
    completed             bigint  NOT NULL,
    cancelled             bigint  NOT NULL,
    cancelled_minor_units bigint  NOT NULL,
    captured_minor_units  bigint  NOT NULL,
    PRIMARY KEY (day, currency)
) WITH (fillfactor = 50);

CREATE TABLE order_statistics_reasons (
    day      date    NOT NULL,
    currency char(3) NOT NULL,
    reason   text    NOT NULL,
    orders   bigint  NOT NULL,
    PRIMARY KEY (day, currency, reason)
) WITH (fillfactor = 50);

-- What later events of an order do not repeat.
CREATE TABLE order_statistics_orders (
    order_id          uuid    PRIMARY KEY,
    currency          char(3) NOT NULL,
    total_minor_units bigint  NOT NULL
);
