# The same tasks in containers: a step asks for an override that the configuration does not have.
from newsletter import send, subscribers
from runnable import Pipeline, PythonTask


def main():
    pipeline = Pipeline(
        steps=[
            PythonTask(name="subscribers", function=subscribers, returns=["subscribers"], secrets=["API_TOKEN"]),
            PythonTask(
                name="send", function=send, secrets=["SMTP_PASSWORD"], overrides={"local-container": "mailer"}
            ),
        ]
    )
    pipeline.execute(configuration_file="configs/containers.yaml", tag="monthly")
    return pipeline


if __name__ == "__main__":
    main()
