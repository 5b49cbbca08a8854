from pathlib import Path

from ..models import Invoice, Line, Source


def parse_invoices(source: Source) -> list[Invoice]:
    invoices = []
    for number, path in enumerate(sorted(Path(source.folder).glob(source.pattern)), 1):
        lines = []
        for text in path.read_text().splitlines():
            article, count, price = text.split(";")
            lines.append(Line(article=article, count=int(count), price=float(price)))
        invoices.append(Invoice(number=number, lines=lines))
    return invoices
