"""Reading the builder words that FlowyML and the native words share: `@step`, `Pipeline`, `context`, …"""
