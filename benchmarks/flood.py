# SPDX-License-Identifier: Apache-2.0
"""A thousand posts in a minute from one address, while others ask: `python -m benchmarks.flood ADDRESS`.

ADDRESS is a running demo. The flood comes from this machine's 127.0.0.2, everybody else from 127.0.0.3 and on; so run
it on the machine the demo runs on. Told are what the flood was answered, and how soon the others were.
"""

import http.client
import re
import statistics
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode, urlsplit

POSTS, SECONDS, OTHERS = 1000, 60, 12
MOST_KEPT = 12  # six in a clock minute, and a minute of posts touches two of them


def main(argv: list[str] | None = None) -> int:
    """0 if the flood was limited and nobody else was."""
    told = sys.argv[1:] if argv is None else argv
    host = urlsplit(told[0] if told else "http://127.0.0.1:8000").netloc
    with ThreadPoolExecutor(2) as pool:
        flood, others = pool.submit(_flood, host), pool.submit(_others, host)
        answered, served = flood.result(), others.result()
    statuses = Counter(status for status, _seconds in served)
    took = [seconds for _status, seconds in served]
    print(f"the flood, {POSTS} posts: {dict(answered)}")
    print(f"{OTHERS} others: {dict(statuses)}, median {statistics.median(took) * 1000:.0f} ms, "
          f"slowest {max(took) * 1000:.0f} ms")  # fmt: skip
    met = answered[303] <= MOST_KEPT and answered[429] >= POSTS - 130 and statuses == {303: OTHERS}
    print("the bar is met" if met else "the bar is not met")
    return 0 if met else 1


def _flood(host: str) -> Counter[int]:
    stamp = _stamp(host, "127.0.0.2")
    time.sleep(3)
    begun, found = time.monotonic(), Counter[int]()
    for number in range(POSTS):
        time.sleep(max(0.0, begun + number * SECONDS / POSTS - time.monotonic()))
        form = {"name": f"Flood {number}", "reach_by": "phone", "phone": "214-555-0100", "stamp": stamp}
        found[_post(host, "127.0.0.2", form)] += 1
    return found


def _others(host: str) -> list[tuple[int, float]]:
    found = []
    for number in range(OTHERS):
        source = f"127.0.0.{3 + number}"
        stamp = _stamp(host, source)
        time.sleep(SECONDS / OTHERS)
        form = {"name": f"Other {number}", "reach_by": "phone", "phone": "214-555-0101", "stamp": stamp}
        begun = time.perf_counter()
        found.append((_post(host, source, form), time.perf_counter() - begun))
    return found


def _stamp(host: str, source: str) -> str:
    line = http.client.HTTPConnection(host, source_address=(source, 0), timeout=30)
    line.request("GET", "/ask/")
    page = line.getresponse().read().decode()
    line.close()
    found = re.search(r'name="stamp" value="([^"]+)"', page)
    assert found, "the page has no stamp"
    return found[1]


def _post(host: str, source: str, form: dict[str, str]) -> int:
    line = http.client.HTTPConnection(host, source_address=(source, 0), timeout=30)
    line.request("POST", "/ask/", urlencode(form), {"Content-Type": "application/x-www-form-urlencoded"})
    answer = line.getresponse()
    answer.read()
    line.close()
    return answer.status


if __name__ == "__main__":
    sys.exit(main())
