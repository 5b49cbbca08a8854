import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split

FEATURES = ["tenure_months", "monthly_charge", "tickets"]


def load_customers(csv_path: str) -> pd.DataFrame:
    return pd.read_csv(csv_path)


def split(customers, test_share: float, seed: int):
    train, test = train_test_split(customers, test_size=test_share, random_state=seed, stratify=customers["churned"])
    return train, test


def fit(train: pd.DataFrame, regularisation: float = 1.0) -> LogisticRegression:
    model = LogisticRegression(C=regularisation, max_iter=1000)
    model.fit(train[FEATURES], train["churned"])
    return model


def score(model: LogisticRegression, test: pd.DataFrame) -> tuple[float, int]:
    predicted = model.predict(test[FEATURES])
    return float(accuracy_score(test["churned"], predicted)), len(test)
