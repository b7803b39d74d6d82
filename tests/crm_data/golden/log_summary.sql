SELECT
  "t3".*
  EXCLUDE ("first_packed")
FROM (
  SELECT
    "t2"."customer",
    "t2"."first_day",
    "t2"."last_day",
    "t2"."orders",
    "t2"."cents",
    "t2"."first_packed",
    "t2"."first_packed" - (
      (
        "t2"."first_day" + 32768
      ) * 10000000000000
    ) AS "first_cents"
  FROM (
    SELECT
      "t1"."customer",
      MIN("t1"."day") FILTER(WHERE
        "t1"."cents" >= 0) AS "first_day",
      MAX("t1"."day") FILTER(WHERE
        "t1"."cents" >= 0) AS "last_day",
      COUNT(*) FILTER(WHERE
        "t1"."cents" >= 0) AS "orders",
      SUM("t1"."cents") AS "cents",
      MIN((
        (
          "t1"."day" + 32768
        ) * 10000000000000
      ) + "t1"."cents") FILTER(WHERE
        "t1"."cents" >= 0) AS "first_packed"
    FROM (
      SELECT
        *
      FROM "orders" AS "t0"
      WHERE
        "t0"."day" >= 19000 AND "t0"."day" <= 19700
    ) AS "t1"
    GROUP BY
      1
  ) AS "t2"
  WHERE
    "t2"."orders" > 0
) AS "t3"
