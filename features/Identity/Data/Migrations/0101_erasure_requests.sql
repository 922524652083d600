-- Staff want somebody's account erased, and somebody else of them decides. The rows outlive the account as proof: ids that lead to nobody,
-- and no words.
CREATE TABLE erasure_requests (
    id              uuid PRIMARY KEY,
    user_id         uuid NOT NULL,
    reason          text CHECK (length(reason) BETWEEN 1 AND 500),
    requested_by    uuid NOT NULL,
    requested_at    timestamptz NOT NULL,
    decision        text CHECK (decision IN ('approved', 'rejected')),
    decided_by      uuid,
    decided_at      timestamptz,
    decision_reason text CHECK (length(decision_reason) BETWEEN 1 AND 500),
    erasure_id      uuid, -- account_erasures, while and after it is carried out
    CONSTRAINT four_eyes CHECK (decision IS DISTINCT FROM 'approved' OR decided_by <> requested_by),
    CONSTRAINT decided_by_somebody CHECK ((decision IS NULL) = (decided_by IS NULL) AND (decision IS NULL) = (decided_at IS NULL)),
    CONSTRAINT approved_leads_to_an_erasure CHECK ((decision IS NOT DISTINCT FROM 'approved') = (erasure_id IS NOT NULL))
);

CREATE UNIQUE INDEX erasure_requests_one_open ON erasure_requests (user_id) WHERE decision IS NULL;
CREATE INDEX erasure_requests_user ON erasure_requests (user_id, id);
