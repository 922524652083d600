-- Few orders are not finished, however many there were. Staff look for those: what waits for a bank, what has not left yet.
CREATE INDEX checkouts_open ON checkouts (order_id) WHERE step <> 'Finished';
