# SPDX-License-Identifier: Apache-2.0
"""What the pages without an account weigh, and how soon they are there: `python -m benchmarks.public ADDRESS`.

ADDRESS is a running server (`./handrail demo`). The line is "3G" as web page tests have it: 1.6 Mbit/s down,
768 kbit/s up, 300 ms there and back, an empty cache each time. Weight is everything that comes over the wire for a
first visit, compressed as it was sent, headers too. Server time is a request on this machine, by the clock.
"""

import os
import shutil
import statistics
import sys
import time
import urllib.parse
import urllib.request
from typing import Any

PAGES = ("/", "/guide/", "/guide/who/", "/guide/first-week/", "/guide/families/", "/self-check/", "/library/",
         "/library/withdrawal/", "/programs/")  # fmt: skip
MOST_BYTES, MOST_SERVER, MOST_PAINT = 60_000, 30.0, 1500.0
LINE = {"offline": False, "latency": 300, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 768_000 / 8}
RUNS, ASKED = 3, 40
LARGEST = """() => new Promise(done => new PerformanceObserver(list => done(list.getEntries().at(-1).startTime))
  .observe({type: 'largest-contentful-paint', buffered: true}))"""


def main(argv: list[str] | None = None) -> int:
    """0 if every page keeps the bars."""
    told = sys.argv[1:] if argv is None else argv
    base = told[0].rstrip("/") if told else "http://127.0.0.1:8000"
    from playwright.sync_api import sync_playwright

    print(f"{'page':26}{'bytes':>8}{'server, median':>16}{'p95':>8}{'largest paint on 3G':>22}")
    kept = True
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        path = shutil.which(os.environ.get("CHROMIUM") or "chromium")
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        for page in PAGES:
            seen = [visit(browser, base + page) for _ in range(RUNS)]
            weight, paint = max(one[0] for one in seen), statistics.median(one[1] for one in seen)
            times = asked(base + page)
            middle, late = statistics.median(times), sorted(times)[int(0.95 * len(times))]
            kept = kept and weight <= MOST_BYTES and middle <= MOST_SERVER and paint <= MOST_PAINT
            print(f"{page:26}{weight:>8,}{middle:>13.1f} ms{late:>5.1f} ms{paint:>19.0f} ms")
        browser.close()
    step = asked(base + "/self-check/", {"step": "5", "state": "", "home": "safe", "go": "next"})
    print(f"the answer of the self-check: {statistics.median(step):.1f} ms of the server's")
    kept = kept and statistics.median(step) <= MOST_SERVER
    print("every bar is met" if kept else "a bar is not met")
    return 0 if kept else 1


def visit(browser: Any, address: str) -> tuple[int, float]:
    """Bytes over the wire and milliseconds to the largest paint, of a first visit on a phone."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, device_scale_factor=2)
    page = context.new_page()
    wire, weight = context.new_cdp_session(page), [0.0]
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    wire.send("Network.emulateNetworkConditions", LINE)
    wire.on("Network.loadingFinished", lambda told: weight.append(told["encodedDataLength"]))
    page.goto(address, wait_until="networkidle")
    paint = float(page.evaluate(LARGEST))
    context.close()
    return round(sum(weight)), paint


def asked(address: str, form: dict[str, str] | None = None) -> list[float]:
    """Milliseconds of each request, after a few that fill the caches."""
    sent = urllib.parse.urlencode(form).encode() if form else None
    request = urllib.request.Request(address, data=sent, headers={"Accept-Encoding": "gzip"})  # noqa: S310 - ours
    found = []
    for number in range(ASKED + 5):
        begun = time.perf_counter()
        with urllib.request.urlopen(request) as answer:  # noqa: S310
            answer.read()
        if number >= 5:
            found.append((time.perf_counter() - begun) * 1000)
    return found


if __name__ == "__main__":
    sys.exit(main())
