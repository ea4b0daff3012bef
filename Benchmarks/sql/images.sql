-- Makes :images photographs of :vehicles vehicles, with the papers that go with them.
-- Everything follows from the numbers of the rows, so that every run counts the same:
--   psql -v images=3000000 -v vehicles=100000 -f images.sql
\set ON_ERROR_STOP 1
SET client_min_messages = warning;

-- A number from 0 to 999 for a row, the same each time.
CREATE OR REPLACE FUNCTION pick(what text, row_number bigint) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT abs(hashtextextended(what, row_number) % 1000)::integer $$;

INSERT INTO vehicles (id, year, make, model, series)
SELECT md5('vehicle ' || v)::uuid, 1960 + v % 40, 'Make ' || v % 9, 'Model ' || v % 70, 'C' || v % 5
FROM generate_series(1, :vehicles) AS v;

INSERT INTO vehicle_spid_data (id, vehicle_id, vin, build_date, paint_code_exterior, rpo_codes)
SELECT md5('spid ' || v)::uuid, md5('vehicle ' || v)::uuid, 'VIN' || v, '03/72', '14', 'L48,M40'
FROM generate_series(1, :vehicles) AS v WHERE pick('spid', v) < 120;

INSERT INTO reference_documents (id, vehicle_id, document_type, title)
SELECT md5('document ' || v)::uuid, md5('vehicle ' || v)::uuid,
  CASE WHEN pick('kind', v) < 500 THEN 'factory_manual' ELSE 'brochure' END, 'Document ' || v
FROM generate_series(1, :vehicles) AS v WHERE pick('document', v) < 200;

-- Half of the vehicles have no receipts, the others up to ten; a fifth has long timelines.
INSERT INTO receipts (id, vehicle_id, purchase_date, vendor, description, total)
SELECT md5('receipt ' || v || ' ' || n)::uuid, md5('vehicle ' || v)::uuid,
  DATE '2015-01-01' + pick('bought', v * 31 + n) * 4, 'Vendor ' || n, 'Part ' || n, 10 + n
FROM generate_series(1, :vehicles) AS v,
  generate_series(1, greatest(0, pick('receipts', v) / 50 - 9)) AS n;

INSERT INTO timeline_events (id, vehicle_id, event_date, title)
SELECT md5('event ' || v || ' ' || n)::uuid, md5('vehicle ' || v)::uuid,
  DATE '2015-01-01' + pick('event', v * 97 + n) * 4, 'Event ' || n
FROM generate_series(1, :vehicles) AS v,
  generate_series(1, CASE WHEN pick('events', v) < 200 THEN 50 ELSE pick('events', v) / 200 END) AS n;

INSERT INTO vehicle_images (id, vehicle_id, image_url, taken_at, width, height, ai_scan_metadata)
SELECT md5('image ' || i)::uuid, md5('vehicle ' || 1 + i % :vehicles)::uuid,
  'https://images.example/' || i || '.jpg',
  TIMESTAMPTZ '2015-01-01 12:00+00' + pick('taken', i) * INTERVAL '4 days',
  1024 + 64 * (i % 20), 768 + 64 * (i % 7),
  CASE WHEN pick('analyzed', i) < 80
    THEN jsonb_build_object('tier_1_analysis', jsonb_build_object('angle', 'front_center')) END
FROM generate_series(1, :images) AS i;

INSERT INTO image_tags (id, image_id, tag)
SELECT md5('tag ' || i || ' ' || n)::uuid, md5('image ' || i)::uuid, 'tag ' || n
FROM generate_series(1, :images) AS i, generate_series(1, pick('tags', i) / 200 - 1) AS n;

DROP FUNCTION pick(text, bigint);
ANALYZE;
