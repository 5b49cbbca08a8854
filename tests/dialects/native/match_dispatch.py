# Covers: `match` on a step's output (values, alternatives, a guard, a default), a value that every case sets.
from icefloe import pipeline, step


@step
def detect(path: str) -> str:
    return "pdf"


@step
def read_pdf(path: str) -> str:
    return ""


@step
def read_image(path: str, ocr: str = "tesseract") -> str:
    return ""


@step
def read_text(path: str) -> str:
    return ""


@step
def index(text: str) -> int:
    return len(text)


@pipeline
def ingest(path: str, ocr: bool = True):
    kind = detect(path)
    match kind:
        case "pdf":
            text = read_pdf(path)
        case "png" | "jpg" if ocr:
            text = read_image(path)
        case "txt":
            text = read_text(path)
        case _:
            text = ""
    return index(text)
