"""Measuring: processor time of interleaved rounds, and what a process of its own takes in time and memory."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

_MEMORY = """
import sys
sys.path[:0] = {path!r}
{code}
try:  # the kernel's own mark starts anew with the program; that of getrusage is inherited from the parent
    print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
except OSError:
    import resource
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def cpu_seconds(works: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Least processor time of each work over some rounds; the works take turns, so that all meet the same machine."""
    best = dict.fromkeys(works, float("inf"))
    for _ in range(rounds):
        for name, work in works.items():
            started = time.process_time()
            work()
            best[name] = min(best[name], time.process_time() - started)
    return best


def peak_megabytes(code: str) -> float:
    """Greatest resident memory of a fresh interpreter that runs `code` [MB]."""
    ran = subprocess.run(
        [sys.executable, "-c", _MEMORY.format(path=sys.path, code=code)], capture_output=True, text=True, check=True
    )
    return float(json.loads(ran.stdout.split()[-1])) / 1024


def command_seconds(commands: Mapping[str, list[str]], rounds: int) -> dict[str, float]:
    """Least processor time of each command in a process of its own, in turns [s]."""
    best = dict.fromkeys(commands, float("inf"))
    for _ in range(rounds):
        for name, command in commands.items():
            best[name] = min(best[name], command_spent(command)[1].processor)
    return best


@dataclass(frozen=True, slots=True)
class Spent:
    """Time on the clock of the wall, and of all processors together [s]."""

    wall: float
    processor: float

    def least(self, other: Spent) -> Spent:
        """The lesser of each."""
        return Spent(min(self.wall, other.wall), min(self.processor, other.processor))


def command_spent(arguments: Sequence[str]) -> tuple[str, Spent]:
    """What a Python command in a process of its own prints, and what it takes with all the processes that it starts."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    ran = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=True)
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    return ran.stdout, Spent(wall, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)
