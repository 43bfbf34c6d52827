-- A rival that decides nothing: pgbench, PostgreSQL's own program, inserts one row of `purchases` a transaction.
-- What it reaches on a machine is about what a disk that is told to keep every commit lets through. Frozen, as the others.
\set a random(1, 1000000000)
\set b random(1, 1000000000)
INSERT INTO purchases (
    member_id, purchase_id, program_id, external_id, guest, status, occurred_at, recorded_at, business_date, store, channel,
    net, discount, program_version, multiplier, lines, vouchers, shortfalls, metadata, after
) VALUES (
    'mem_01kajx8w7rek8r' || lpad((:a)::text, 10, '0'), 'pur_01kajx8w7rek8r' || lpad((:b)::text, 10, '0'),
    'prg_01kajx8vz8e1rvx1q0y5d4m6fb', 'till-' || :a || '-' || :b, 0, 'recorded',
    '2026-01-02T09:30:00.000000Z', '2026-01-02T09:30:01.234567Z', '2026-01-02', 'corner', 'pos', 1470, 0, 1, '1.25',
    '[["flat-white","coffee/flat-white",1,360,0,360],["croissant","food/pastry",1,290,0,290],["apple-juice","drinks/cold",2,220,0,440],["carrot-cake","food/cake",1,380,0,380]]',
    '[]', '[]', '{}',
    '{"points":1240,"pending":0,"credit":500,"tier":"silver","punches":{"coffee":7},"rebates":{"quarter":{"spend":41200,"due":824}}}'
);
