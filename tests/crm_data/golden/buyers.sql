SELECT
  *
FROM (
  SELECT
    "t1"."month",
    COUNT(*) AS "customers"
  FROM (
    SELECT DISTINCT
      "t0"."customer",
      CASE WHEN "t0"."day" BETWEEN 19000 AND 19030 THEN 24288 ELSE -1 END AS "month"
    FROM "orders" AS "t0"
    WHERE
      "t0"."cents" >= 0
  ) AS "t1"
  GROUP BY
    1
) AS "t2"
ORDER BY
  "t2"."month" ASC
