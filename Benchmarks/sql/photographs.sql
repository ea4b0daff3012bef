-- Makes :photographs rows to be asked about:
--   psql -v photographs=60000 -f photographs.sql
\set ON_ERROR_STOP 1
SET client_min_messages = warning;

DROP TABLE IF EXISTS photographs;
CREATE TABLE photographs (
  id bigint PRIMARY KEY,
  title text NOT NULL,
  address text NOT NULL,
  answers jsonb
);

INSERT INTO photographs (id, title, address)
SELECT n, 'Photograph ' || n, 'https://images.example/' || n || '.jpg'
FROM generate_series(1, :photographs) AS n;

VACUUM ANALYZE photographs;
