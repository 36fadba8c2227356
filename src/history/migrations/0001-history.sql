-- Everybody Gong ever listed. Ids are Gong's, as text: they exceed 2^53.
CREATE TABLE people (
  key        INTEGER PRIMARY KEY,
  id         TEXT NOT NULL UNIQUE,
  name       TEXT NOT NULL,
  email      TEXT,
  manager_id TEXT,
  active     INTEGER NOT NULL CHECK (active IN (0, 1)),
  created_at TEXT
) STRICT;

CREATE TABLE metrics (
  key    INTEGER PRIMARY KEY,
  id     TEXT NOT NULL UNIQUE,
  source TEXT NOT NULL CHECK (source IN ('activity', 'interaction', 'scorecards', 'calls'))
) STRICT;

-- A week is here only when every page of every source it needs arrived.
CREATE TABLE weeks (
  week         TEXT PRIMARY KEY,
  time_zone    TEXT NOT NULL,
  completed_at TEXT NOT NULL,
  read_at      TEXT NOT NULL,
  has_calls    INTEGER NOT NULL CHECK (has_calls IN (0, 1)),
  notes        TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(notes))
) STRICT, WITHOUT ROWID;

-- Who was there that week and whose team it was. `team` is the manager's Gong id.
CREATE TABLE membership (
  week     TEXT NOT NULL REFERENCES weeks (week),
  person   INTEGER NOT NULL REFERENCES people (key),
  team     TEXT,
  presence TEXT NOT NULL CHECK (presence IN ('present', 'joined later', 'left', 'inactive')),
  PRIMARY KEY (week, person)
) STRICT, WITHOUT ROWID;

-- One number per person, metric and week. No row means missing, never zero.
CREATE TABLE weekly_values (
  week   TEXT NOT NULL REFERENCES weeks (week),
  metric INTEGER NOT NULL REFERENCES metrics (key),
  person INTEGER NOT NULL REFERENCES people (key),
  value  REAL NOT NULL,
  base   INTEGER,
  PRIMARY KEY (week, metric, person)
) STRICT, WITHOUT ROWID;

-- What a complete week said before Gong restated it. NULL means missing.
CREATE TABLE revisions (
  week    TEXT NOT NULL REFERENCES weeks (week),
  metric  INTEGER NOT NULL REFERENCES metrics (key),
  person  INTEGER NOT NULL REFERENCES people (key),
  seen_at TEXT NOT NULL,
  before  REAL,
  after   REAL,
  PRIMARY KEY (week, metric, person, seen_at)
) STRICT, WITHOUT ROWID;

-- Answers of a pull that has not yet completed its week; gone once the week is recorded.
CREATE TABLE parts (
  week       TEXT NOT NULL,
  source     TEXT NOT NULL,
  fetched_at TEXT NOT NULL,
  body       TEXT NOT NULL CHECK (json_valid(body)),
  PRIMARY KEY (week, source)
) STRICT, WITHOUT ROWID;

CREATE TABLE facts (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE requests_by_day (
  day   TEXT PRIMARY KEY,
  count INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE runs (
  id          INTEGER PRIMARY KEY,
  kind        TEXT NOT NULL,
  started_at  TEXT NOT NULL,
  finished_at TEXT,
  exit_code   INTEGER,
  requests    INTEGER,
  message     TEXT
) STRICT;

-- What each scope was told about a week.
CREATE TABLE digests (
  week       TEXT NOT NULL,
  scope      TEXT NOT NULL,
  revision   INTEGER NOT NULL,
  created_at TEXT NOT NULL,
  body       TEXT NOT NULL CHECK (json_valid(body)),
  PRIMARY KEY (week, scope, revision)
) STRICT, WITHOUT ROWID;

-- The outbox: one fixed message per recipient, written before the mail server hears of it.
CREATE TABLE sends (
  id         INTEGER PRIMARY KEY,
  week       TEXT NOT NULL,
  scope      TEXT NOT NULL,
  revision   INTEGER NOT NULL,
  recipient  TEXT NOT NULL,
  message_id TEXT NOT NULL,
  envelope   TEXT NOT NULL CHECK (json_valid(envelope)),
  message    BLOB NOT NULL,
  state      TEXT NOT NULL CHECK (state IN ('pending', 'sending', 'sent', 'refused', 'unknown')),
  reply      TEXT,
  changed_at TEXT NOT NULL,
  UNIQUE (week, recipient, scope, revision),
  FOREIGN KEY (week, scope, revision) REFERENCES digests (week, scope, revision)
) STRICT;

-- Weeks that nobody will be mailed about any more, and why.
CREATE TABLE settled (
  week   TEXT PRIMARY KEY,
  reason TEXT NOT NULL CHECK (reason IN ('told', 'passed over')),
  at     TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX weekly_values_by_person ON weekly_values (person, week);
