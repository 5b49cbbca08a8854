from icefloe import step


def _only(row, columns):
    return {c: row.get(c) for c in columns}


@step
def clean(rows: list[dict], columns: tuple[str, ...]) -> list[dict]:
    return [_only(row, columns) for row in rows]
