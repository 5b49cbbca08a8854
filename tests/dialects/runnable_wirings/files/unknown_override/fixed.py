from runnable import Pipeline, PythonTask


def fit():
    print("received: fitted")


def main():
    pipeline = Pipeline(
        steps=[PythonTask(name="fit", function=fit, overrides={"argo": "large"})]
    )
    pipeline.execute(configuration_file="argo.yaml")
    return pipeline


if __name__ == "__main__":
    main()
    for line in open("argo-pipeline.yaml"):
        if line.strip().startswith("image:"):
            print(f"received: {line.strip()}")
            break
