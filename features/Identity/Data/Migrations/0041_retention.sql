CREATE INDEX security_events_age ON security_events USING brin (occurred_at);
CREATE INDEX outgoing_messages_settled ON outgoing_messages (settled_at) WHERE settled_at IS NOT NULL;
