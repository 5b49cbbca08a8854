# Covers: an everyday monthly job: a map with several steps per customer, outer values, totals over the lists of the map.
from decimal import Decimal

from icefloe import pipeline, retry, step


@step
def customers(month: str) -> list[dict]:
    """All customers with usage in the month."""
    return []


@step
def usage(customer: dict, month: str) -> list[dict]:
    return []


@step
def price(lines: list[dict], tariff: dict, discount: float = 0.0) -> Decimal:
    return Decimal(0)


@step
def tariffs(month: str) -> dict[str, dict]:
    return {}


@step
def render(customer: dict, amount: Decimal, month: str) -> bytes:
    return b""


@step
@retry(max_attempts=3)
def send(customer: dict, pdf: bytes) -> str:
    return "sent"


@step
def book(amounts: list[Decimal], receipts: list[str]) -> Decimal:
    return sum(amounts, Decimal(0))


@pipeline(schedule="0 5 1 * *")
def invoices(month: str, dry_run: bool = False):
    all_tariffs = tariffs(month)
    amounts, receipts = [], []
    for customer in customers(month):
        lines = usage(customer, month)
        amount = price(lines, all_tariffs[customer["tariff"]], discount=0.1 if customer["vip"] else 0.0)
        pdf = render(customer, amount, month=month)
        amounts.append(amount)
        if not dry_run:
            receipts.append(send(customer, pdf))
    return book(amounts, receipts)
