-- Every attempt to call Gong, and how it ended. Rows are only ever added; each holds the hash of the one before.
CREATE TABLE entry (
  sequence INTEGER PRIMARY KEY CHECK (sequence > 0),
  time TEXT NOT NULL,
  -- attempt, outcome; erasure, cut and payloads-cut say what was taken out of the log, and by which right.
  kind TEXT NOT NULL,
  -- Of an outcome: whose.
  attempt INTEGER,
  -- JSON that names nobody.
  facts TEXT NOT NULL,
  -- JSON that may name somebody. Only its digest is in the chain, so it can be taken out.
  personal TEXT,
  salt BLOB,
  personal_digest TEXT,
  previous TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;
CREATE INDEX entry_attempt ON entry (attempt) WHERE attempt IS NOT NULL;
CREATE INDEX entry_time ON entry (time);

-- Prompt, arguments and answer, encrypted; kept only where audit.payloads is on. The entry's facts hold the digest.
CREATE TABLE payload (
  entry INTEGER PRIMARY KEY,
  sealed BLOB NOT NULL
) STRICT;
