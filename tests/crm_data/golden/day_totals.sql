SELECT
  *
FROM (
  SELECT
    "t7"."day",
    SUM("t7"."is_order") AS "orders",
    SUM("t7"."repeat") AS "repeat_orders",
    SUM("t7"."cents") AS "cents",
    SUM("t7"."repeat_cents") AS "repeat_cents"
  FROM (
    SELECT
      *
    FROM (
      SELECT
        "t1"."day",
        "t1"."cents",
        CASE WHEN "t1"."cents" >= 0 THEN 1 ELSE 0 END AS "is_order",
        CASE
          WHEN (
            "t1"."cents" >= 0
          ) AND (
            "t1"."day" > "t5"."first_day"
          )
          THEN 1
          ELSE 0
        END AS "repeat",
        CASE WHEN "t1"."day" > "t5"."first_day" THEN "t1"."cents" ELSE 0 END AS "repeat_cents"
      FROM "orders" AS "t1"
      INNER JOIN (
        SELECT
          *
        FROM (
          SELECT
            "t2"."customer",
            MIN("t2"."day") AS "first_day"
          FROM (
            SELECT
              *
            FROM "orders" AS "t0"
            WHERE
              "t0"."cents" >= 0
          ) AS "t2"
          GROUP BY
            1
        ) AS "t3"
        WHERE
          "t3"."first_day" <= 19500
      ) AS "t5"
        ON "t1"."customer" = "t5"."customer"
    ) AS "t6"
    WHERE
      "t6"."day" >= 19000 AND "t6"."day" <= 19700
  ) AS "t7"
  GROUP BY
    1
) AS "t8"
ORDER BY
  "t8"."day" ASC
