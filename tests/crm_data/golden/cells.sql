SELECT
  *
FROM (
  SELECT
    "t0"."r",
    "t0"."f",
    "t0"."m",
    "t0"."segment",
    COUNT(*) AS "customers",
    SUM("t0"."orders") AS "orders",
    SUM("t0"."cents") AS "cents",
    SUM("t0"."last_day") AS "last_day_sum"
  FROM "scored" AS "t0"
  GROUP BY
    1,
    2,
    3,
    4
) AS "t1"
ORDER BY
  "t1"."r" ASC,
  "t1"."f" ASC,
  "t1"."m" ASC,
  "t1"."segment" ASC
