# Override context
result = pipeline.run(context={"learning_rate": 0.05})
# Use different stack
result = pipeline.run(stack=my_production_stack)
# Enable debug mode
result = pipeline.run(debug=True)
