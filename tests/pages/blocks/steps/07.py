# After load() completes, output is stored as "data"
# When process() runs, "data" is injected as the 'data' parameter
