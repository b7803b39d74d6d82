SELECT
  *
FROM (
  SELECT
    "t6"."arm",
    "t6"."r0",
    "t6"."f0",
    "t6"."m0",
    "t6"."r1",
    "t6"."f1",
    "t6"."m1",
    COUNT(*) AS "count",
    SUM("t6"."orders0") AS "orders0",
    SUM("t6"."orders1") AS "orders1",
    SUM("t6"."cents0") AS "cents0",
    SUM("t6"."cents1") AS "cents1"
  FROM (
    SELECT
      COALESCE("t4"."arm", "t5"."arm1", '') AS "arm",
      COALESCE("t4"."r", 0) AS "r0",
      COALESCE("t4"."f", 0) AS "f0",
      COALESCE("t4"."m", 0) AS "m0",
      COALESCE("t4"."orders", 0) AS "orders0",
      COALESCE("t4"."cents", 0) AS "cents0",
      COALESCE("t5"."r1", 0) AS "r1",
      COALESCE("t5"."f1", 0) AS "f1",
      COALESCE("t5"."m1", 0) AS "m1",
      COALESCE("t5"."orders1", 0) AS "orders1",
      COALESCE("t5"."cents1", 0) AS "cents1"
    FROM (
      SELECT
        "t0"."customer",
        "t0"."r",
        "t0"."f",
        "t0"."m",
        "t0"."orders",
        "t0"."cents",
        "t0"."arm"
      FROM "scored" AS "t0"
    ) AS "t4"
    FULL OUTER JOIN (
      SELECT
        "t1"."customer",
        "t1"."r" AS "r1",
        "t1"."f" AS "f1",
        "t1"."m" AS "m1",
        "t1"."orders" AS "orders1",
        "t1"."cents" AS "cents1",
        '' AS "arm1"
      FROM "later" AS "t1"
    ) AS "t5"
      ON "t4"."customer" = "t5"."customer"
  ) AS "t6"
  GROUP BY
    1,
    2,
    3,
    4,
    5,
    6,
    7
) AS "t7"
ORDER BY
  "t7"."arm" ASC,
  "t7"."r0" ASC,
  "t7"."f0" ASC,
  "t7"."m0" ASC,
  "t7"."r1" ASC,
  "t7"."f1" ASC,
  "t7"."m1" ASC
