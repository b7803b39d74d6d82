"""The engine: a checked scenario in, a frozen result out."""

from roi_engine.engine.explanation import LineExplanation, explanation, explanations
from roi_engine.engine.result import Result
from roi_engine.engine.simulation import assumption_register, simulate

__all__ = ["LineExplanation", "Result", "assumption_register", "explanation", "explanations", "simulate"]
