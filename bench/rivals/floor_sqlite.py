"""The floor on SQLite: the rows of plain purchases by bare SQL, as many for each commit as is said. Nothing is decided.

The rows are those of floor_single.sql. Prints how many purchases were written and in how many seconds, as JSON. Frozen,
as the others. `python -m bench.rivals.floor_sqlite FILE PROGRAM SECONDS AT_ONCE`.
"""

import json
import random
import sqlite3
import sys
import time

MEMBERS = 2_000
AT = "2026-01-02T09:30:01.234567Z"
LINES = (
    '[["flat-white","coffee/flat-white",1,360,0,360],["croissant","food/pastry",1,290,0,290],'
    '["apple-juice","drinks/cold",2,220,0,440],["carrot-cake","food/cake",1,380,0,380]]'
)
AFTER = (
    '{"points":1240,"pending":0,"credit":500,"tier":"silver","punches":{"coffee":7},'
    '"rebates":{"quarter":{"spend":41200,"due":824}}}'
)
STATE = (
    '{"plain":1,"points":1240,"credit":824,"coffee":7,"rebates":{"2026-01":[41200,824]},"measured":{"2026-01-02":1470,'
    '"2026-01-03":2000,"2026-01-09":990,"2026-02-01":1470},"tier":"silver"}'
)
FINGERPRINT = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
ENTRIES = (
    ("a", "points", 17, "base", "1 point per 1.00 GBP on 14.70, times 1.25 = 17"),
    ("b", "punches:coffee", 1, "coffee", "1 punch"),
    ("c", "credit", 29, "quarter", "2 % of 412.00 = 8.24"),
)
FIND = """
SELECT m.member_id, m.state, m.version FROM identifiers n JOIN members m ON m.member_id = n.member_id
WHERE n.program_id = ? AND n.kind = 'ext' AND n.value = ?
"""
PURCHASE = f"""
INSERT INTO purchases (
    member_id, purchase_id, program_id, external_id, guest, status, occurred_at, recorded_at, business_date, store,
    channel, net, discount, program_version, multiplier, lines, vouchers, shortfalls, metadata, after)
VALUES (?, ?, ?, ?, 0, 'recorded', '{AT}', '{AT}', '2026-01-02', 'corner', 'pos', 1470, 0, 1, '1.25', '{LINES}', '[]',
    '[]', '{{}}', '{AFTER}')
"""
RECEIPT = f"""
INSERT INTO receipts (program_id, kind, name, member_id, object_id, fingerprint)
VALUES (?, 'purchase', ?, ?, ?, '{FINGERPRINT}')
"""
ENTRY = f"""
INSERT INTO entries (member_id, entry_id, program_id, unit, type, amount, lot, rule, program_version, cause, cause_id,
    why, recorded_at)
VALUES (?, ?, ?, ?, 'earn', ?, '/', ?, 1, 'purchase', ?, ?, '{AT}')
"""
MEMBER = f"""
UPDATE members SET version = version + 1, changed_at = '{AT}', tier = 'silver', points = 1240, state = '{STATE}'
WHERE member_id = ?
"""


def main(file: str, program_id: str, seconds: float, at_once: int) -> None:
    """Write for so many seconds."""
    connection = sqlite3.connect(file, isolation_level=None, timeout=30)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    began, written = time.perf_counter(), 0
    while time.perf_counter() - began < seconds:
        names = [f"bench-{number:04}" for number in random.sample(range(MEMBERS), at_once)]
        connection.execute("BEGIN IMMEDIATE")
        members = [connection.execute(FIND, (program_id, name)).fetchone()[0] for name in names]
        drawn = [f"{random.getrandbits(100):026}"[-26:] for _ in members]
        pairs = list(zip(members, drawn, strict=True))
        connection.executemany(PURCHASE, [(who, f"pur_{one}", program_id, f"floor-{one}") for who, one in pairs])
        connection.executemany(RECEIPT, [(program_id, f"floor-{one}", who, f"pur_{one}") for who, one in pairs])
        entries = [
            (who, f"ent_{one[1:]}{kind}", program_id, unit, amount, rule, f"pur_{one}", why)
            for who, one in pairs
            for kind, unit, amount, rule, why in ENTRIES
        ]
        connection.executemany(ENTRY, entries)
        connection.executemany(MEMBER, [(who,) for who in members])
        connection.execute("COMMIT")
        written += at_once
    took = time.perf_counter() - began
    connection.close()
    print(json.dumps({"purchases": written, "seconds": took}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]), int(sys.argv[4]))
