SELECT
  "t0"."customer",
  "t0"."first_day",
  "t0"."last_day",
  "t0"."orders",
  "t0"."cents",
  0 AS "first_cents"
FROM "listed" AS "t0"
WHERE
  "t0"."last_day" <= 19700
