SELECT
  "t2"."customer",
  "t2"."first_day",
  "t2"."last_day",
  "t2"."orders",
  "t2"."cents",
  "t2"."first_cents",
  "t2"."arm",
  "t2"."r",
  "t2"."f",
  CASE
    WHEN (
      (
        (
          (
            "t2"."r" - 1
          ) * 2
        ) + "t2"."f"
      ) - 1
    ) = 0
    THEN CAST(CASE WHEN "t2"."cents" > 100 THEN 2 ELSE 1 END AS BIGINT)
    WHEN (
      (
        (
          (
            "t2"."r" - 1
          ) * 2
        ) + "t2"."f"
      ) - 1
    ) = 1
    THEN CAST(CASE WHEN "t2"."cents" > 200 THEN 2 ELSE 1 END AS BIGINT)
    WHEN (
      (
        (
          (
            "t2"."r" - 1
          ) * 2
        ) + "t2"."f"
      ) - 1
    ) = 2
    THEN CAST(CASE WHEN "t2"."cents" > 300 THEN 2 ELSE 1 END AS BIGINT)
    WHEN (
      (
        (
          (
            "t2"."r" - 1
          ) * 2
        ) + "t2"."f"
      ) - 1
    ) = 3
    THEN CAST(CASE WHEN "t2"."cents" > 400 THEN 2 ELSE 1 END AS BIGINT)
    ELSE 0
  END AS "m"
FROM (
  SELECT
    "t1"."customer",
    "t1"."first_day",
    "t1"."last_day",
    "t1"."orders",
    "t1"."cents",
    "t1"."first_cents",
    "t1"."arm",
    "t1"."r",
    CASE
      WHEN (
        "t1"."r" - 1
      ) = 0
      THEN CAST(CASE WHEN "t1"."orders" > 1 THEN 2 ELSE 1 END AS BIGINT)
      WHEN (
        "t1"."r" - 1
      ) = 1
      THEN CAST(CASE WHEN "t1"."orders" > 2 THEN 2 ELSE 1 END AS BIGINT)
      ELSE 0
    END AS "f"
  FROM (
    SELECT
      "t0"."customer",
      "t0"."first_day",
      "t0"."last_day",
      "t0"."orders",
      "t0"."cents",
      "t0"."first_cents",
      "t0"."arm",
      CAST(CASE WHEN "t0"."last_day" > 19692 THEN 2 ELSE 1 END AS BIGINT) AS "r"
    FROM "summary" AS "t0"
  ) AS "t1"
) AS "t2"
