-- By hand for nearby.yaml: receipts count only within 90 days of the day the image was taken.
WITH spid AS (SELECT DISTINCT vehicle_id FROM vehicle_spid_data),
event_counts AS (SELECT vehicle_id, count(*) AS n FROM timeline_events GROUP BY vehicle_id),
scored AS (
  SELECT
    CASE WHEN spid.vehicle_id IS NOT NULL THEN 20 ELSE 0 END
    + least(3 * coalesce(event_counts.n, 0), 15)
    + least(5 * (
        SELECT count(*) FROM receipts
        WHERE receipts.vehicle_id = image.vehicle_id
          AND receipts.purchase_date BETWEEN image.taken_at - INTERVAL '90 days'
            AND image.taken_at + INTERVAL '90 days'), 25) AS score
  FROM vehicle_images AS image
  LEFT JOIN spid ON spid.vehicle_id = image.vehicle_id
  LEFT JOIN event_counts ON event_counts.vehicle_id = image.vehicle_id
  WHERE image.vehicle_id IS NOT NULL AND image.image_url <> ''
)
SELECT
  CASE WHEN score >= 30 THEN 'guided' WHEN score >= 10 THEN 'infer' ELSE 'none' END AS tier,
  count(*) AS images
FROM scored GROUP BY 1 ORDER BY 1;
