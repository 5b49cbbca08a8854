# Covers: class-heavy code: steps as static methods, a pipeline as a method (a finding), a settings class with attributes.
from icefloe import pipeline, step


class Settings:
    store = "redis://features"
    window_days = 28

    def __init__(self, entity: str):
        self.entity = entity
        self.key = f"{entity}_id"


class Transactions:
    @staticmethod
    @step
    def load(store: str, key: str) -> list[dict]:
        return []

    @staticmethod
    @step(name="aggregate")
    def aggregate(rows: list[dict], days: int) -> dict[str, float]:
        return {}


class Job:
    def __init__(self, settings: Settings):
        self.settings = settings

    @pipeline
    def run(self, day: str):
        return Transactions.load(self.settings.store, day)


customer = Settings("customer")


@pipeline(name="customer-features")
def features():
    rows = Transactions.load(customer.store, customer.key)
    return Transactions.aggregate(rows, days=Settings.window_days)
