SELECT
  *
FROM (
  SELECT
    "t1"."order",
    "t1"."days",
    COUNT(*) AS "count"
  FROM (
    SELECT
      CASE WHEN "t0"."orders" > 50 THEN 50 ELSE "t0"."orders" END AS "order",
      19700 - "t0"."last_day" AS "days"
    FROM "summary" AS "t0"
  ) AS "t1"
  GROUP BY
    1,
    2
) AS "t2"
ORDER BY
  "t2"."order" ASC,
  "t2"."days" ASC
