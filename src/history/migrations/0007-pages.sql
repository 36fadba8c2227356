-- Pages of lists that are not read to their end, what a pull reads of them, compressed; gone in the transaction that saves
-- what the list says. They never count as read.
CREATE TABLE pages (
  list       TEXT NOT NULL,
  number     INTEGER NOT NULL CHECK (number > 0),
  fetched_at TEXT NOT NULL,
  body       BLOB NOT NULL,
  PRIMARY KEY (list, number)
) STRICT;
