# Covers: f-strings, arithmetic, comparisons and list/dict displays of outputs in arguments, keyword arguments, async-free.
from icefloe import pipeline, step


@step
def revenue(week: int) -> float:
    return 1000.0 + week


@step
def costs(week: int) -> float:
    return 600.0


@step
def chart(series: dict, title: str) -> bytes:
    return b"png"


@step
def mail(to: list, subject: str, images: list, urgent: bool = False) -> str:
    return "id"


@pipeline
def weekly_report(week: int, to: list = ["team@example.org"], goal: float = 350.0):
    r = revenue(week)
    c = costs(week=week)
    before = revenue(week - 1)
    profit = r - c
    growth = (r - before) / before
    picture = chart({"revenue": [before, r], "profit": profit, "goal": goal}, title=f"Week {week}: {profit:,.0f} EUR")
    message_id = mail(
        to=to,
        subject=f"Week {week:02d} {growth:+.1%}",
        images=[picture],
        urgent=profit < goal or growth < -0.1,
    )
    return message_id
