SELECT
  "t1"."customer",
  "t1"."first_day",
  "t1"."last_day",
  "t1"."orders",
  "t1"."cents",
  "t1"."first_cents",
  "t1"."arm",
  "t1"."r",
  "t1"."f",
  "t1"."m",
  CASE
    WHEN (
      "t1"."r" * 10000
    ) + (
      "t1"."f" * 100
    ) + "t1"."m" IN (30303)
    THEN 'best'
    WHEN (
      "t1"."r" * 10000
    ) + (
      "t1"."f" * 100
    ) + "t1"."m" IN (10101)
    THEN 'lost'
    ELSE ''
  END AS "segment"
FROM (
  SELECT
    "t0"."customer",
    "t0"."first_day",
    "t0"."last_day",
    "t0"."orders",
    "t0"."cents",
    "t0"."first_cents",
    "t0"."arm",
    CAST(CASE
      WHEN "t0"."last_day" > 19712
      THEN 3
      WHEN "t0"."last_day" > 19692
      THEN 2
      ELSE 1
    END AS BIGINT) AS "r",
    CAST(CASE WHEN "t0"."orders" > 2 THEN 3 WHEN "t0"."orders" > 1 THEN 2 ELSE 1 END AS BIGINT) AS "f",
    CAST(CASE WHEN "t0"."cents" > 5000 THEN 3 WHEN "t0"."cents" > 1000 THEN 2 ELSE 1 END AS BIGINT) AS "m"
  FROM "summary" AS "t0"
) AS "t1"
