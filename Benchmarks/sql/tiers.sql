-- What somebody would write by hand for v1: how many images each stage asks in each tier.
WITH spid AS (SELECT DISTINCT vehicle_id FROM vehicle_spid_data),
manuals AS (
  SELECT DISTINCT vehicle_id FROM reference_documents WHERE document_type = 'factory_manual'
),
receipt_counts AS (SELECT vehicle_id, count(*) AS n FROM receipts GROUP BY vehicle_id),
event_counts AS (SELECT vehicle_id, count(*) AS n FROM timeline_events GROUP BY vehicle_id),
tag_counts AS (SELECT image_id, count(*) AS n FROM image_tags GROUP BY image_id),
scored AS (
  SELECT
    CASE WHEN spid.vehicle_id IS NOT NULL THEN 20 ELSE 0 END
    + CASE WHEN manuals.vehicle_id IS NOT NULL THEN 15 ELSE 0 END
    + least(5 * coalesce(receipt_counts.n, 0), 25)
    + least(3 * coalesce(event_counts.n, 0), 15)
    + least(2 * coalesce(tag_counts.n, 0), 10)
    + CASE WHEN jsonb_typeof(image.ai_scan_metadata -> 'tier_1_analysis') <> 'null'
        THEN 10 ELSE 0 END
    + CASE WHEN coalesce(event_counts.n, 0) > 10 THEN 5 ELSE 0 END AS score
  FROM vehicle_images AS image
  LEFT JOIN spid ON spid.vehicle_id = image.vehicle_id
  LEFT JOIN manuals ON manuals.vehicle_id = image.vehicle_id
  LEFT JOIN receipt_counts ON receipt_counts.vehicle_id = image.vehicle_id
  LEFT JOIN event_counts ON event_counts.vehicle_id = image.vehicle_id
  LEFT JOIN tag_counts ON tag_counts.image_id = image.id
  WHERE image.vehicle_id IS NOT NULL AND image.image_url <> ''
)
SELECT
  CASE WHEN score >= 60 THEN 'confirm' WHEN score >= 30 THEN 'guided'
    WHEN score >= 10 THEN 'infer' ELSE 'find_gaps' END AS tier,
  count(*) AS images
FROM scored GROUP BY 1 ORDER BY 1;
