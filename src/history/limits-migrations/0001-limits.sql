-- Who was cut off by hand, without a change to the settings.
CREATE TABLE persona_revocations (
  persona TEXT NOT NULL PRIMARY KEY,
  at      TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What personas with a budget asked of Gong, by UTC day.
CREATE TABLE persona_requests (
  persona  TEXT NOT NULL,
  day      TEXT NOT NULL,
  requests INTEGER NOT NULL CHECK (requests >= 0),
  PRIMARY KEY (persona, day)
) STRICT, WITHOUT ROWID;

-- Calls that need an approval. The arguments stay only while somebody may still approve or make the call.
CREATE TABLE approvals (
  id        TEXT NOT NULL PRIMARY KEY,
  hash      TEXT NOT NULL,
  action    TEXT NOT NULL,
  persona   TEXT,
  base_url  TEXT NOT NULL,
  why       TEXT NOT NULL,
  arguments TEXT CHECK (json_valid(arguments)),
  state     TEXT NOT NULL CHECK (state IN ('asked', 'approved', 'claimed', 'done', 'refused', 'unknown', 'expired')),
  asked_at  TEXT NOT NULL,
  -- Of being asked while it is; of the approval once it is given.
  until     TEXT NOT NULL,
  -- terminal or signed
  by        TEXT,
  changed_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX approvals_by_hash ON approvals (hash, state);

-- When requests leave, those of the next moments included; as many rows as a second may have.
CREATE TABLE departures (
  id    INTEGER PRIMARY KEY,
  -- Milliseconds since 1970.
  at_ms INTEGER NOT NULL,
  -- Which client's.
  owner TEXT NOT NULL
) STRICT;

CREATE INDEX departures_at ON departures (at_ms);

-- Until when Gong asked everybody to wait, and when it did; one row at most.
CREATE TABLE closure (
  id       INTEGER PRIMARY KEY CHECK (id = 1),
  until_ms INTEGER NOT NULL,
  at_ms    INTEGER NOT NULL
) STRICT;

-- The newest row of the log of calls when a process opened or closed it; one row at most.
CREATE TABLE audit_newest (
  id       INTEGER PRIMARY KEY CHECK (id = 1),
  sequence INTEGER NOT NULL,
  hash     TEXT NOT NULL
) STRICT;
