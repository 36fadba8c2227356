-- What Gong told about somebody whom a week's findings name: settings switched, calls behind the number.
CREATE TABLE context (
  week    TEXT NOT NULL REFERENCES weeks (week) ON DELETE CASCADE,
  person  INTEGER NOT NULL REFERENCES people (key) ON DELETE CASCADE,
  read_at TEXT NOT NULL,
  body    TEXT NOT NULL CHECK (json_valid(body)),
  PRIMARY KEY (week, person)
) STRICT, WITHOUT ROWID;
