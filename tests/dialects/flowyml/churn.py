# customer churn, v3 (copied from the old notebook)
import pandas as pd
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split

from flowyml import Pipeline, step, context

DATA = "data/churn.csv"
TARGET = 'churned'

ctx = context(
    csv_path=DATA,
    test_size=0.25,
    n_estimators=300,
    learning_rate=0.05,
    seed=7,
)


@step(outputs=["customers"])
def load_customers(csv_path: str):
    df = pd.read_csv(csv_path)
    print(f"loaded {len(df)} customers")
    return df


@step(inputs=["customers"], outputs=["features", "target"])
def make_features(customers):
    customers = customers.copy()
    customers["tenure_years"] = customers["tenure_months"] / 12
    customers = pd.get_dummies(customers, columns=["plan", "region"])
    return customers.drop(columns=[TARGET]), customers[TARGET]


@step(inputs=["features", "target"], outputs=["X_train", "X_test", "y_train", "y_test"])
def split(features, target, test_size: float, seed: int):
    return train_test_split(features, target, test_size=test_size, random_state=seed)


@step(inputs=["X_train", "y_train"], outputs=["model"])
def fit(X_train, y_train, n_estimators: int, learning_rate: float, seed: int):
    clf = GradientBoostingClassifier(n_estimators=n_estimators, learning_rate=learning_rate, random_state=seed)
    clf.fit(X_train, y_train)
    return clf


@step(inputs=["model", "X_test", "y_test"], outputs=["auc"])
def score(model, X_test, y_test) -> float:
    return roc_auc_score(y_test, model.predict_proba(X_test)[:, 1])


pipeline = Pipeline("customer_churn", context=ctx, enable_cache=True, project_name="crm")
pipeline.add_step(load_customers)
pipeline.add_step(make_features)
pipeline.add_step(split)
pipeline.add_step(fit)
pipeline.add_step(score)

if __name__ == "__main__":
    result = pipeline.run()
    if result.success:
        print("AUC:", result["auc"])
        print(result.summary())
    else:
        print("something went wrong :(")
