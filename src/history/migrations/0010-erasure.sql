-- Who must not come back: keyed hashes of ids and addresses, never the id or address itself.
CREATE TABLE tombstones (
  key  TEXT NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (key, hash)
) STRICT, WITHOUT ROWID;

-- One row for each erasure. `subject` says who, as long as it is not through; the receipt never does.
CREATE TABLE erasures (
  id          INTEGER PRIMARY KEY,
  started_at  TEXT NOT NULL,
  finished_at TEXT,
  subject     TEXT CHECK (json_valid(subject)),
  receipt     TEXT CHECK (json_valid(receipt))
) STRICT;

-- Folders and files outside the data folder that digests or backups were written to.
CREATE TABLE places (
  path TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('digests', 'backup')),
  keep INTEGER,
  at   TEXT NOT NULL
) STRICT, WITHOUT ROWID;
