-- What people told the program about its findings. Nothing is removed: what is taken back gets an end.
-- level, entity and metric say what it is about, NULL for any; entity is Gong's id or 'company'.
CREATE TABLE mutes (
  id          INTEGER PRIMARY KEY,
  level       TEXT CHECK (level IN ('person', 'team', 'company')),
  entity      TEXT,
  metric      TEXT,
  with_people INTEGER NOT NULL CHECK (with_people IN (0, 1)),
  first_week  TEXT NOT NULL,
  last_week   TEXT NOT NULL CHECK (last_week >= first_week),
  reason      TEXT NOT NULL,
  told_by     TEXT NOT NULL,
  told_at     TEXT NOT NULL,
  ended_at    TEXT,
  CHECK (entity IS NOT NULL OR metric IS NOT NULL),
  CHECK ((entity IS NULL) = (level IS NULL))
) STRICT;

-- A level that is known to have changed; `also` lists the series that changed for the same reason.
CREATE TABLE expectations (
  id          INTEGER PRIMARY KEY,
  level       TEXT CHECK (level IN ('person', 'team', 'company')),
  entity      TEXT,
  metric      TEXT,
  with_people INTEGER NOT NULL CHECK (with_people IN (0, 1)),
  also        TEXT NOT NULL CHECK (json_valid(also)),
  since       TEXT NOT NULL,
  reason      TEXT NOT NULL,
  told_by     TEXT NOT NULL,
  told_at     TEXT NOT NULL,
  ended_at    TEXT,
  CHECK (entity IS NOT NULL OR metric IS NOT NULL),
  CHECK ((entity IS NULL) = (level IS NULL))
) STRICT;

-- Was a finding a true change, or not useful? The newest that was not taken back counts.
CREATE TABLE opinions (
  id       INTEGER PRIMARY KEY,
  finding  TEXT NOT NULL,
  week     TEXT NOT NULL,
  is_true  INTEGER NOT NULL CHECK (is_true IN (0, 1)),
  reason   TEXT NOT NULL,
  told_by  TEXT NOT NULL,
  told_at  TEXT NOT NULL,
  ended_at TEXT
) STRICT;
