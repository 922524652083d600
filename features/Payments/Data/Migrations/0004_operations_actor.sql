-- Who acted in the name of the one who caused it, so that the messages about its outcome say so too.
ALTER TABLE payment_operations ADD actor_id text;
