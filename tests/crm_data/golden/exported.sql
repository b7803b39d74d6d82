SELECT
  *
FROM (
  SELECT
    "t3"."name",
    "t2"."first_day",
    "t2"."last_day",
    "t2"."orders",
    "t2"."cents",
    "t2"."r",
    "t2"."f",
    "t2"."m",
    "t2"."segment"
  FROM "scored" AS "t2"
  INNER JOIN "names" AS "t3"
    ON "t2"."customer" = "t3"."customer"
) AS "t4"
ORDER BY
  "t4"."name" ASC
