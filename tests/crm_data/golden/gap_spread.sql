SELECT
  *
FROM (
  SELECT
    "t5"."thousandths",
    COUNT(*) AS "count"
  FROM (
    SELECT
      "t4"."customer",
      "t4"."n",
      "t4"."total",
      "t4"."squares",
      CAST(FLOOR(
        (
          (
            SQRT(
              CASE
                WHEN (
                  (
                    CAST("t4"."squares" AS DOUBLE) - (
                      (
                        CAST("t4"."total" AS DOUBLE) * CAST("t4"."total" AS DOUBLE)
                      ) / CAST("t4"."n" AS DOUBLE)
                    )
                  ) / (
                    CAST("t4"."n" AS DOUBLE) - 1
                  )
                ) > 0
                THEN (
                  CAST("t4"."squares" AS DOUBLE) - (
                    (
                      CAST("t4"."total" AS DOUBLE) * CAST("t4"."total" AS DOUBLE)
                    ) / CAST("t4"."n" AS DOUBLE)
                  )
                ) / (
                  CAST("t4"."n" AS DOUBLE) - 1
                )
                ELSE 0.0
              END
            ) * CAST("t4"."n" AS DOUBLE)
          ) / CAST("t4"."total" AS DOUBLE)
        ) * 1000
      ) AS BIGINT) AS "thousandths"
    FROM (
      SELECT
        "t3"."customer",
        COUNT(*) AS "n",
        SUM("t3"."days") AS "total",
        SUM("t3"."days" * "t3"."days") AS "squares"
      FROM (
        SELECT
          "t2"."customer",
          "t2"."n",
          "t2"."day" - "t2"."before" AS "days"
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
        1
    ) AS "t4"
    WHERE
      "t4"."n" > 2
  ) AS "t5"
  GROUP BY
    1
) AS "t6"
ORDER BY
  "t6"."thousandths" ASC
