SELECT
  *
FROM (
  SELECT
    "t1"."frequency",
    "t1"."repeat_cents",
    COUNT(*) AS "count"
  FROM (
    SELECT
      "t0"."orders" - 1 AS "frequency",
      "t0"."cents" - "t0"."first_cents" AS "repeat_cents"
    FROM "summary" AS "t0"
    WHERE
      "t0"."orders" > 1
  ) AS "t1"
  GROUP BY
    1,
    2
) AS "t2"
ORDER BY
  "t2"."frequency" ASC,
  "t2"."repeat_cents" ASC
