SELECT
  "t6"."customer",
  "t6"."first_day",
  "t6"."last_day",
  "t6"."orders",
  "t6"."cents",
  "t6"."first_cents",
  COALESCE("t2"."arm", '') AS "arm"
FROM (
  SELECT
    "t4".*
    EXCLUDE ("first_packed")
  FROM (
    SELECT
      "t3"."customer",
      "t3"."first_day",
      "t3"."last_day",
      "t3"."orders",
      "t3"."cents",
      "t3"."first_packed",
      "t3"."first_packed" - (
        (
          "t3"."first_day" + 32768
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
      FROM "orders" AS "t1"
      GROUP BY
        1
    ) AS "t3"
    WHERE
      "t3"."orders" > 0
  ) AS "t4"
) AS "t6"
LEFT OUTER JOIN "orders_groups" AS "t2"
  ON "t6"."customer" = "t2"."customer"
