@rt
def index():
    return Titled("ML Training Pipeline",
        Div(
            # Sidebar
            Aside(
                H3("ML Pipeline", style="margin: 0 0 16px 0; font-size: 14px;"),
                P("Training pipeline with status indicators",
                  style="font-size: 12px; color: #666; margin-bottom: 16px;"),

                # Status legend
                Div(
                    Span("●", style="color: #52c41a;"), " Success",
                    Br(),
                    Span("●", style="color: #1890ff;"), " Running",
                    Br(),
                    Span("●", style="color: #ff4d4f;"), " Failed",
                    style="font-size: 12px; margin-top: 20px; padding: 10px; background: #f8f8f8; border-radius: 6px;"
                ),

                # Controls - Python-driven execution
                Div(
                    Button("▶ Run Training", id="run-btn",
                           onclick="window.fastflow.connectExecution('ml-pipeline', '/execute/ml-pipeline', {onComplete: () => document.getElementById('run-btn').disabled = false}); this.disabled = true;",
                           style="width: 100%; margin-top: 16px; padding: 10px; background: #8b5cf6; color: white; border: none; border-radius: 6px; cursor: pointer; font-weight: 500;"),
                    Button("↺ Reset",
                           onclick="window.fastflow.resetAllStatus('ml-pipeline')",
                           style="width: 100%; margin-top: 8px; padding: 8px; background: #f1f5f9; color: #64748b; border: 1px solid #e2e8f0; border-radius: 6px; cursor: pointer;"),
                ),

                style="width: 220px; padding: 16px; background: #fff; border-right: 1px solid #e2e8f0;"
            ),
            # Main editor
            Main(
                FlowEditor(
                    # ... all nodes and edges ...
                    id="ml-pipeline",
                ),
                style="flex: 1;"
            ),
            style="display: flex; height: 100vh;"
        )
    )
