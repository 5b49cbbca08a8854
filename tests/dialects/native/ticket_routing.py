# Covers: `if`/`elif`/`else` on outputs, conditional expressions, `in` and chained comparisons, `and`/`or`/`not` of outputs.
from icefloe import pipeline, step


@step
def classify(text: str) -> dict:
    return {"topic": "billing", "confidence": 0.8, "language": "de"}


@step
def is_vip(customer: str) -> bool:
    return False


@step
def answer(text: str, template: str) -> str:
    return "Dear customer"


@step
def escalate(text: str, queue: str, priority: int = 3) -> str:
    return "T-1"


@step
def log_ticket(reference, topic): ...


@pipeline
def route(text: str, customer: str, auto: float = 0.9):
    label = classify(text)
    vip = is_vip(customer)
    if label["confidence"] > auto and not vip:
        reference = answer(text, template=label["topic"])
    elif label["topic"] in ("billing", "contract") or vip:
        reference = escalate(text, queue="first", priority=1 if vip else 2)
    elif 0.3 < label["confidence"] <= auto:
        reference = escalate(text, queue=label["topic"])
    else:
        reference = escalate(text, queue="unsorted")
    log_ticket(reference, label["topic"])
    return reference
