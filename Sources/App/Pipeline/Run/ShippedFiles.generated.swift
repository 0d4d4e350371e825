// Written by scripts/embed from templates/ and policies/; change those and run it again.

// swift-format-ignore-file

/// The files that the binary carries.
enum ShippedFiles {
    /// Template name → text.
    static let templates: [String: String] = [
        "commit": """
        {{% CONTENT_TYPE:TEXT}}
        {{subject}}

        {{narrative}}

        {{#statistics}}
          {{name}}  {{value}}
        {{/statistics}}
        {{#deciding}}
          deciding line  {{location}}  ({{others}})
        {{/deciding}}

        {{#queries}}
        {{label}}{{text}}
        {{/queries}}
        Window:   {{window}}
        {{#expect}}
        Expect:   {{.}}
        {{/expect}}
        Undo:     {{undo}}

        """,
        "escalation": """
        {{% CONTENT_TYPE:TEXT}}
        {{lead}}

        ### What was seen

        {{#narrative}}
        - {{.}}
        {{/narrative}}

        | | |
        |---|---|
        {{#statistics}}
        | {{name}} | {{value}} |
        {{/statistics}}

        ### Causes that were weighed

        {{#hypotheses}}
        - {{mark}} {{statement}}{{#supports}}; for: {{supports}}{{/supports}}{{#contradicts}}; against: {{contradicts}}{{/contradicts}}
        {{/hypotheses}}

        ### What was tried, and where it stopped

        {{stopped}}

        {{#queries}}
        ```promql
        {{{query}}}
        ```
        {{/queries}}

        """,
        "pull-request": """
        {{% CONTENT_TYPE:TEXT}}
        {{lead}}

        {{#plot}}
        ```mermaid
        {{plot}}
        ```
        {{/plot}}

        | | |
        |---|---|
        {{#statistics}}
        | {{name}} | {{value}} |
        {{/statistics}}
        | confidence | {{confidence}} |
        | saving | {{saving}} |

        ### What it touches

        {{#changes}}
        `{{attribute}}` of `{{resource}}`: `{{before}}` → `{{after}}`, decided by `{{location}}`

        {{/changes}}
        ```diff
        {{{diff}}}
        ```

        {{blastRadius}}

        ### Why this value

        {{#reasoning}}
        - {{.}}
        {{/reasoning}}
        {{#hypotheses}}
        - {{mark}} {{statement}}{{#supports}}; for: {{supports}}{{/supports}}{{#contradicts}}; against: {{contradicts}}{{/contradicts}}
        {{/hypotheses}}

        ### Why it may merge, or not

        {{verdict}}

        <details><summary>The decision, input by input</summary>

        ```
        {{{decision}}}
        ```

        </details>

        ### Check it yourself

        {{#queries}}
        ```promql
        {{{query}}}
        ```
        {{window}}

        {{/queries}}
        ```
        trimtab trace {{{traceArguments}}}
        trimtab explain {{number}}
        ```

        ### If it goes wrong

        {{undo}}

        ---
        <sub>Action `{{action}}`, category `{{category}}`, answered for by {{owner}}. Evidence `sha256:{{evidence}}`.
        Close this pull request to hold the target until `trimtab release`; add the label `trimtab/hold` to stop the bot here.</sub>

        """,
    ]

    /// File name → text.
    static let policies: [String: String] = [:]
}
