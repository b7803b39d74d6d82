"""The formula language: one tree, and its readers."""

from roi_engine.formula.checking import NameUnit
from roi_engine.formula.dimensions import Formula, check_line, check_value
from roi_engine.formula.parse import FUNCTIONS, RESERVED, FormulaError, FormulaProblem, parse
from roi_engine.formula.tree import Binary, Call, Name, Node, Number, Quantity, Scale, Unary

__all__ = [
    "FUNCTIONS", "RESERVED", "Binary", "Call", "Formula", "FormulaError", "FormulaProblem", "Name", "NameUnit", "Node",
    "Number", "Quantity", "Scale", "Unary", "check_line", "check_value", "parse",
]  # fmt: skip
