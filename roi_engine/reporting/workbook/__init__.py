"""The live workbook: one model in cell formulas, from the inputs to the net present value."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from roi_engine.engine.result import Result
from roi_engine.reporting.findings import NOTHING_ASKED, Findings

__all__ = ["workbook_bytes"]

_AS_STATED: Mapping[str, float] = MappingProxyType({})


def workbook_bytes(
    result: Result,
    findings: Findings = NOTHING_ASKED,
    *,
    inputs: Mapping[str, float] = _AS_STATED,
    variant: str | None = None,
) -> bytes:
    """The workbook of a run as the bytes of an xlsx file; the same run gives the same bytes.

    Every formula carries the engine's number as its stored value, so that a preview shows it without calculating.

    Parameters
    ----------
    inputs : numbers to write into input cells instead of the base case's, by path, in the unit of the value; the event
        of a risk is `risks.x`, 0 or 1, a later go-live `@delay` [year], and `finance.discounting` is 1 to 3. Formulas
        keep the stored values of the base case: a spreadsheet shows the change once it calculates.
    variant : the scenario that the switch is set to, a name on the sheet of scenarios; None leaves it at the run's own.
    """
    from roi_engine.reporting.workbook.contents import written  # XlsxWriter takes a moment: only where one is asked for

    return written(result, findings, inputs, variant)
