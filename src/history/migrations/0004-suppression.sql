-- Addresses that are mailed no more, in small letters. An empty scope stands for every digest.
CREATE TABLE suppressions (
  address TEXT NOT NULL,
  scope   TEXT NOT NULL,
  at      TEXT NOT NULL,
  PRIMARY KEY (address, scope)
) STRICT, WITHOUT ROWID;

-- SQLite cannot change a CHECK: the outbox is made anew with one more state.
CREATE TABLE new_sends (
  id         INTEGER PRIMARY KEY,
  week       TEXT NOT NULL,
  scope      TEXT NOT NULL,
  revision   INTEGER NOT NULL,
  recipient  TEXT NOT NULL,
  message_id TEXT NOT NULL,
  envelope   TEXT NOT NULL CHECK (json_valid(envelope)),
  message    BLOB NOT NULL,
  state      TEXT NOT NULL CHECK (state IN ('pending', 'sending', 'sent', 'refused', 'unknown', 'suppressed')),
  reply      TEXT,
  changed_at TEXT NOT NULL,
  UNIQUE (week, recipient, scope, revision),
  FOREIGN KEY (week, scope, revision) REFERENCES digests (week, scope, revision)
) STRICT;

INSERT INTO new_sends SELECT * FROM sends;
DROP TABLE sends;
ALTER TABLE new_sends RENAME TO sends;
