-- The floor: the rows of a plain purchase by bare SQL, one statement and one commit for each. Nothing is decided.
-- `purchases` is what a member of the sample shop buys: three entries, one receipt, one member's row. Frozen, as the others.
\set who random(0, 1999)
\set drawn random(1, 1000000000000000)
WITH m AS (
    SELECT m.member_id FROM identifiers n JOIN members m ON m.member_id = n.member_id
    WHERE n.program_id = :program AND n.kind = 'ext' AND n.value = 'bench-' || lpad((:who)::text, 4, '0') FOR UPDATE OF m
), bought AS (
    INSERT INTO purchases (
        member_id, purchase_id, program_id, external_id, guest, status, occurred_at, recorded_at, business_date, store,
        channel, net, discount, program_version, multiplier, lines, vouchers, shortfalls, metadata, after)
    SELECT member_id, 'pur_01k' || lpad((:drawn)::text, 20, '0'), :program, 'floor-' || :drawn, 0, 'recorded',
        '2026-01-02T09:30:00.000000Z', '2026-01-02T09:30:01.234567Z', '2026-01-02', 'corner', 'pos', 1470, 0, 1, '1.25',
        '[["flat-white","coffee/flat-white",1,360,0,360],["croissant","food/pastry",1,290,0,290],["apple-juice","drinks/cold",2,220,0,440],["carrot-cake","food/cake",1,380,0,380]]',
        '[]', '[]', '{}',
        '{"points":1240,"pending":0,"credit":500,"tier":"silver","punches":{"coffee":7},"rebates":{"quarter":{"spend":41200,"due":824}}}'
    FROM m
), named AS (
    INSERT INTO receipts (program_id, kind, name, member_id, object_id, fingerprint)
    SELECT :program, 'purchase', 'floor-' || :drawn, member_id, 'pur_01k' || lpad((:drawn)::text, 20, '0'),
        '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08' FROM m
), entered AS (
    INSERT INTO entries (member_id, entry_id, program_id, unit, type, amount, lot, rule, program_version, cause,
        cause_id, why, recorded_at)
    SELECT member_id, 'ent_01k' || lpad((:drawn)::text, 18, '0') || kind, :program, unit, 'earn', amount, '/', rule, 1,
        'purchase', 'pur_01k' || lpad((:drawn)::text, 20, '0'), why, '2026-01-02T09:30:01.234567Z'
    FROM m, (VALUES ('a', 'points', 17, 'base', '1 point per 1.00 GBP on 14.70, times 1.25 = 17'),
        ('b', 'punches' || chr(58) || 'coffee', 1, 'coffee', '1 punch'), ('c', 'credit', 29, 'quarter', '2 % of 412.00 = 8.24'))
        AS one (kind, unit, amount, rule, why)
)
UPDATE members SET version = version + 1, changed_at = '2026-01-02T09:30:01.234567Z', tier = 'silver', points = 1240,
    state = '{"plain":1,"points":1240,"credit":824,"coffee":7,"rebates":{"2026-01":[41200,824]},"measured":{"2026-01-02":1470,"2026-01-03":2000,"2026-01-09":990,"2026-02-01":1470},"tier":"silver"}'
WHERE member_id IN (SELECT member_id FROM m);
