"""Terms of reviews as a programme document has them, for the tests of insights."""

from typing import Any

from app.engine.program.compile import compile_insights
from app.engine.program.document import InsightsPart
from app.engine.program.insights_terms import Insights


def insights(**said: Any) -> Insights:
    """The terms of a document that says this, and nothing else, of insights."""
    return compile_insights(InsightsPart.model_validate(said))
