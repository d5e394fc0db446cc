"""The measured figures as a table: `python -m tests.benchmarks.table FILE`, FILE from `--benchmark-json`."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

HEAD = ("Figure", "Median", "p95", "Peer or floor", "Peer", "Ratio", "Goal")


def _time(milliseconds: float) -> str:
    return f"{milliseconds:.3g} ms" if milliseconds >= 1 else f"{milliseconds * 1000:.3g} µs"


def row(figure: Mapping[str, Any]) -> tuple[str, ...]:
    """One line: ours, what it is compared with, the ratio of the medians, the goal."""
    median, peer = figure["median_ms"], figure["peer_ms"]
    compared = (figure["peer"], _time(peer), f"{median / peer:.2f}") if peer else ("", "", "")
    return (figure["figure"], _time(median), _time(figure["p95_ms"]), *compared, figure["goal"])


def table(report: Mapping[str, Any]) -> str:
    """All figures of a report in Markdown, and the machine they were taken on."""
    kept = [entry["extra_info"] for entry in report["benchmarks"] if "median_ms" in entry["extra_info"]]
    lines = [HEAD, ("---",) * len(HEAD), *(row(found) for found in kept)]
    machine = report["machine_info"]
    cpu = machine.get("cpu", {})
    taken = f"{report['datetime'][:10]}, {cpu.get('brand_raw', machine['machine'])}, {cpu.get('count', '?')} cores"
    texts = ["| " + " | ".join(cells) + " |" for cells in lines]
    return "\n".join([*texts, "", f"Taken {taken}, {machine['system']}, Python {machine['python_version']}.", ""])


if __name__ == "__main__":
    sys.stdout.write(table(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))))
