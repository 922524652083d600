-- What staff write for each other about an order, sealed by the customer's own key: it goes when they are erased.
CREATE TABLE order_notes (
    note_id    uuid        PRIMARY KEY,
    order_id   uuid        NOT NULL,
    author_id  uuid        NOT NULL,
    note       text        NOT NULL,
    written_at timestamptz NOT NULL
);
CREATE INDEX order_notes_order ON order_notes (order_id, note_id DESC);

-- People read an order's number by its end: the beginning is the time, and alike in all of a day.
CREATE INDEX order_summaries_number ON order_summaries (right(order_id::text, 8));
