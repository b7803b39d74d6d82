SELECT
  *
FROM (
  SELECT
    "t0"."orders",
    COUNT(*) AS "count"
  FROM "summary" AS "t0"
  GROUP BY
    1
) AS "t1"
ORDER BY
  "t1"."orders" ASC
