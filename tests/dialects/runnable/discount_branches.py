"""A campaign for each country. The discount that `budget` computes never arrives: 10 is used everywhere."""
from runnable import Map, Pipeline, PythonTask


def budget(total: int = 9000) -> tuple[list[str], int]:
    return ["AT", "CH", "DE"], total // 600


def campaign(country: str, discount: int = 10):
    return f"{country}: -{discount} %"


def send(texts: list[str]):
    for text in texts:
        print(text)


def main():
    per_country = PythonTask(name="campaign", function=campaign, returns=["texts"]).as_pipeline()
    pipeline = Pipeline(
        steps=[
            PythonTask(name="budget", function=budget, returns=["countries", "discount"]),
            Map(name="countries", branch=per_country, iterate_on="countries", iterate_as="country"),
            PythonTask(name="send", function=send),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
