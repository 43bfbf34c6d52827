"""Failures of the demo."""


class DemoFailure(Exception):
    """The demo cannot continue; the message says why and what to do."""
