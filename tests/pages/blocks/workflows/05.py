from motools.workflow import Workflow, Step

my_workflow = Workflow(
    name="my_pipeline",
    input_atom_types={},
    steps=[
        Step(
            name="process",
            function=my_step,
            input_atom_types={"input_dataset": "dataset"},
            config_class=MyStepConfig,
        ),
        Step(
            name="analyze",
            function=analyze_step,
            input_atom_types={"output_dataset": "dataset"},
            config_class=AnalyzeConfig,
        ),
    ],
    config_class=MyWorkflowConfig,
)
