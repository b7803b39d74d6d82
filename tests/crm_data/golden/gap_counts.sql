SELECT
  *
FROM (
  SELECT
    "t3"."order",
    "t3"."days",
    COUNT(*) AS "count"
  FROM (
    SELECT
      "t2"."customer",
      "t2"."n",
      "t2"."day" - "t2"."before" AS "days",
      CASE WHEN "t2"."n" > 50 THEN 50 ELSE "t2"."n" END AS "order"
    FROM (
      SELECT
        "t1"."customer",
        "t1"."day",
        "t1"."cents",
        ROW_NUMBER() OVER (
          PARTITION BY "t1"."customer"
          ORDER BY "t1"."day" ASC
          ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
        ) - 1 AS "n",
        LAG("t1"."day") OVER (
          PARTITION BY "t1"."customer"
          ORDER BY "t1"."day" ASC
          ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
        ) AS "before"
      FROM (
        SELECT
          *
        FROM "orders" AS "t0"
        WHERE
          "t0"."cents" >= 0
      ) AS "t1"
    ) AS "t2"
    WHERE
      "t2"."n" > 0
  ) AS "t3"
  GROUP BY
    1,
    2
) AS "t4"
ORDER BY
  "t4"."order" ASC,
  "t4"."days" ASC
