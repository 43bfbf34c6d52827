"""The records that the engine reads and makes. A record's fields are the columns of its table.

Instants are text in one fixed form, `2026-03-01T10:15:00.000000Z`, so that they sort by time; days are ISO text. Money
is in minor units.
"""
