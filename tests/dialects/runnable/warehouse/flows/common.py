from lib import tables
from runnable import Pipeline, PythonTask, pickled


def extract_orders():
    return PythonTask(name="orders", function=tables.read_orders, returns=[pickled("orders")])


def extract_customers():
    return PythonTask(name="customers", function=tables.read_customers, returns=[pickled("customers")])


def extract() -> list:
    return [extract_orders(), extract_customers()]


def rejects():
    """What is done with a mart that could not be written."""
    return Pipeline(steps=[PythonTask(name="customers again", function=tables.read_customers)])
