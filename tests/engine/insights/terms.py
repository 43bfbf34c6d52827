"""Terms of reviews as a programme document has them, for the tests of insights."""

from typing import Any

from app.engine.program.parts.insights import InsightsPart, compile_insights
from app.engine.program.terms.insights import Insights


def insights(**said: Any) -> Insights:
    """The terms of a document that says this, and nothing else, of insights."""
    return compile_insights(InsightsPart.model_validate(said))
