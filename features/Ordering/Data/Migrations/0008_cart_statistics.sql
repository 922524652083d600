-- How many carts had something put into them, by the day (UTC) on which the first thing was. Counted in the transaction that puts it there; a day's
-- count lies in several rows, so that shoppers who begin at the same moment do not wait for each other.
ALTER TABLE carts ADD COLUMN filled_at timestamptz;

CREATE TABLE cart_statistics (
    day      date     NOT NULL,
    currency char(3)  NOT NULL,
    slot     smallint NOT NULL,
    begun    bigint   NOT NULL,
    PRIMARY KEY (day, currency, slot)
) WITH (fillfactor = 50);

-- Carts from before: an open one counts by its first line, an ordered one by when it was made. Merged ones live on in another.
UPDATE carts c SET filled_at = coalesce((SELECT min(l.added_at) FROM cart_lines l WHERE l.cart_id = c.id), c.created_at)
WHERE c.status = 'ordered' OR (c.status = 'open' AND EXISTS (SELECT FROM cart_lines l WHERE l.cart_id = c.id));

INSERT INTO cart_statistics (day, currency, slot, begun)
SELECT (filled_at AT TIME ZONE 'UTC')::date, currency, 0, count(*) FROM carts WHERE filled_at IS NOT NULL GROUP BY 1, 2;
