"""The four functions of the chapters before: no word of runnable in them."""


def load_data() -> list[dict[str, float]]:
    return [{"age": float(age), "bought": float(age > 40)} for age in range(20, 60)]


def preprocess_data(df: list[dict[str, float]], test_size: float = 0.25) -> dict[str, list[dict[str, float]]]:
    held_back = round(len(df) * test_size)
    return {"train": df[held_back:], "test": df[:held_back]}


def train_model(preprocessed_data):
    rows = preprocessed_data["train"]
    buyers = [row["age"] for row in rows if row["bought"]]
    return {"limit": min(buyers), "trained_on": len(rows)}


def evaluate_model(model_data, preprocessed_data):
    rows = preprocessed_data["test"]
    right = sum((row["age"] >= model_data["limit"]) == bool(row["bought"]) for row in rows)
    return {"accuracy": right / len(rows), "tested_on": len(rows)}
