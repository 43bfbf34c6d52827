"""Reaching members: consents, contacts and their lists, merge fields, links and pictures in mails."""
