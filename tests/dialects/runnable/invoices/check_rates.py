"""A job beside the pipeline."""
from runnable import PythonJob

from billing.models import Tax


def rates(tax: Tax):
    if not 0 <= tax.rate < 1:
        raise ValueError(tax.rate)
    return tax


def main():
    job = PythonJob(function=rates, returns=["tax"])
    job.execute(parameters_file="parameters.yaml", configuration_file="runnable-config.yaml")
    return job


if __name__ == "__main__":
    main()
