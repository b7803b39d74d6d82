"""`kpi profile --json`: the same as on the terminal, for programs."""

from __future__ import annotations

from typing import Any

from roi_engine.crm_data.exports.report import ExportReport
from roi_engine.reporting.kpi_profile import ProfiledExport
from roi_engine.reporting.records_json import plain_record
from roi_engine.reporting.results_json import SCHEMA


def profile_json(found: ProfiledExport) -> dict[str, Any]:
    """What was recognised and mapped; `file` is None where the values could not be read, and `problems` say why."""
    known = found.recognised
    runner_up = known.runner_up and {"profile": known.runner_up[0], "score": known.runner_up[1]}
    return {
        "schema": SCHEMA,
        "kind": known.kind,
        "profile": known.profile,
        "score": known.score,
        "runner_up": runner_up,
        "columns": [
            {"role": each.role, "header": each.header, "kind": each.kind, "values": list(each.values)}
            for each in found.columns
        ],
        "unmapped": list(found.unmapped),
        "personal": list(known.personal),
        "file": None if found.report is None else export_json(found.report),
        "problems": [plain_record(problem) for problem in found.problems],
    }


def export_json(report: ExportReport) -> dict[str, Any]:
    """The report of one export as plain JSON: moments as text."""
    told: dict[str, Any] = {
        name: getattr(report, name)
        for name in (
            "name", "file", "sha256", "kind", "profile", "rows_in", "rows_used", "encoding", "delimiter", "date_format",
            "number_shape", "currency",
        )
    }  # fmt: skip
    told["columns"], told["dimensions"] = dict(report.columns), dict(report.dimensions)
    told |= {name: list(getattr(report, name)) for name in ("unmapped", "personal", "only_days")}
    told["left_out"] = plain_record(report.left_out)
    told["first"] = report.first.isoformat() if report.first else None
    told["last"] = report.last.isoformat() if report.last else None
    told["warnings"] = [{"code": each.code, "path": each.path, "message": each.message} for each in report.notices]
    return told
