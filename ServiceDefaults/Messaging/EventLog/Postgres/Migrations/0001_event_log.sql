-- The event log when no Kafka is configured: topics with partitions, offsets per consumer group.
-- Appending takes the topic's row lock until commit, so positions are dense and become visible in order: a reader cannot pass a gap.
CREATE TABLE log_topics (
    topic         text   PRIMARY KEY,
    last_position bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 50);

CREATE TABLE log_messages (
    topic       text        NOT NULL,
    partition   int         NOT NULL,
    position    bigint      NOT NULL,
    message_id  uuid        NOT NULL,
    key         text        NOT NULL,
    envelope    text        NOT NULL,
    appended_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (topic, partition, position)
);
CREATE INDEX log_messages_appended_at ON log_messages USING brin (appended_at);

CREATE TABLE log_offsets (
    consumer_group text   NOT NULL,
    topic          text   NOT NULL,
    partition      int    NOT NULL,
    position       bigint NOT NULL,
    PRIMARY KEY (consumer_group, topic, partition)
) WITH (fillfactor = 50);
