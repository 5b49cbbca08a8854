"""How people test their pipelines: built in tests, in classes, with fixtures."""
import unittest

from flowyml import Pipeline, context, step


@step(outputs=["data"])
def load_data():
    return [1, 2, 3]


@step(inputs=["data"], outputs=["model"])
def train_model(data, learning_rate: float):
    return sum(data) * learning_rate


class TestTraining(unittest.TestCase):
    def setUp(self):
        self.ctx = context(learning_rate=0.01)

    def test_runs(self):
        pipeline = Pipeline("test_runs", context=self.ctx)
        pipeline.add_step(load_data)
        pipeline.add_step(train_model)
        result = pipeline.run()
        self.assertTrue(result.success)
        self.assertIn("model", result.outputs)

    def test_other_rate(self):
        pipeline = Pipeline("test_other_rate", context=context(learning_rate=1.0))
        pipeline.add_step(load_data).add_step(train_model)
        self.assertEqual(pipeline.run()["model"], 6.0)


def test_as_function():
    pipeline = Pipeline("test_as_function", context=context(learning_rate=0.5))
    pipeline.add_step(load_data)
    pipeline.add_step(train_model)
    result = pipeline.run()
    assert result.success
