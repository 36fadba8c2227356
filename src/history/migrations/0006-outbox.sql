-- Who works on the history. Each one that takes it gets the next epoch; what an earlier one claimed is recovered.
CREATE TABLE lease (
  id       INTEGER PRIMARY KEY CHECK (id = 1),
  epoch    INTEGER NOT NULL,
  owner    TEXT NOT NULL,
  taken_at TEXT NOT NULL
) STRICT;

-- SQLite cannot change a CHECK: the outbox is made anew. `asked` counts how often a mail server has asked for the message.
CREATE TABLE new_sends (
  id         INTEGER PRIMARY KEY,
  week       TEXT NOT NULL,
  scope      TEXT NOT NULL,
  revision   INTEGER NOT NULL,
  recipient  TEXT NOT NULL,
  message_id TEXT NOT NULL,
  envelope   TEXT NOT NULL CHECK (json_valid(envelope)),
  message    BLOB NOT NULL,
  state      TEXT NOT NULL CHECK (state IN
    ('pending', 'intent', 'data', 'sent', 'failed', 'unknown', 'expired', 'suppressed')),
  owner      TEXT,
  epoch      INTEGER NOT NULL DEFAULT 0,
  asked      INTEGER NOT NULL DEFAULT 0,
  reply      TEXT,
  changed_at TEXT NOT NULL,
  UNIQUE (week, recipient, scope, revision),
  FOREIGN KEY (week, scope, revision) REFERENCES digests (week, scope, revision)
) STRICT;

INSERT INTO new_sends (id, week, scope, revision, recipient, message_id, envelope, message, state, asked, reply, changed_at)
SELECT id, week, scope, revision, recipient, message_id, envelope, message,
  CASE state WHEN 'sending' THEN 'data' WHEN 'refused' THEN 'failed' ELSE state END,
  state NOT IN ('pending', 'suppressed'), reply, changed_at
FROM sends;
DROP TABLE sends;
ALTER TABLE new_sends RENAME TO sends;
