result = pipeline.run()
if result.success:
    print(result.summary())
    # Access step results
    for step_name, step_result in result.step_results.items():
        print(f"Step: {step_name}")
        print(f" Duration: {step_result.duration_seconds:.2f}s")
        print(f" Cached: {step_result.cached}")
        if step_result.artifact_uri:
            print(f" Artifact: {step_result.artifact_uri}")
