"""Nothing gives `temprature`, and `Optional` defaults hide a second slip."""
from runnable import Pipeline, PythonTask


def measure():
    return 21.5, 48


def comfort(temprature: float, humidity: int):
    return temprature < 25 and humidity < 60


def log(humidty: int = 0):
    print(humidty)


def main():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="measure", function=measure, returns=["temperature", "humidity"]),
            PythonTask(name="comfort", function=comfort, returns=["comfortable"]),
            PythonTask(name="log", function=log),
        ]
    )
    pipeline.execute()
    return pipeline


if __name__ == "__main__":
    main()
