"""Entry point of the invoices."""
import billing.steps as steps
import runnable as rn

from billing.report import print_table


def pipeline():
    tasks = [
        rn.PythonTask(name="parse", function=steps.parse_invoices, returns=[rn.pickled("invoices")]),
        rn.PythonTask(name="add up", function=steps.add_up, returns=[rn.json("net")]),
        rn.PythonTask(name="tax", function=steps.add_tax, returns=["gross", rn.metric("turnover")]),
        rn.PythonTask(name="print", function=print_table),
    ]
    made = rn.Pipeline(steps=tasks, name="invoices", description="From text files to a table.")
    made.execute(parameters_file="parameters.yaml")
    return made


if __name__ == "__main__":
    pipeline()
