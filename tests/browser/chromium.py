"""A small driver of Chromium for the tests: the DevTools protocol over a pipe, without any library.

Chromium reads commands from its file descriptor 3 and writes answers and events to 4, JSON messages that end in a
zero byte. One browser serves many pages, one after the other; each starts with an empty log.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
PATIENCE = 60.0  # seconds for one answer
# Chromium wants its pipe at 3 and 4; a process of its own puts it there, so that nothing runs between fork and exec
_LAUNCHER = "import os, sys; a, b, *c = sys.argv[1:]; os.dup2(int(a), 3); os.dup2(int(b), 4); os.execv(c[0], c)"
Message = dict[str, Any]


def chromium_path() -> str | None:
    """The browser of this machine, None where there is none."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


class BrowserError(Exception):
    """The browser refused a command, a script threw, or no answer came."""


class Page:
    """One tab; `events` are all that it has reported since it was opened."""

    def __init__(self, browser: Browser, session: str) -> None:
        self._browser, self.session = browser, session
        self.events: list[Message] = []

    def command(self, method: str, **parameters: Any) -> Message:
        return self._browser.command(method, self, **parameters)

    def open(self, address: str) -> None:
        self.events.clear()
        self.command("Page.navigate", url=address)
        self.wait_for("Page.loadEventFired")

    def wait_for(self, event: str) -> Message:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            for message in self.events:
                if message["method"] == event:
                    return message
            self._browser.read(end)
        raise BrowserError(f"no {event}")

    def value(self, expression: str) -> Any:
        """What a script gives; promises are waited for, and what it gives must be JSON."""
        found = self.command("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in found:
            thrown = found["exceptionDetails"]
            raise BrowserError(thrown.get("exception", {}).get("description", thrown["text"]))
        return found["result"].get("value")

    def numbers(self, expression: str) -> Any:
        """What a script gives, with NaN and the infinities, which JSON does not have."""
        spelled = "(_, v) => typeof v === 'number' && !Number.isFinite(v) ? {special: `${v}`} : v"
        told = self.value(f"JSON.stringify({expression}, {spelled})")
        return json.loads(told, object_hook=_special)

    def screenshot(self, path: Path, whole: bool = True) -> None:
        found = self.command("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        path.write_bytes(base64.b64decode(found["data"]))

    def print_to(self, path: Path) -> None:
        found = self.command("Page.printToPDF", printBackground=False, preferCSSPageSize=True)
        path.write_bytes(base64.b64decode(found["data"]))

    def resize(self, width: int, height: int, full: bool = False) -> None:
        if full:
            height = int(self.value("document.documentElement.scrollHeight"))
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.command("Emulation.setDeviceMetricsOverride", **size)

    def emulate(self, scheme: str = "light", media: str = "") -> None:
        features = [
            {"name": "prefers-color-scheme", "value": scheme},
            {"name": "prefers-reduced-motion", "value": "reduce"},
        ]
        self.command("Emulation.setEmulatedMedia", media=media, features=features)

    def press(self, key: str, code: int, shift: bool = False) -> None:
        for kind in ("rawKeyDown", "keyUp"):
            self.command(
                "Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code,
                modifiers=8 if shift else 0,
            )  # fmt: skip

    def requests(self) -> list[str]:
        """Addresses that the page asked for."""
        return [e["params"]["request"]["url"] for e in self.events if e["method"] == "Network.requestWillBeSent"]

    def complaints(self) -> list[str]:
        """What stands in the console: errors, warnings, refused content and uncaught exceptions."""
        said = []
        for event in self.events:
            told = event["params"]
            if event["method"] == "Runtime.exceptionThrown":
                said.append(told["exceptionDetails"].get("exception", {}).get("description", "exception"))
            elif event["method"] == "Runtime.consoleAPICalled" and told["type"] in ("error", "warning", "assert"):
                said.append(" ".join(str(part.get("value", "")) for part in told["args"]))
            elif event["method"] == "Log.entryAdded" and told["entry"]["level"] in ("error", "warning"):
                said.append(told["entry"]["text"])
        return said


class Browser:
    """Chromium without a window."""

    def __init__(self, path: str, profile: Path) -> None:
        from_us, to_us = os.pipe(), os.pipe()
        started = [
            path, "--headless=new", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu", "--no-first-run",
            "--disable-dev-shm-usage", "--disable-extensions", "--disable-background-networking", "--disable-sync",
            "--hide-scrollbars", "--mute-audio", "--force-color-profile=srgb", f"--user-data-dir={profile}",
            "about:blank",
        ]  # fmt: skip
        read_end, write_end = (fcntl.fcntl(fd, fcntl.F_DUPFD, 10) for fd in (from_us[0], to_us[1]))
        launcher = [sys.executable, "-c", _LAUNCHER, str(read_end), str(write_end), *started]
        self._process = subprocess.Popen(
            launcher, pass_fds=(read_end, write_end), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        for fd in (read_end, write_end, from_us[0], to_us[1]):
            os.close(fd)
        self._out, self._in = from_us[1], to_us[0]
        self._left, self._count = b"", 0
        self._answers: dict[int, Message] = {}
        self._pages: dict[str, Page] = {}

    def command(self, method: str, page: Page | None = None, **parameters: Any) -> Message:
        """Send a command and wait for its answer."""
        self._count += 1
        number = self._count
        message: Message = {"id": number, "method": method, "params": parameters}
        if page is not None:
            message["sessionId"] = page.session
        left = memoryview(json.dumps(message).encode() + b"\0")
        while left:
            left = left[os.write(self._out, left) :]
        end = time.monotonic() + PATIENCE
        while number not in self._answers:
            self.read(end)
        answer = self._answers.pop(number)
        if "error" in answer:
            raise BrowserError(f"{method}: {answer['error']}")
        found: Message = answer["result"]
        return found

    def read(self, end: float) -> None:
        """Take in what has arrived, or wait for something until `end`."""
        ready, _, _ = select.select([self._in], [], [], max(end - time.monotonic(), 0.0))
        if not ready:
            raise BrowserError("Chromium does not answer")
        arrived = os.read(self._in, 1 << 20)
        if not arrived:
            raise BrowserError("Chromium has ended")
        *messages, self._left = (self._left + arrived).split(b"\0")
        for text in messages:
            message = json.loads(text)
            if "id" in message:
                self._answers[message["id"]] = message
            elif message.get("sessionId") in self._pages:
                self._pages[message["sessionId"]].events.append(message)

    def page(self) -> Page:
        """A new tab that reports what it logs and asks for."""
        target = self.command("Target.createTarget", url="about:blank")["targetId"]
        session = self.command("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        page = Page(self, session)
        self._pages[session] = page
        for domain in ("Page", "Runtime", "Log", "Network", "DOM"):
            page.command(f"{domain}.enable")
        return page

    def close(self) -> None:
        try:
            self.command("Browser.close")
        except (BrowserError, OSError):
            self._process.kill()
        self._process.wait(PATIENCE)
        os.close(self._out)
        os.close(self._in)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser with a profile of its own, ended at the end."""
    path = chromium_path()
    if path is None:
        raise BrowserError("there is no Chromium")
    with tempfile.TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True) as profile:
        browser = Browser(path, Path(profile))
        try:
            yield browser
        finally:
            browser.close()


def _special(found: Message) -> Any:
    return float(found["special"].replace("Infinity", "inf")) if set(found) == {"special"} else found
