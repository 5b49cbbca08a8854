from flowyml import create_from_template


def load_data(data_path: str):
    import pandas as pd
    return pd.read_csv(data_path)


def preprocess(dataset):
    return dataset.fillna(0)


def train(processed_data, learning_rate: float):
    return {"rows": len(processed_data), "lr": learning_rate}


def evaluate(model, processed_data):
    return {"rows": model["rows"]}


training = create_from_template(
    "ml_training",
    name="templated_training",
    data_loader=load_data,
    preprocessor=preprocess,
    trainer=train,
    evaluator=evaluate,
    data_path="data/train.csv",
    learning_rate=0.01,
)


def extract():
    return [1, 2, 3]


def transform(raw_data):
    return [x * 2 for x in raw_data]


def load(transformed_data):
    print("loading", transformed_data)


etl = create_from_template("etl", extractor=extract, transformer=transform, loader=load)


def train_a(dataset):
    return "a", {"accuracy": 0.91}


def train_b(dataset):
    return "b", {"accuracy": 0.93}


def compare(metrics_a, metrics_b):
    return "a" if metrics_a["accuracy"] > metrics_b["accuracy"] else "b"


ab = create_from_template(
    "ab_test",
    name="checkout_button",
    data_loader=load_data,
    model_a_trainer=train_a,
    model_b_trainer=train_b,
    comparator=compare,
    data_path="data/clicks.csv",
)
