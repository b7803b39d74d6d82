"""The account with every value open: one row a question, all others at base."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from roi_engine.engine.account import Account, compile_account, ledger_block
from roi_engine.engine.model import Model
from roi_engine.finance import BlockMetrics, Ledger, metrics
from roi_engine.formula.tree import Node
from roi_engine.scenario.records import Scenario
from roi_engine.timeline import Array

Changes = Mapping[str, float]  # path -> number in the unit of the value


@dataclass(frozen=True, slots=True)
class Answers:
    """What came out, one row a question. `values` are the registers, `rows` the numbers asked with, (n_rows, 1)."""

    figures: BlockMetrics
    ledger: Ledger
    values: Mapping[int, Array]
    rows: Mapping[str, Array]


@dataclass(frozen=True, slots=True)
class Questions:
    """A model compiled so that any of its numbers can be changed."""

    account: Account

    def ask(self, questions: Sequence[Changes]) -> Answers:
        """The base case with each set of changes; a row that has no finite value gives nan, not an error."""
        rows = self._rows(questions)
        values = self.account.program.run(rows)
        judged = self.account.judged(values)
        with np.errstate(all="ignore"):  # a row may have no value: whoever asks looks at what came out
            ledger = ledger_block(self.account, values, judged.factors, len(questions))
            return Answers(metrics(ledger, judged), ledger, values, rows)

    def npv(self, questions: Sequence[Changes]) -> Array:
        """NPV alone of each question [currency], shape (n_questions,)."""
        values = self.account.program.run(self._rows(questions))
        ledger = ledger_block(self.account, values, self.account.judged(values).factors, len(questions))
        return ledger.pv_operational + ledger.pv_analytical - ledger.pv_costs

    def depends_on(self, path: str) -> bool:
        """Whether any line or rate uses a slot at all."""
        registers = self.account.program.registers
        return any(registers[index].path == path for index in self.account.program.used)

    def _rows(self, questions: Sequence[Changes]) -> dict[str, Array]:
        slots, n_rows = self.account.model.slots, len(questions)
        rows = {path: np.repeat(slot.base, n_rows, axis=0) for path, slot in slots.items() if _is_open(slot.base)}
        for place, changes in enumerate(questions):
            for path, number in changes.items():
                rows[path][place] = number
        return rows


def questions(scenario: Scenario, model: Model, extra: tuple[Node, ...] = ()) -> Questions:
    """Compile a model with all its single numbers open; `extra` values follow the rates in the outputs."""
    open_slots = frozenset(path for path, slot in model.slots.items() if _is_open(slot.base))
    return Questions(compile_account(model, scenario.finance, open_slots, extra))


def _is_open(base: Array) -> bool:
    """A series is one number a period and stays as it is."""
    return bool(base.shape[1] == 1)
