"""A client of Goldlist, the loyalty-points service you run yourself."""

from goldlist_client import models, problems
from goldlist_client.calls import Reply, reply_of
from goldlist_client.client import AsyncGoldlist, Goldlist
from goldlist_client.errors import Fault, GoldlistError, NotModified, Problem, UnexpectedAnswer, Unreachable
from goldlist_client.models import Event
from goldlist_client.repeats import NEVER, Repeat
from goldlist_client.version import VERSION as __version__
from goldlist_client.webhooks import WebhookVerificationError, verify_webhook

__all__ = [
    "NEVER",
    "AsyncGoldlist",
    "Event",
    "Fault",
    "Goldlist",
    "GoldlistError",
    "NotModified",
    "Problem",
    "Repeat",
    "Reply",
    "UnexpectedAnswer",
    "Unreachable",
    "WebhookVerificationError",
    "__version__",
    "models",
    "problems",
    "reply_of",
    "verify_webhook",
]
