# Covers: `for attempt in range(n)` with `break` on an output: followed round by round, later rounds guarded.
from icefloe import pipeline, step


@step
def generate(prompt: str, temperature: float) -> str:
    return "select 1"


@step
def validate(sql: str) -> bool:
    return True


@step
def execute(sql: str) -> list:
    return []


@pipeline
def text_to_sql(prompt: str):
    sql = None
    for attempt in range(3):
        sql = generate(prompt, temperature=0.2 * attempt)
        ok = validate(sql)
        if ok:
            break
    return execute(sql)
