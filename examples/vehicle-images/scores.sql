-- The scores of version 1, worked out by hand, without gearbox: one row per score.
-- Runs as it stands in psql and in sqlite3. Each table of papers is counted by itself, so that
-- no join can multiply another's rows.

WITH
  scored AS (
    SELECT
      CASE WHEN EXISTS (SELECT 1 FROM vehicle_spid_data s
                        WHERE s.vehicle_id = i.vehicle_id) THEN 20 ELSE 0 END
      + CASE WHEN EXISTS (SELECT 1 FROM reference_documents d
                          WHERE d.vehicle_id = i.vehicle_id
                            AND d.document_type = 'factory_manual') THEN 15 ELSE 0 END
      + CASE WHEN coalesce(r.n, 0) >= 5 THEN 25 ELSE 5 * coalesce(r.n, 0) END
      + CASE WHEN coalesce(e.n, 0) >= 5 THEN 15 ELSE 3 * coalesce(e.n, 0) END
      + CASE WHEN coalesce(t.n, 0) >= 5 THEN 10 ELSE 2 * coalesce(t.n, 0) END
      + CASE WHEN i.ai_scan_metadata ->> 'tier_1_analysis' IS NOT NULL THEN 10 ELSE 0 END
      + CASE WHEN coalesce(e.n, 0) > 10 THEN 5 ELSE 0 END AS score
    FROM vehicle_images i
    LEFT JOIN (SELECT vehicle_id, count(*) AS n FROM receipts GROUP BY vehicle_id) r
      ON r.vehicle_id = i.vehicle_id
    LEFT JOIN (SELECT vehicle_id, count(*) AS n FROM timeline_events GROUP BY vehicle_id) e
      ON e.vehicle_id = i.vehicle_id
    LEFT JOIN (SELECT image_id, count(*) AS n FROM image_tags GROUP BY image_id) t
      ON t.image_id = i.id
    WHERE i.vehicle_id IS NOT NULL
  )
SELECT
  score,
  count(*) AS subjects,
  CASE WHEN score >= 60 THEN 'confirm'
       WHEN score >= 30 THEN 'guided'
       WHEN score >= 10 THEN 'infer'
       ELSE 'find_gaps' END AS asked
FROM scored
GROUP BY score
ORDER BY score DESC;
