"""The schema's faults in our words: place, what is accepted, did you mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from roi_engine.errors import did_you_mean
from roi_engine.scenario import customer_schema, goal_schema, schema
from roi_engine.scenario.door import Door
from roi_engine.scenario.export_schema import ExportForm
from roi_engine.scenario.forms import ACCEPTED, NUMBER_KEYS
from roi_engine.scenario.portfolio_schema import MemberForm
from roi_engine.scenario.tree import Node, Path, plain_tree
from roi_engine.scenario.value_schema import MODELS, TAGS

_OF_PORTFOLIOS = ("members", "shared", "capital_limit")
_LAYERS = ("extends", "variants")  # keys of a scenario file that the schema does not see
_OF_FILES = (*_LAYERS, "schema_version", "kind")
_HIDDEN = TAGS | {*schema.LINE_TAGS.values()}
_SECTIONS: Mapping[str, type[BaseModel]] = {
    "timeline": schema.TimelineForm, "finance": schema.FinanceForm, "rollout": schema.RolloutForm,
    "ramp": schema.RampForm, "depreciation": schema.DepreciationForm, "table": schema.TableForm,
    "customers": customer_schema.CustomersForm, "transactions": customer_schema.TransactionsForm,
    "list": customer_schema.ListForm, "summary": customer_schema.ListForm, "churn": customer_schema.ChurnForm,
    "uplift": customer_schema.UpliftForm,
    "target": goal_schema.TargetForm, "tactics": goal_schema.TacticsForm, "if_off_track": goal_schema.CorrectionForm,
    "simulation": schema.SimulationForm, "gate": schema.GateForm, "correlations": schema.CorrelationsForm,
    "<use>": schema.CatalogueLineForm, "<own>": schema.OwnLineForm, "<table>": schema.TableLineForm,
    **{f"<{form}>": model for form, model in MODELS.items()},
}  # fmt: skip
_IN_LISTS: Mapping[str, type[BaseModel]] = {"effects": schema.EffectForm, "pairs": schema.PairForm}
_BY_NAME: Mapping[str, type[BaseModel]] = {
    "risks": schema.RiskForm, "measurements": schema.MeasurementForm, "stress": schema.StressForm,
    "data": ExportForm, "goals": goal_schema.GoalForm, "strategies": goal_schema.StrategyForm,
    "members": MemberForm, "segments": customer_schema.SegmentForm, "uplift_by_segment": customer_schema.UpliftForm,
}  # fmt: skip
_STAND_INS: Mapping[str, Any] = {
    "schema_version": "1",
    "name": "unnamed",
    "timeline": {"start": "2000-01", "years": "1"},
    "finance": {"discount_rate": "0 %/year"},
    "kind": "portfolio",
    "members": {},
}
_OF_GOALS: Mapping[Path, str] = {("objective",): "unnamed", ("target", "by"): "2000-01"}  # stand-ins in each goal
_WANTED = {
    "model_type": "a mapping of keys", "dict_type": "a mapping of names", "tuple_type": "a list",
    "model_attributes_type": "a mapping of keys",
}  # fmt: skip


Document = TypeVar("Document", bound=BaseModel)


def checked_document(door: Door, model: type[Document]) -> Document | None:
    """The document of the door's tree, without the parts that were refused (each refusal is a problem of the door).

    None where nothing useful can be checked further (no currency, hence no units).
    """
    raw: Any = plain_tree(door.root)
    for _ in range(6):
        try:
            return model.model_validate(raw)
        except ValidationError as error:
            faults = error.errors(include_url=False)
            _report(faults, door, model)
            if not _prune(raw, faults, door, model):
                return None
    return None


def _report(faults: Sequence[ErrorDetails], door: Door, model: type[BaseModel]) -> None:
    missing: dict[Path, list[str]] = {}
    for fault in faults:
        if fault["type"] == "missing":
            path = _path(fault["loc"], door)
            missing.setdefault(path[:-1], []).append(path[-1])
    for fault in faults:
        path = _path(fault["loc"], door)
        if fault["type"] == "extra_forbidden":
            known = _known_keys(fault["loc"], model)
            if len(path) == 1 and (door.is_varied(path) or not door.key_place(path).line):
                known = [key for key in known if key not in _OF_FILES]  # of no use in a variant, or after --set
            _unknown_key(path, known, missing.get(path[:-1], []), door)
        elif fault["type"] != "missing":
            _refused(path, fault, door)
    for parent, keys in missing.items():
        if keys:
            _missing(parent, keys, door)


def _path(loc: tuple[int | str, ...], door: Door) -> Path:
    """The path in the tree: without the tags of unions, items counted from 1."""
    keys = [str(key + 1) if isinstance(key, int) else key for key in loc if key not in _HIDDEN]
    node = door.root.entries.get("correlations")
    if keys[:2] == ["correlations", "pairs"] and node is not None and node.kind == "list":
        del keys[1]
    return tuple(keys)


def _unknown_key(path: Path, known: list[str], missing: list[str], door: Door) -> None:
    """An unknown key, paired with the missing one that was probably meant."""
    key = path[-1]
    hint = did_you_mean(key, missing)
    if hint:
        missing[:] = [name for name in missing if f"'{name}'" not in hint]
    elif len(path) == 1 and key in _OF_PORTFOLIOS:
        hint = "it belongs in a portfolio file, which states kind: portfolio"
    else:
        hint = did_you_mean(key, known)
    accepted = "accepted: " + ", ".join(known) if known else ""
    return door.refuse("unknown-key", path, f"unknown key '{key[:60]}'", accepted, hint, door.key_place(path))


def _known_keys(loc: tuple[int | str, ...], model: type[BaseModel]) -> list[str]:
    """The keys that the mapping around an unknown one accepts."""
    if len(loc) == 1 and model is schema.Document:
        return [*model.model_fields, *_LAYERS]
    for before, key in zip((None, *loc[:-1]), loc[:-1], strict=False):
        if before in _BY_NAME:
            model = _BY_NAME[str(before)]
        elif key in _SECTIONS:
            model = _SECTIONS[str(key)]
        elif isinstance(key, int):
            model = schema.StressEffectForm if loc[0] == "stress" else _IN_LISTS.get(str(before), model)
    return list(model.model_fields)


def _missing(parent: Path, keys: list[str], door: Door) -> None:
    said = f"'{keys[0]}' is missing" if len(keys) == 1 else ", ".join(f"'{key}'" for key in keys) + " are missing"
    hint = {
        "discount_rate": "write 10 %/year",
        "currency": "write currency: EUR",
        "schema_version": "write schema_version: 1",
        "by": "write by: 2028-12",
        "target": "write target: {kpi: sales.close_rate, change: 10 %, by: 2028-12}",
        "objective": "say in a sentence what is wanted",
    }
    door.refuse("missing", parent, said, hint=hint.get(keys[0], ""), at=door.key_place(parent))


def _refused(path: Path, fault: ErrorDetails, door: Door) -> None:
    """Any other fault."""
    node = door.root.nearest(path)
    context = fault.get("ctx", {})
    match fault["type"]:
        case "said":
            door.refuse(context["code"], path, context["message"], context["accepted"], context["hint"])
        case "union_tag_not_found":
            _formless(path, node, door)
        case "too_short" | "too_long":
            fewest, most = context.get("min_length"), context.get("max_length")
            wanted = f"at most {most}" if most is not None and fault["type"] == "too_long" else f"at least {fewest}"
            noun = "entry" if wanted.endswith(" 1") else "entries"
            door.refuse("type", path, f"a list with {wanted} {noun} is wanted")
        case kind:
            wanted = _WANTED.get(kind, "another kind of entry")
            door.refuse("type", path, f"{wanted} is wanted here, not a {node.kind}")


def _formless(path: Path, node: Node, door: Door) -> None:
    """A value or a line whose form cannot be told."""
    keys = list(node.entries)
    if len(path) == 2 and path[0] in ("benefits", "costs"):
        forms = [key for key in schema.LINE_TAGS if key in keys]
        said = "a line has one form only, not " + " and ".join(forms) if forms else "a line needs use, formula or table"
        accepted = "accepted: use: with the inputs of the catalogue, formula: with inputs:, or table: with by_year:"
        near = "" if forms else next((hint for key in keys if (hint := did_you_mean(key, schema.LINE_TAGS))), "")
        return door.refuse("line-form", path, said, accepted, near, door.key_place(path))
    near = next((hint for key in keys if (hint := did_you_mean(key, NUMBER_KEYS))), "")
    return door.refuse("value", path, "this states no number", f"accepted: {ACCEPTED}", near)


def _prune(raw: Any, faults: Sequence[ErrorDetails], door: Door, model: type[BaseModel]) -> bool:
    """Take out what was refused, so that the rest can be checked; False where no check is possible without it."""
    for fault in faults:
        path = _path(fault["loc"], door)
        unit = path if fault["type"] == "extra_forbidden" else _unit(path)
        door.broken.add(unit)
        if unit == ("currency",):
            return False
        if unit == ("finance", "discount_rate") and isinstance(raw.get("finance"), dict):
            raw["finance"]["discount_rate"] = "0 %/year"
        elif unit[:1] == ("goals",) and unit[2:] in _OF_GOALS:
            _replace(raw, unit, _OF_GOALS[unit[2:]])
        elif len(unit) == 1 and unit[0] in _STAND_INS and _is_required(model, unit[0]):
            raw[unit[0]] = _STAND_INS[unit[0]]
        else:
            _delete(raw, unit)
    return True


def _is_required(model: type[BaseModel], key: str) -> bool:
    return key in model.model_fields and model.model_fields[key].is_required()


def _unit(path: Path) -> Path:
    """The smallest part that can be left out when the entry at `path` is refused."""
    match path:
        case ("goals", _, "strategies", _, *_):
            return path[:5]
        case ("goals", _, "target", _, *_):
            return path[:4]
        case ("goals", _, "objective" | "owner" | "review" | "note", *_):
            return path[:3]
        case ("assumptions" | "data" | "risks" | "measurements" | "goals" | "stress" | "members", _, *_):
            return path[:2]
        case ("customers", "uplift_by_segment", _, _, *_):
            return path[:4]
        case ("customers", "uplift" | "segments" | "uplift_by_segment", _, *_):
            return path[:3]
        case ("customers", _, *_):
            return path[:2]
        case ("benefits" | "costs", _, "inputs" | "kpis", _, *_):
            return path[:4]
        case ("benefits" | "costs", _, "use" | "formula" | "table" | "inputs", *_):
            return path[:2]
        case ("benefits" | "costs", _, _, *_):
            return path[:3]
        case ("benefits" | "costs" | "finance" | "rollout", _, *_):
            return path[:2]
    return path[:1]


def _delete(raw: Any, path: Path) -> None:
    """Delete the entry at a path of the raw tree, if it is still there."""
    holder = _holder(raw, path)
    if isinstance(holder, dict):
        holder.pop(path[-1], None)


def _replace(raw: Any, path: Path, stand_in: str) -> None:
    """Put a stand-in at a path of the raw tree, if what holds it is still there."""
    holder = _holder(raw, path)
    if isinstance(holder, dict):
        holder[path[-1]] = stand_in


def _holder(raw: Any, path: Path) -> Any:
    for key in path[:-1]:
        if isinstance(raw, list):
            raw = raw[int(key) - 1] if key.isdecimal() and int(key) <= len(raw) else None
        elif isinstance(raw, dict):
            raw = raw.get(key)
    return raw
