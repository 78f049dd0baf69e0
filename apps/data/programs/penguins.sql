-- Queries over the penguins, which are in the table "raw": groups, windows, a recursive query, JSON, full text.
.headers on
CREATE TABLE penguin AS
  SELECT rowid AS id, species, island, sex, CAST(year AS INT) AS year,
         CAST(NULLIF(bill_length_mm, 'NA') AS REAL) AS bill,
         CAST(NULLIF(body_mass_g, 'NA') AS INT) AS mass
  FROM raw;
CREATE INDEX by_species ON penguin (species, mass);
SELECT species, island, count(*) AS n, count(mass) AS weighed, avg(mass) AS mean,
       min(mass) AS least, max(mass) AS most, sum(bill * mass) / sum(mass) AS weighted
  FROM penguin GROUP BY species, island ORDER BY species, island;
SELECT species, id, mass, rank() OVER w AS place, mass - lag(mass) OVER w AS gap,
       round(avg(mass) OVER (w ROWS BETWEEN 2 PRECEDING AND CURRENT ROW), 6) AS moving
  FROM penguin WHERE mass IS NOT NULL
  WINDOW w AS (PARTITION BY species ORDER BY mass DESC, id)
  ORDER BY species, place LIMIT 12;
WITH RECURSIVE collatz(n, steps) AS (
  SELECT 27, 0 UNION ALL
  SELECT CASE WHEN n % 2 = 0 THEN n / 2 ELSE 3 * n + 1 END, steps + 1 FROM collatz WHERE n > 1
) SELECT max(n) AS highest, max(steps) AS steps FROM collatz;
SELECT json_group_object(sex, n) AS sexes
  FROM (SELECT sex, count(*) AS n FROM penguin GROUP BY sex ORDER BY sex);
SELECT a.id, b.id, a.bill - b.bill AS apart
  FROM penguin a JOIN penguin b ON a.species = b.species AND a.year = b.year AND a.id < b.id
  WHERE a.mass = b.mass AND a.sex <> b.sex AND a.sex <> 'NA' AND b.sex <> 'NA'
  ORDER BY abs(apart) DESC, a.id LIMIT 5;
SELECT printf('%.12e', 1.0 / 3), 9007199254740993 * 2, hex(zeroblob(3)), upper('penguin'),
       strftime('%Y-%m-%d', 1700000000, 'unixepoch'), instr('abc', 'c');
PRAGMA integrity_check;
