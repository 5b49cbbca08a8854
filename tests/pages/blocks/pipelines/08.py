# Run the pipeline
result = pipeline.run()
# Check success
if result.success:
    print(f"Pipeline completed successfully!")
    print(f"Outputs: {result.outputs}")
else:
    print(f"Pipeline failed")
