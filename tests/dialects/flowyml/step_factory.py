# from the docs: one factory, several models, same function name
from flowyml import Pipeline, step

pipeline = Pipeline("model_zoo")


@step(outputs=["train_set"])
def prepare():
    return [[1, 2], [3, 4]], [0, 1]


pipeline.add_step(prepare)


def create_training_step(model_type: str):
    @step(inputs=["train_set"], outputs=[f"{model_type}_model"])
    def train(train_set):
        X, y = train_set
        if model_type == "random_forest":
            from sklearn.ensemble import RandomForestClassifier as M
        elif model_type == "svm":
            from sklearn.svm import SVC as M
        else:
            from sklearn.neighbors import KNeighborsClassifier as M
        return M().fit(X, y)

    return train


# Create multiple training steps
for model_type in ["random_forest", "svm", "knn"]:
    step_func = create_training_step(model_type)
    pipeline.add_step(step_func)


@step(inputs=["random_forest_model", "svm_model", "knn_model"], outputs=["ensemble"])
def vote(random_forest_model, svm_model, knn_model):
    return [random_forest_model, svm_model, knn_model]


pipeline.add_step(vote)
