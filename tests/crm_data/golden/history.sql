SELECT
  *
FROM (
  SELECT
    "t1"."arm",
    "t1"."frequency",
    "t1"."recency_days",
    "t1"."age_days",
    COUNT(*) AS "count",
    SUM("t1"."repeat_cents") AS "repeat_cents"
  FROM (
    SELECT
      "t0"."arm",
      "t0"."orders" - 1 AS "frequency",
      "t0"."last_day" - "t0"."first_day" AS "recency_days",
      19700 - "t0"."first_day" AS "age_days",
      "t0"."cents" - "t0"."first_cents" AS "repeat_cents"
    FROM "summary" AS "t0"
  ) AS "t1"
  GROUP BY
    1,
    2,
    3,
    4
) AS "t2"
ORDER BY
  "t2"."arm" ASC,
  "t2"."frequency" ASC,
  "t2"."recency_days" ASC,
  "t2"."age_days" ASC
