-- A rebuild that nobody wants any more is called off, and says by whom.
ALTER TABLE projection_rebuilds DROP CONSTRAINT projection_rebuilds_state_check;
ALTER TABLE projection_rebuilds ADD COLUMN cancelled_by text,
    ADD CONSTRAINT projection_rebuilds_state_check CHECK (state IN ('requested', 'building', 'swapped', 'failed', 'cancelled')),
    ADD CONSTRAINT projection_rebuilds_cancelled_by_somebody CHECK ((state = 'cancelled') = (cancelled_by IS NOT NULL));
