-- Some cards' authorisations do not last until the goods leave.
ALTER TABLE tokens ADD COLUMN expires_before_capture boolean NOT NULL DEFAULT false;
ALTER TABLE charges DROP CONSTRAINT charges_status_check;
ALTER TABLE charges ADD CONSTRAINT charges_status_check CHECK (status IN ('authorized', 'declined', 'requires_action', 'voided', 'expired'));
