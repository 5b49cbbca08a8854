"""How many findings there are of each code."""

import json
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from icefloe.findings import Finding


def statistics(findings: "Sequence[Finding]", output_format: str) -> str:
    """Count findings by code, the most frequent first; as JSON with the names that ruff gives the fields."""
    from icefloe.choice.known import known

    names = known()
    counts = Counter(finding.code for finding in findings)
    fixable = {finding.code for finding in findings if finding.fix is not None and finding.fix.safe}
    rows = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    if output_format == "json":
        told = [
            {"code": code, "name": names.get(code, ""), "count": count, "fixable": code in fixable}
            for code, count in rows
        ]
        return json.dumps(told, indent=2) + "\n"
    width = max((len(str(count)) for _, count in rows), default=0)
    lines = [
        f"{count:>{width}}  {code}  [{'*' if code in fixable else ' '}] {names.get(code, '')}" for code, count in rows
    ]
    lines += ["[*] fixable with `icefloe check --fix`"] if fixable else []
    return "".join(f"{line}\n" for line in lines)
