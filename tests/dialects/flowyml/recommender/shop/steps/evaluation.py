from flowyml import step

__all__ = ["evaluate", "publish"]


@step(inputs=["user_factors", "item_factors", "events"], outputs=["recall_at_k"])
def evaluate(user_factors, item_factors, events, k: int) -> float:
    return len(user_factors[:k]) / max(len(item_factors), 1)


@step(inputs=["recall_at_k"])
def publish(recall_at_k: float):
    print(f"recall {recall_at_k:.3f}")
