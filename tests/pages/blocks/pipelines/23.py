from flowyml import map_task
@map_task(concurrency=8, retries=2, min_success_ratio=0.95)
def process_document(doc: dict) -> dict:
    return transform(doc)
result = process_document(documents)
print(f"Processed {result.successes}/{result.total}")
