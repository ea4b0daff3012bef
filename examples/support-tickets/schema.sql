-- Tickets of a support desk, and what is on record about them: rows of text, without any image.
-- PostgreSQL and SQLite both take this file as it stands.

CREATE TABLE accounts (
  id INTEGER PRIMARY KEY,
  plan TEXT,
  seats INTEGER
);

CREATE TABLE tickets (
  id INTEGER PRIMARY KEY,
  account_id INTEGER,
  product TEXT,
  opened_at TIMESTAMPTZ,
  subject TEXT,
  body TEXT,
  triage JSONB
);

CREATE TABLE messages (
  id INTEGER PRIMARY KEY,
  ticket_id INTEGER,
  sent_at TIMESTAMPTZ,
  sender TEXT,
  body TEXT
);

-- Outages that the status page told of.
CREATE TABLE incidents (
  id INTEGER PRIMARY KEY,
  product TEXT,
  started_at TIMESTAMPTZ,
  title TEXT
);

CREATE INDEX tickets_account_id ON tickets (account_id);
CREATE INDEX messages_ticket_id ON messages (ticket_id);
CREATE INDEX incidents_product ON incidents (product);
