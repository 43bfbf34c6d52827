"""What can stand in the way of a demo."""


class DemoFailure(Exception):
    """The demo cannot go on; the message tells a person why and what to do."""
