"""The reducer is a function of the project, named by its path, as the documentation has it."""
from runnable import Map, Pipeline, PythonTask


def reviews():
    return ["good", "could be better", "fine"]


def clean(review: str) -> str:
    return review.strip().capitalize()


def publish(cleaned: str):
    print("longest:", cleaned)


def main():
    cleaning = Pipeline(steps=[PythonTask(name="clean", function=clean, returns=["cleaned"])])
    pipeline = Pipeline(
        steps=[
            PythonTask(name="reviews", function=reviews, returns=["reviews"]),
            Map(
                name="each review",
                branch=cleaning,
                iterate_on="reviews",
                iterate_as="review",
                reducer="reducers.longest",
            ),
            PythonTask(name="publish", function=publish),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
