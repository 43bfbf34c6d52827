"""Names of time zones in exports: IANA, the names that Ruby on Rails shows, and abbreviations with a fixed offset."""

import re
from datetime import timedelta, timezone, tzinfo
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

# Hours from UTC. An abbreviation means its own offset, in whatever season it stands.
_OFFSETS: Final = {
    "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3,
    "AST": -4, "ADT": -3, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6,
    "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10, "AEST": 10, "AEDT": 11, "AWST": 8, "NZST": 12,
    "NZDT": 13, "JST": 9, "KST": 9, "SGT": 8, "HKT": 8,
}  # fmt: skip
_RAILS: Final = {
    "Abu Dhabi": "Asia/Muscat",
    "Adelaide": "Australia/Adelaide",
    "Alaska": "America/Juneau",
    "American Samoa": "Pacific/Pago_Pago",
    "Amsterdam": "Europe/Amsterdam",
    "Arizona": "America/Phoenix",
    "Astana": "Asia/Almaty",
    "Athens": "Europe/Athens",
    "Atlantic Time (Canada)": "America/Halifax",
    "Auckland": "Pacific/Auckland",
    "Azores": "Atlantic/Azores",
    "Bangkok": "Asia/Bangkok",
    "Beijing": "Asia/Shanghai",
    "Belgrade": "Europe/Belgrade",
    "Berlin": "Europe/Berlin",
    "Bern": "Europe/Zurich",
    "Bogota": "America/Bogota",
    "Brasilia": "America/Sao_Paulo",
    "Bratislava": "Europe/Bratislava",
    "Brisbane": "Australia/Brisbane",
    "Brussels": "Europe/Brussels",
    "Bucharest": "Europe/Bucharest",
    "Budapest": "Europe/Budapest",
    "Buenos Aires": "America/Argentina/Buenos_Aires",
    "Cairo": "Africa/Cairo",
    "Canberra": "Australia/Canberra",
    "Caracas": "America/Caracas",
    "Casablanca": "Africa/Casablanca",
    "Central America": "America/Guatemala",
    "Central Time (US & Canada)": "America/Chicago",
    "Chennai": "Asia/Kolkata",
    "Chihuahua": "America/Chihuahua",
    "Copenhagen": "Europe/Copenhagen",
    "Darwin": "Australia/Darwin",
    "Dhaka": "Asia/Dhaka",
    "Dublin": "Europe/Dublin",
    "Eastern Time (US & Canada)": "America/New_York",
    "Edinburgh": "Europe/London",
    "Fiji": "Pacific/Fiji",
    "Georgetown": "America/Guyana",
    "Greenland": "America/Nuuk",
    "Guadalajara": "America/Mexico_City",
    "Hanoi": "Asia/Bangkok",
    "Harare": "Africa/Harare",
    "Hawaii": "Pacific/Honolulu",
    "Helsinki": "Europe/Helsinki",
    "Hobart": "Australia/Hobart",
    "Hong Kong": "Asia/Hong_Kong",
    "Indiana (East)": "America/Indiana/Indianapolis",
    "Istanbul": "Europe/Istanbul",
    "Jakarta": "Asia/Jakarta",
    "Jerusalem": "Asia/Jerusalem",
    "Karachi": "Asia/Karachi",
    "Kathmandu": "Asia/Kathmandu",
    "Kolkata": "Asia/Kolkata",
    "Kuala Lumpur": "Asia/Kuala_Lumpur",
    "Kuwait": "Asia/Riyadh",
    "Kyiv": "Europe/Kiev",
    "La Paz": "America/La_Paz",
    "Lima": "America/Lima",
    "Lisbon": "Europe/Lisbon",
    "Ljubljana": "Europe/Ljubljana",
    "London": "Europe/London",
    "Madrid": "Europe/Madrid",
    "Mazatlan": "America/Mazatlan",
    "Melbourne": "Australia/Melbourne",
    "Mexico City": "America/Mexico_City",
    "Midway Island": "Pacific/Midway",
    "Monrovia": "Africa/Monrovia",
    "Monterrey": "America/Monterrey",
    "Montevideo": "America/Montevideo",
    "Moscow": "Europe/Moscow",
    "Mountain Time (US & Canada)": "America/Denver",
    "Mumbai": "Asia/Kolkata",
    "Muscat": "Asia/Muscat",
    "Nairobi": "Africa/Nairobi",
    "New Delhi": "Asia/Kolkata",
    "Newfoundland": "America/St_Johns",
    "Osaka": "Asia/Tokyo",
    "Pacific Time (US & Canada)": "America/Los_Angeles",
    "Paris": "Europe/Paris",
    "Perth": "Australia/Perth",
    "Prague": "Europe/Prague",
    "Pretoria": "Africa/Johannesburg",
    "Puerto Rico": "America/Puerto_Rico",
    "Quito": "America/Lima",
    "Riga": "Europe/Riga",
    "Riyadh": "Asia/Riyadh",
    "Rome": "Europe/Rome",
    "Santiago": "America/Santiago",
    "Sapporo": "Asia/Tokyo",
    "Sarajevo": "Europe/Sarajevo",
    "Saskatchewan": "America/Regina",
    "Seoul": "Asia/Seoul",
    "Singapore": "Asia/Singapore",
    "Skopje": "Europe/Skopje",
    "Sofia": "Europe/Sofia",
    "Stockholm": "Europe/Stockholm",
    "Sydney": "Australia/Sydney",
    "Taipei": "Asia/Taipei",
    "Tallinn": "Europe/Tallinn",
    "Tijuana": "America/Tijuana",
    "Tokyo": "Asia/Tokyo",
    "Vienna": "Europe/Vienna",
    "Vilnius": "Europe/Vilnius",
    "Warsaw": "Europe/Warsaw",
    "Wellington": "Pacific/Auckland",
    "West Central Africa": "Africa/Algiers",
    "Zagreb": "Europe/Zagreb",
    "Zurich": "Europe/Zurich",
}
_offset = re.compile(r"(?:UTC|GMT)?([+-])([0-9]{2}):?([0-9]{2})", re.ASCII).fullmatch


def zone_named(name: str) -> tzinfo | None:
    """The zone of a name, None for an unknown one."""
    name = name.strip()
    if name.upper() in _OFFSETS:
        return timezone(timedelta(hours=_OFFSETS[name.upper()]))
    offset = _offset(name)
    if offset:
        minutes = int(offset[2]) * 60 + int(offset[3])
        return timezone(timedelta(minutes=-minutes if offset[1] == "-" else minutes)) if minutes < 24 * 60 else None
    try:
        return ZoneInfo(_RAILS.get(name, name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
