// The tables of what people found and learnt: outcomes, claims, rows to train on, practice answers. Nothing here is on the path of a decision.

export const outcomeTables = `
-- What a check found. n is its entry in the audit chain. Rows are only added; one whose decision is erased keeps its place,
-- blanked, so that the chain can be verified and no neighbour is moved. said and key_hash are hashes, in hex.
CREATE TABLE outcomes (
  n INTEGER PRIMARY KEY,
  seq INTEGER NOT NULL,
  at INTEGER NOT NULL,
  body TEXT NOT NULL,
  said TEXT NOT NULL,
  key_hash TEXT,
  salt TEXT NOT NULL
) STRICT;
CREATE INDEX outcomes_seq ON outcomes (seq);
CREATE INDEX outcomes_key ON outcomes (key_hash) WHERE key_hash IS NOT NULL;

-- The last word on a decision, in one byte, and the way to its row of training_rows, always in six: both are overwritten in place
-- when the decision is erased, and nothing leads from it to what was learnt afterwards.
CREATE TABLE checked (
  seq INTEGER PRIMARY KEY,
  word INTEGER NOT NULL,
  training INTEGER NOT NULL
) STRICT;

CREATE TABLE claims (
  seq INTEGER PRIMARY KEY,
  key TEXT NOT NULL,
  client TEXT NOT NULL,
  since INTEGER NOT NULL,
  until INTEGER NOT NULL
) STRICT;

CREATE TABLE feature_sets (
  id INTEGER PRIMARY KEY,
  names TEXT NOT NULL UNIQUE
) STRICT;

-- Numbers and codes of checked parcels. id is drawn at random and day is no finer than a day: neither order nor time leads back.
CREATE TABLE training_rows (
  id INTEGER PRIMARY KEY,
  day INTEGER NOT NULL,
  label INTEGER NOT NULL,
  reason INTEGER NOT NULL,
  probability REAL NOT NULL,
  method INTEGER NOT NULL,
  rule_points INTEGER NOT NULL,
  forest_points INTEGER NOT NULL,
  evidence_lane INTEGER NOT NULL,
  engine INTEGER NOT NULL,
  feature_set INTEGER NOT NULL,
  features BLOB NOT NULL,
  hs6 TEXT NOT NULL,
  route TEXT NOT NULL,
  office TEXT NOT NULL,
  service TEXT NOT NULL
) STRICT;
CREATE INDEX training_rows_day ON training_rows (day);

CREATE TABLE practice_answers (
  n INTEGER PRIMARY KEY,
  key TEXT NOT NULL,
  at INTEGER NOT NULL,
  parcel TEXT NOT NULL,
  answer TEXT NOT NULL
) STRICT;
CREATE INDEX practice_key ON practice_answers (key);
`

/** Outcomes are many and acts of administration few: who looks for these does not wade through those. */
export const administrationIndex = `
CREATE INDEX audit_administration ON audit (n) WHERE act IS NOT NULL AND act <> 'outcome_recorded';
`
