from billing.models import Invoice, Tax


def add_up(invoices: list[Invoice]) -> list[float]:
    return [round(sum(line.count * line.price for line in invoice.lines), 2) for invoice in invoices]


def add_tax(net: list[float], tax: Tax) -> tuple[list[float], float]:
    gross = [round(amount * (1 + tax.rate), 2) for amount in net]
    return gross, sum(gross)
