from dataclasses import dataclass

from flowyml import Pipeline, context, map_task, step


@dataclass
class Invoice:
    number: str
    total: float


@step(outputs=["scans"])
def list_scans(folder: str) -> list[str]:
    return [f"{folder}/{n}.pdf" for n in range(40)]


@map_task(inputs=["scans"], outputs=["invoices"], concurrency=8, retries=2, retry_delay=0.5, min_success_ratio=0.95)
def read_invoice(scan: str) -> Invoice:
    import pytesseract
    text = pytesseract.image_to_string(scan)
    return Invoice(number=text.split()[0], total=float(text.split()[-1]))


@map_task(inputs=["invoices"], outputs=["amounts"], concurrency=2, timeout_per_item=10)
def convert(invoice: Invoice, rate: float) -> float:
    return invoice.total * rate


@step(inputs=["amounts"], outputs=["total"])
def add_up(amounts: list[float]) -> float:
    return sum(amounts)


pipeline = Pipeline("invoices", context=context(folder="inbox", rate=1.08))
pipeline.add_step(list_scans)
pipeline.add_step(read_invoice)
pipeline.add_step(convert)
pipeline.add_step(add_up)

if __name__ == "__main__":
    # also usable without a pipeline
    quick = read_invoice(["inbox/1.pdf", "inbox/2.pdf"])
    print(f"{quick.successes}/{quick.total}")
