"""Quotations as a data set, and the task of continuing them."""


def load_quotes(most: int = 100) -> list[str]:
    return ["To be, or not to be"] * most


def quote_task(questions: int = 10) -> dict[str, int]:
    return {"questions": questions}
