-- A collection of vehicle photographs and the papers that go with it.
-- PostgreSQL and SQLite both take this file as it stands.
--
-- Only `id` is constrained. Rows arrive from phones, imports and old spreadsheets, in any order:
-- a receipt may come before its vehicle, and a photograph may belong to none.

CREATE TABLE vehicles (
  id UUID PRIMARY KEY,
  year INTEGER,
  make TEXT,
  model TEXT,
  series TEXT,
  body_style TEXT,
  color TEXT
);

CREATE TABLE vehicle_images (
  id UUID PRIMARY KEY,
  vehicle_id UUID,
  image_url TEXT,
  taken_at TIMESTAMPTZ,
  width INTEGER,
  height INTEGER,
  ai_scan_metadata JSONB
);

CREATE TABLE image_tags (
  id UUID PRIMARY KEY,
  image_id UUID,
  tag TEXT
);

CREATE TABLE receipts (
  id UUID PRIMARY KEY,
  vehicle_id UUID,
  purchase_date DATE,
  vendor TEXT,
  description TEXT,
  total NUMERIC(12, 2)
);

CREATE TABLE timeline_events (
  id UUID PRIMARY KEY,
  vehicle_id UUID,
  event_date DATE,
  title TEXT
);

-- What the factory's Service Parts Identification sheet says. Dates as printed, so text.
CREATE TABLE vehicle_spid_data (
  id UUID PRIMARY KEY,
  vehicle_id UUID,
  vin TEXT,
  build_date TEXT,
  paint_code_exterior TEXT,
  rpo_codes TEXT
);

CREATE TABLE reference_documents (
  id UUID PRIMARY KEY,
  vehicle_id UUID,
  document_type TEXT,
  title TEXT
);

CREATE INDEX vehicle_images_vehicle_id ON vehicle_images (vehicle_id);
CREATE INDEX image_tags_image_id ON image_tags (image_id);
CREATE INDEX receipts_vehicle_id ON receipts (vehicle_id);
CREATE INDEX timeline_events_vehicle_id ON timeline_events (vehicle_id);
CREATE INDEX vehicle_spid_data_vehicle_id ON vehicle_spid_data (vehicle_id);
CREATE INDEX reference_documents_vehicle_id ON reference_documents (vehicle_id);
