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
          {{name}}  {{location}}  ({{others}})
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
        {{#fleet}}
        | all pods | {{fleet}} |
        {{/fleet}}
        {{#range}}
        | needs | {{range}} |
        {{/range}}
        | saving | {{saving}} |

        {{#outlook}}
        ### What would have happened

        | over the window | with {{before}} | with {{after}} |
        |---|---|---|
        {{#rows}}
        | {{name}} | {{before}} | {{after}} |
        {{/rows}}

        {{/outlook}}
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
        "pull-request-group": """
        {{% CONTENT_TYPE:TEXT}}
        {{lead}}

        | what | now → proposed | saves/mo | needs | confidence | risk |
        |---|---|---|---|---|---|
        {{#rows}}
        | {{target}} | {{before}} → {{after}} | {{saving}} | {{range}} | {{confidence}} | {{risk}} |
        {{/rows}}

        Saving of all of them: {{saving}}

        {{#absent}}
        ### Left out

        {{#rows}}
        - {{.}}
        {{/rows}}

        {{/absent}}
        ### What it touches

        ```diff
        {{{diff}}}
        ```

        {{blastRadius}}

        ### Each change by itself

        {{#members}}
        <details><summary>{{title}}</summary>

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
        {{#fleet}}
        | all pods | {{fleet}} |
        {{/fleet}}
        {{#range}}
        | needs | {{range}} |
        {{/range}}
        | saving | {{saving}} |

        {{#outlook}}
        | over the window | with {{before}} | with {{after}} |
        |---|---|---|
        {{#rows}}
        | {{name}} | {{before}} | {{after}} |
        {{/rows}}

        {{/outlook}}
        {{#changes}}
        `{{attribute}}` of `{{resource}}`: `{{before}}` → `{{after}}`, decided by `{{location}}`

        {{/changes}}
        {{#reasoning}}
        - {{.}}
        {{/reasoning}}
        {{#hypotheses}}
        - {{mark}} {{statement}}{{#supports}}; for: {{supports}}{{/supports}}{{#contradicts}}; against: {{contradicts}}{{/contradicts}}
        {{/hypotheses}}

        {{#queries}}
        ```promql
        {{{query}}}
        ```
        {{window}}

        {{/queries}}
        ```
        trimtab trace {{{traceArguments}}}
        ```

        </details>

        {{/members}}
        ### Why it may merge, or not

        {{verdict}}

        <details><summary>The decision, input by input</summary>

        ```
        {{{decision}}}
        ```

        </details>

        ### If it goes wrong

        {{undo}}

        When one of them does not do what is expected of it, all are taken back together where each of them may be; else people are asked.

        ---
        <sub>Action `{{action}}`, category `{{category}}`, answered for by {{owner}}. Evidence `sha256:{{evidence}}`: `trimtab explain {{number}}`.
        Close this pull request to hold all of these targets until `trimtab release`; add the label `trimtab/hold` to stop the bot here.</sub>

        """,
    ]

    /// File name → text.
    static let policies: [String: String] = [
        "grow-storage.yaml": """
        # More storage: what grew cannot shrink, so people merge it, whatever stands here.
        apiVersion: trimtab/v1
        kind: Category
        name: grow-storage
        posture: propose
        owner: team-platform
        reviewBy: 2027-06-01
        action: grow-only
        applies:
          resources:
            - aws_ebs_volume
            - aws_db_instance
            - aws_instance
            - aws_opensearch_domain
            - google_compute_disk
            - google_sql_database_instance
            - azurerm_managed_disk
            - PersistentVolumeClaim
          attributes:
            - size
            - allocated_storage
            - root_block_device.volume_size
            - ebs_options.volume_size
            - settings.disk_size
            - disk_size_gb
            - resources.requests.storage
          paths: ["**"]
        bounds: { max: 16Ti, step: 25% }
        evidence: { history: 14d, coverage: 95%, freshness: 1h, confidence: 0.8 }
        budget:
          - { scope: target, actions: 1, per: 7d, then: wait }
          - { scope: repository, actions: 3, per: 24h }
        windows:
          alert: never
          sweep: never
        gates: [parse, blast-radius]
        recurrence: { more: 2, within: 30d, then: escalate }
        safetyCase:
          trigger: the disk will be full within two weeks at its present growth
          falsePositives:
            - logs or temporary files that should be deleted instead
            - a one-time import
          blastRadius: one volume; its cost grows for good
          reversal: none in place; a smaller volume must be made and the data moved
          watch: [storage grown per week, cost of storage]

        """,
        "grow-storage_test.yaml": """
        # `grow-storage` merges nothing by itself: what grew cannot shrink. Whatever else stands in the way comes first.
        apiVersion: trimtab/v1
        kind: PolicyTest
        category: grow-storage
        given:
          posture: auto
          now: 2026-11-18T09:00:00Z
          change: { resource: PersistentVolumeClaim/data, attribute: resources.requests.storage, from: 100Gi, to: 120Gi }
        cases:
          - name: people merge it, whatever the file says
            expect: { merge: false, reason: waits-for-people, posture: propose }
          - name: a volume of EC2
            given: { change: { root: live, resource: aws_ebs_volume.data, attribute: size, from: "100", to: "120", file: live/main.tf } }
            expect: { merge: false, reason: waits-for-people, posture: propose }
          - name: a database of RDS
            given: { change: { root: live, resource: aws_db_instance.orders, attribute: allocated_storage, from: "100", to: "120", file: live/main.tf } }
            expect: { merge: false, reason: waits-for-people, posture: propose }
          - name: the root disk of a machine
            given: { change: { root: live, resource: aws_instance.web, attribute: "root_block_device[0].volume_size", from: "100", to: "120", file: live/main.tf } }
            expect: { merge: false, reason: waits-for-people, posture: propose }
          - name: a domain of OpenSearch
            given: { change: { root: live, resource: aws_opensearch_domain.logs, attribute: "ebs_options[0].volume_size", from: "100", to: "120", file: live/main.tf } }
            expect: { merge: false, reason: waits-for-people, posture: propose }
          - name: a disk of Google's
            given: { change: { root: live, resource: google_compute_disk.data, attribute: size, from: "100", to: "120", file: live/main.tf } }
            expect: { merge: false, reason: waits-for-people, posture: propose }
          - name: a database of Cloud SQL
            given: { change: { root: live, resource: google_sql_database_instance.orders, attribute: "settings[0].disk_size", from: "100", to: "120", file: live/main.tf } }
            expect: { merge: false, reason: waits-for-people, posture: propose }
          - name: a disk of Azure's
            given: { change: { root: live, resource: azurerm_managed_disk.data, attribute: disk_size_gb, from: "100", to: "120", file: live/main.tf } }
            expect: { merge: false, reason: waits-for-people, posture: propose }
          - name: less is no growth
            given: { change: { root: live, resource: aws_db_instance.orders, attribute: allocated_storage, from: "120", to: "100", file: live/main.tf } }
            expect: { merge: false, reason: no-category }
          - name: the largest step
            given: { change: { from: 100Gi, to: 125Gi } }
            expect: { merge: false, reason: waits-for-people }
          - name: more than the largest step
            given: { change: { from: 100Gi, to: 126Gi } }
            expect: { merge: false, reason: outside-bounds }
          - name: the greatest value
            given: { change: { from: 14Ti, to: 16Ti } }
            expect: { merge: false, reason: waits-for-people }
          - name: above the greatest value
            given: { change: { from: 14Ti, to: 17Ti } }
            expect: { merge: false, reason: outside-bounds }
          - name: a history that is too short
            given: { evidence: { history: 13d20h } }
            expect: { merge: false, reason: too-young }
          - name: just enough coverage
            given: { evidence: { coverage: 95% } }
            expect: { merge: false, reason: waits-for-people }
          - name: too little coverage
            given: { evidence: { coverage: 94.9% } }
            expect: { merge: false, reason: low-coverage }
          - name: signals of one hour ago
            given: { evidence: { freshness: 1h } }
            expect: { merge: false, reason: waits-for-people }
          - name: signals that are too old
            given: { evidence: { freshness: 61m } }
            expect: { merge: false, reason: waits-for-people }
          - name: just enough confidence
            given: { evidence: { confidence: 80% } }
            expect: { merge: false, reason: waits-for-people }
          - name: too little confidence is for people
            given: { evidence: { confidence: 79% } }
            expect: { merge: false, reason: waits-for-people, posture: propose }
          - name: the same fix again and again hides a cause
            given: { merged: [{ ago: 8d }, { ago: 29d23h }] }
            expect: { merge: false, reason: recurring }
          - name: fixes of long ago do not count
            given: { merged: [{ ago: 8d }, { ago: 30d1h }] }
            expect: { merge: false, reason: waits-for-people }
          - name: a gate that failed
            given: { failedGates: [blast-radius] }
            expect: { merge: false, reason: gate-failed }
          - name: another gate that failed
            given: { failedGates: [parse] }
            expect: { merge: false, reason: gate-failed }
          - name: a person who holds the target
            given: { held: true }
            expect: { merge: false, reason: held-by-person }
          - name: a kill switch
            given: { halted: true }
            expect: { merge: false, reason: halted }

        """,
        "raise-cpu.yaml": """
        # CPU up: a container is throttled, or uses more than it asks for.
        # CPU is shared, so more for one is less for its neighbours on a full node.
        apiVersion: trimtab/v1
        kind: Category
        name: raise-cpu
        posture: propose
        owner: team-platform
        reviewBy: 2027-06-01
        action: raise-or-tune
        applies:
          resources: [Deployment, StatefulSet, DaemonSet]
          attributes: [resources.limits.cpu, resources.requests.cpu]
          paths: ["**"]
        bounds: { min: 10m, max: "16", step: 100% }
        evidence: { history: 14d, coverage: 95%, freshness: 1h, confidence: 0.8 }
        budget:
          - { scope: service, actions: 1, per: 24h, then: wait }
          - { scope: repository, actions: 5, per: 1h }
        windows:
          alert: always
          sweep: { days: [mon, tue, wed, thu], hours: "08:00-16:00", zone: UTC }
        gates: [parse, blast-radius]
        verify:
          applyBy: 4h
          for: 24h
          expect:
            - query: 'max(quantile_over_time(0.95, rate(container_cpu_usage_seconds_total{ {{target}} }[5m])[24h:5m]))'
              is: "<"
              than: 1 * value
          else: escalate
        recurrence: { more: 2, within: 7d, then: escalate }
        safetyCase:
          trigger: many periods of the scheduler were throttled, or use stayed above the request
          falsePositives:
            - start-up work that throttles for a minute
            - a busy loop, which takes whatever it is given
          blastRadius: the pods of one workload; neighbours on full nodes get less, and pods may wait for a node
          reversal: revert the commit; the pods roll back to the former size
          watch: [pods pending, CPU pressure of nodes, raises per day]

        """,
        "raise-cpu_test.yaml": """
        # What `raise-cpu` lets happen, once somebody sets it to auto.
        apiVersion: trimtab/v1
        kind: PolicyTest
        category: raise-cpu
        given:
          posture: auto
          now: 2026-11-18T09:00:00Z
          change: { resource: Deployment/checkout/app, attribute: resources.limits.cpu, from: 500m, to: 750m }
        cases:
          - name: a raise within all limits merges
            expect: { merge: true }
          - name: the largest step
            given: { change: { from: 500m, to: 1 } }
            expect: { merge: true }
          - name: more than the largest step
            given: { change: { from: 500m, to: 1001m } }
            expect: { merge: false, reason: outside-bounds }
          - name: the least value
            given: { change: { from: 6m, to: 10m } }
            expect: { merge: true }
          - name: below the least value
            given: { change: { from: 5m, to: 9m } }
            expect: { merge: false, reason: outside-bounds }
          - name: the greatest value
            given: { change: { from: "12", to: "16" } }
            expect: { merge: true }
          - name: above the greatest value
            given: { change: { from: "12", to: "17" } }
            expect: { merge: false, reason: outside-bounds }
          - name: a history that is too short
            given: { evidence: { history: 13d20h } }
            expect: { merge: false, reason: too-young }
          - name: just enough coverage
            given: { evidence: { coverage: 95% } }
            expect: { merge: true }
          - name: too little coverage
            given: { evidence: { coverage: 94.9% } }
            expect: { merge: false, reason: low-coverage }
          - name: signals of one hour ago
            given: { evidence: { freshness: 1h } }
            expect: { merge: true }
          - name: signals that are too old
            given: { evidence: { freshness: 61m } }
            expect: { merge: false, reason: evidence-stale }
          - name: just enough confidence
            given: { evidence: { confidence: 80% } }
            expect: { merge: true }
          - name: too little confidence is for people
            given: { evidence: { confidence: 79% } }
            expect: { merge: false, reason: waits-for-people, posture: propose }
          - name: the first minute of the window
            given: { now: 2026-11-18T08:00:00Z }
            expect: { merge: true }
          - name: the minute before it
            given: { now: 2026-11-18T07:59:00Z }
            expect: { merge: false, reason: off-schedule }
          - name: the last minute of the window
            given: { now: 2026-11-18T15:59:00Z }
            expect: { merge: true }
          - name: the minute after it
            given: { now: 2026-11-18T16:00:00Z }
            expect: { merge: false, reason: off-schedule }
          - name: on a Monday
            given: { now: 2026-11-16T08:30:00Z }
            expect: { merge: true }
          - name: on a Tuesday
            given: { now: 2026-11-17T08:30:00Z }
            expect: { merge: true }
          - name: on a Thursday
            given: { now: 2026-11-19T08:30:00Z }
            expect: { merge: true }
          - name: not on a Friday
            given: { now: 2026-11-20T08:30:00Z }
            expect: { merge: false, reason: off-schedule }
          - name: not on a Saturday
            given: { now: 2026-11-21T08:30:00Z }
            expect: { merge: false, reason: off-schedule }
          - name: not on a Sunday
            given: { now: 2026-11-22T08:30:00Z }
            expect: { merge: false, reason: off-schedule }
          - name: an alert does not wait for the morning
            given: { trigger: alert, now: 2026-11-21T03:00:00Z }
            expect: { merge: true }
          - name: no more for a service in its span
            given: { merged: [{ ago: 23h, target: other, service: same, category: another }] }
            expect: { merge: false, reason: budget-exhausted }
          - name: again for the service after its span
            given: { merged: [{ ago: 25h, target: other, service: same, category: another }] }
            expect: { merge: true }
          - name: no more in the repository in its span
            given: { merged: [{ ago: 59m, target: other, category: another }, { ago: 59m, target: other, category: another }, { ago: 59m, target: other, category: another }, { ago: 59m, target: other, category: another }, { ago: 59m, target: other, category: another }] }
            expect: { merge: false, reason: budget-exhausted }
          - name: again in the repository after its span
            given: { merged: [{ ago: 59m, target: other, category: another }, { ago: 59m, target: other, category: another }, { ago: 59m, target: other, category: another }, { ago: 59m, target: other, category: another }, { ago: 61m, target: other, category: another }] }
            expect: { merge: true }
          - name: the same fix again and again hides a cause
            given: { merged: [{ ago: 30h }, { ago: 6d23h }] }
            expect: { merge: false, reason: recurring }
          - name: fixes of long ago do not count
            given: { merged: [{ ago: 30h }, { ago: 7d1h }] }
            expect: { merge: true }
          - name: as the file stands, people merge
            given: { posture: propose }
            expect: { merge: false, reason: waits-for-people, posture: propose }
          - name: an operator who only lets people merge
            given: { operator: propose }
            expect: { merge: false, reason: waits-for-people, posture: propose }
          - name: a gate that failed
            given: { failedGates: [blast-radius] }
            expect: { merge: false, reason: gate-failed }
          - name: another gate that failed
            given: { failedGates: [parse] }
            expect: { merge: false, reason: gate-failed }
          - name: an alert that fires on the service
            given: { incident: true }
            expect: { merge: false, reason: incident-open }
          - name: a person who holds the target
            given: { held: true }
            expect: { merge: false, reason: held-by-person }
          - name: a kill switch
            given: { halted: true }
            expect: { merge: false, reason: halted }
          - name: a freeze
            given: { frozen: true }
            expect: { merge: false, reason: frozen }
          - name: a target branch that moved
            given: { moved: true }
            expect: { merge: false, reason: base-moved }
          - name: before the review date
            given: { now: 2027-05-27T09:00:00Z }
            expect: { merge: true }
          - name: after the review date only people merge
            given: { now: 2027-06-02T09:00:00Z }
            expect: { merge: false, reason: waits-for-people }

        """,
        "raise-function.yaml": """
        # More memory for a function: it comes near what it has, or was killed for it.
        apiVersion: trimtab/v1
        kind: Category
        name: raise-function
        posture: propose # Terraform: a person releases each change at most
        owner: team-platform
        reviewBy: 2027-06-01
        action: raise-or-tune
        applies:
          resources: [aws_lambda_function]
          attributes: [memory_size]
          paths: ["**/*.tf", "**/*.tfvars", "*.tf", "*.tfvars"]
        bounds: { min: 128, max: 10240, step: 100% }
        evidence: { history: 14d, coverage: 95%, freshness: 1h, confidence: 0.8 }
        budget:
          - { scope: target, actions: 1, per: 7d, then: wait }
          - { scope: category, actions: 3, per: 24h }
        windows:
          alert: never
          sweep: { days: [tue, wed, thu], hours: "06:00-10:00", zone: UTC }
        gates: [parse, blast-radius]
        recurrence: { more: 1, within: 30d, then: escalate }
        safetyCase:
          trigger: the greatest memory of two weeks leaves less than a fifth of what the function has
          falsePositives:
            - one input larger than all others
            - memory that a run keeps only because it is there
          blastRadius: one function; each of its runs costs more
          reversal: revert the commit and apply again; the next run has the former memory
          watch: [cost of functions, raises per week]

        """,
        "raise-function_test.yaml": """
        # What `raise-function` lets happen, once somebody sets it to approve: one person releases each change.
        apiVersion: trimtab/v1
        kind: PolicyTest
        category: raise-function
        given:
          posture: approve
          now: 2026-11-18T09:00:00Z
          approvals: [alice]
          change: { root: live, resource: aws_lambda_function.thumbnails, attribute: memory_size, from: 512, to: 768, file: live/functions.tf }
        cases:
          - name: a released change within all limits merges
            expect: { merge: true }
          - name: without a person's word it waits
            given: { approvals: [] }
            expect: { merge: false, reason: waits-for-approval }
          - name: its own word is no approval
            given: { approvals: [trimtab] }
            expect: { merge: false, reason: waits-for-approval }
          - name: no file raises it any further
            given: { posture: auto, approvals: [] }
            expect: { merge: false, reason: waits-for-approval }
          - name: the largest step
            given: { change: { from: 512, to: 1024 } }
            expect: { merge: true }
          - name: more than the largest step
            given: { change: { from: 512, to: 1025 } }
            expect: { merge: false, reason: outside-bounds }
          - name: the least value
            given: { change: { from: 64, to: 128 } }
            expect: { merge: true }
          - name: below the least value
            given: { change: { from: 64, to: 127 } }
            expect: { merge: false, reason: outside-bounds }
          - name: the greatest value
            given: { change: { from: 8192, to: 10240 } }
            expect: { merge: true }
          - name: above the greatest value
            given: { change: { from: 8192, to: 10241 } }
            expect: { merge: false, reason: outside-bounds }
          - name: another file than Terraform's
            given: { change: { file: apps/web.yaml } }
            expect: { merge: false, reason: outside-paths }
          - name: a file at the top
            given: { change: { file: main.tf } }
            expect: { merge: true }
          - name: variables at the top
            given: { change: { file: prod.tfvars } }
            expect: { merge: true }
          - name: a file in a folder
            given: { change: { file: live/main.tf } }
            expect: { merge: true }
          - name: another attribute
            given: { change: { attribute: timeout, from: 30, to: 60 } }
            expect: { merge: false, reason: no-category }
          - name: a history that is too short
            given: { evidence: { history: 13d20h } }
            expect: { merge: false, reason: too-young }
          - name: just enough coverage
            given: { evidence: { coverage: 95% } }
            expect: { merge: true }
          - name: too little coverage
            given: { evidence: { coverage: 94.9% } }
            expect: { merge: false, reason: low-coverage }
          - name: the oldest signals that count
            given: { evidence: { freshness: 1h } }
            expect: { merge: true }
          - name: signals that are too old
            given: { evidence: { freshness: 61m } }
            expect: { merge: false, reason: evidence-stale }
          - name: just enough confidence
            given: { evidence: { confidence: 80% } }
            expect: { merge: true }
          - name: too little confidence is for people
            given: { evidence: { confidence: 79% } }
            expect: { merge: false, reason: waits-for-people, posture: propose }
          - name: the first minute of the window
            given: { now: 2026-11-18T06:00:00Z }
            expect: { merge: true }
          - name: the minute before it
            given: { now: 2026-11-18T05:59:00Z }
            expect: { merge: false, reason: off-schedule }
          - name: the last minute of the window
            given: { now: 2026-11-18T09:59:00Z }
            expect: { merge: true }
          - name: the minute after it
            given: { now: 2026-11-18T10:00:00Z }
            expect: { merge: false, reason: off-schedule }
          - name: not on a Monday
            given: { now: 2026-11-16T06:30:00Z }
            expect: { merge: false, reason: off-schedule }
          - name: on a Tuesday
            given: { now: 2026-11-17T06:30:00Z }
            expect: { merge: true }
          - name: on a Thursday
            given: { now: 2026-11-19T06:30:00Z }
            expect: { merge: true }
          - name: not on a Friday
            given: { now: 2026-11-20T06:30:00Z }
            expect: { merge: false, reason: off-schedule }
          - name: not on a Saturday
            given: { now: 2026-11-21T06:30:00Z }
            expect: { merge: false, reason: off-schedule }
          - name: not on a Sunday
            given: { now: 2026-11-22T06:30:00Z }
            expect: { merge: false, reason: off-schedule }
          - name: nothing is taken away from a service that rings
            given: { trigger: alert }
            expect: { merge: false, reason: off-schedule }
          - name: no more for the target in its span
            given: { merged: [{ ago: 6d23h, category: another }] }
            expect: { merge: false, reason: budget-exhausted }
          - name: again for the target after its span
            given: { merged: [{ ago: 7d1h, category: another }] }
            expect: { merge: true }
          - name: no more for the category in its span
            given: { merged: [{ ago: 23h59m, target: other }, { ago: 23h59m, target: other }, { ago: 23h59m, target: other }] }
            expect: { merge: false, reason: budget-exhausted }
          - name: again for the category after its span
            given: { merged: [{ ago: 23h59m, target: other }, { ago: 23h59m, target: other }, { ago: 24h1m, target: other }] }
            expect: { merge: true }
          - name: the same fix again and again hides a cause
            given: { merged: [{ ago: 29d23h }] }
            expect: { merge: false, reason: recurring }
          - name: fixes of long ago do not count
            given: { merged: [{ ago: 30d1h }] }
            expect: { merge: true }
          - name: as the file stands, people merge
            given: { posture: propose }
            expect: { merge: false, reason: waits-for-people, posture: propose }
          - name: an operator who only lets people merge
            given: { operator: propose }
            expect: { merge: false, reason: waits-for-people, posture: propose }
          - name: a gate that failed
            given: { failedGates: [blast-radius] }
            expect: { merge: false, reason: gate-failed }
          - name: another gate that failed
            given: { failedGates: [parse] }
            expect: { merge: false, reason: gate-failed }
          - name: an alert that fires on the service
            given: { incident: true }
            expect: { merge: false, reason: incident-open }
          - name: a person who holds the target
            given: { held: true }
            expect: { merge: false, reason: held-by-person }
          - name: a kill switch
            given: { halted: true }
            expect: { merge: false, reason: halted }
          - name: a freeze
            given: { frozen: true }
            expect: { merge: false, reason: frozen }
          - name: a target branch that moved
            given: { moved: true }
            expect: { merge: false, reason: base-moved }
          - name: before the review date
            given: { now: 2027-05-26T09:00:00Z }
            expect: { merge: true }
          - name: after the review date only people merge
            given: { now: 2027-06-02T09:00:00Z }
            expect: { merge: false, reason: waits-for-people }

        """,
        "raise-job.yaml": """
        # More for what a schedule repeats: a run was killed, throttled, or used more than it asks for.
        # A job is sized by its worst run; the next run is the first that shows the new size.
        apiVersion: trimtab/v1
        kind: Category
        name: raise-job
        posture: propose
        owner: team-platform
        reviewBy: 2027-06-01
        action: raise-or-tune
        applies:
          resources: [CronJob]
          attributes: [resources.limits.memory, resources.requests.memory, resources.limits.cpu, resources.requests.cpu]
          paths: ["**"]
        bounds: { min: 10m, max: 64Gi, step: 100% }
        evidence: { history: 14d, coverage: 95%, freshness: 26h, confidence: 0.8 }
        budget:
          - { scope: service, actions: 1, per: 24h, then: wait }
          - { scope: repository, actions: 5, per: 1h }
        windows:
          alert: always
          sweep: { days: [mon, tue, wed, thu], hours: "08:00-16:00", zone: UTC }
        gates: [parse, blast-radius]
        verify:
          applyBy: 26h
          for: 48h
          expect:
            - query: 'sum(max_over_time(kube_pod_container_status_terminated_reason{ {{target}}, reason="OOMKilled" }[48h]))'
              is: "="
              than: 0
          else: escalate
        recurrence: { more: 2, within: 14d, then: escalate }
        safetyCase:
          trigger: the worst of at least five runs was killed, throttled, or used more than is asked for
          falsePositives:
            - one run over an unusual amount of data
            - a run that was repeated by hand
          blastRadius: the runs of one job; while it runs, its node has less for others
          reversal: revert the commit; the next run has the former size
          watch: [jobs that failed, pods pending, raises per day]

        """,
        "raise-job_test.yaml": """
        # What `raise-job` lets happen, once somebody sets it to auto.
        apiVersion: trimtab/v1
        kind: PolicyTest
        category: raise-job
        given:
          posture: auto
          now: 2026-11-18T09:00:00Z
          change: { resource: CronJob/backup/dump, attribute: resources.limits.memory, from: 512Mi, to: 768Mi }
        cases:
          - name: a change within all limits merges
            expect: { merge: true }
          - name: the largest step
            given: { change: { from: 512Mi, to: 1Gi } }
            expect: { merge: true }
          - name: more than the largest step
            given: { change: { from: 512Mi, to: 1025Mi } }
            expect: { merge: false, reason: outside-bounds }
          - name: the greatest value
            given: { change: { from: 48Gi, to: 64Gi } }
            expect: { merge: true }
          - name: above the greatest value
            given: { change: { from: 48Gi, to: 65Gi } }
            expect: { merge: false, reason: outside-bounds }
          - name: the least value
            given: { change: { attribute: resources.requests.cpu, from: 5m, to: 10m } }
            expect: { merge: true }
          - name: below the least value
            given: { change: { attribute: resources.requests.cpu, from: 5m, to: 9m } }
            expect: { merge: false, reason: outside-bounds }
          - name: a request of memory
            given: { change: { attribute: resources.requests.memory } }
            expect: { merge: true }
          - name: a limit of CPU
            given: { change: { attribute: resources.limits.cpu, from: 500m, to: 750m } }
            expect: { merge: true }
          - name: a history that is too short
            given: { evidence: { history: 13d20h } }
            expect: { merge: false, reason: too-young }
          - name: just enough coverage
            given: { evidence: { coverage: 95% } }
            expect: { merge: true }
          - name: too little coverage
            given: { evidence: { coverage: 94.9% } }
            expect: { merge: false, reason: low-coverage }
          - name: the oldest signals that count
            given: { evidence: { freshness: 26h } }
            expect: { merge: true }
          - name: signals that are too old
            given: { evidence: { freshness: 26h1m } }
            expect: { merge: false, reason: evidence-stale }
          - name: just enough confidence
            given: { evidence: { confidence: 80% } }
            expect: { merge: true }
          - name: too little confidence is for people
            given: { evidence: { confidence: 79% } }
            expect: { merge: false, reason: waits-for-people, posture: propose }
          - name: the first minute of the window
            given: { now: 2026-11-18T08:00:00Z }
            expect: { merge: true }
          - name: the minute before it
            given: { now: 2026-11-18T07:59:00Z }
            expect: { merge: false, reason: off-schedule }
          - name: the last minute of the window
            given: { now: 2026-11-18T15:59:00Z }
            expect: { merge: true }
          - name: the minute after it
            given: { now: 2026-11-18T16:00:00Z }
            expect: { merge: false, reason: off-schedule }
          - name: on a Monday
            given: { now: 2026-11-16T08:30:00Z }
            expect: { merge: true }
          - name: on a Tuesday
            given: { now: 2026-11-17T08:30:00Z }
            expect: { merge: true }
          - name: on a Thursday
            given: { now: 2026-11-19T08:30:00Z }
            expect: { merge: true }
          - name: not on a Friday
            given: { now: 2026-11-20T08:30:00Z }
            expect: { merge: false, reason: off-schedule }
          - name: not on a Saturday
            given: { now: 2026-11-21T08:30:00Z }
            expect: { merge: false, reason: off-schedule }
          - name: not on a Sunday
            given: { now: 2026-11-22T08:30:00Z }
            expect: { merge: false, reason: off-schedule }
          - name: an alert comes at any hour
            given: { trigger: alert, now: 2026-11-22T03:00:00Z }
            expect: { merge: true }
          - name: no more for the service in its span
            given: { merged: [{ ago: 23h59m, target: other, service: same, category: another }] }
            expect: { merge: false, reason: budget-exhausted }
          - name: again for the service after its span
            given: { merged: [{ ago: 24h1m, target: other, service: same, category: another }] }
            expect: { merge: true }
          - name: no more for the repository in its span
            given: { merged: [{ ago: 59m, target: other, category: another }, { ago: 59m, target: other, category: another }, { ago: 59m, target: other, category: another }, { ago: 59m, target: other, category: another }, { ago: 59m, target: other, category: another }] }
            expect: { merge: false, reason: budget-exhausted }
          - name: again for the repository after its span
            given: { merged: [{ ago: 59m, target: other, category: another }, { ago: 59m, target: other, category: another }, { ago: 59m, target: other, category: another }, { ago: 59m, target: other, category: another }, { ago: 61m, target: other, category: another }] }
            expect: { merge: true }
          - name: the same fix again and again hides a cause
            given: { merged: [{ ago: 2d }, { ago: 13d23h }] }
            expect: { merge: false, reason: recurring }
          - name: fixes of long ago do not count
            given: { merged: [{ ago: 2d }, { ago: 14d1h }] }
            expect: { merge: true }
          - name: as the file stands, people merge
            given: { posture: propose }
            expect: { merge: false, reason: waits-for-people, posture: propose }
          - name: an operator who only lets people merge
            given: { operator: propose }
            expect: { merge: false, reason: waits-for-people, posture: propose }
          - name: a gate that failed
            given: { failedGates: [blast-radius] }
            expect: { merge: false, reason: gate-failed }
          - name: another gate that failed
            given: { failedGates: [parse] }
            expect: { merge: false, reason: gate-failed }
          - name: an alert that fires on the service
            given: { incident: true }
            expect: { merge: false, reason: incident-open }
          - name: a person who holds the target
            given: { held: true }
            expect: { merge: false, reason: held-by-person }
          - name: a kill switch
            given: { halted: true }
            expect: { merge: false, reason: halted }
          - name: a freeze
            given: { frozen: true }
            expect: { merge: false, reason: frozen }
          - name: a target branch that moved
            given: { moved: true }
            expect: { merge: false, reason: base-moved }
          - name: before the review date
            given: { now: 2027-05-26T09:00:00Z }
            expect: { merge: true }
          - name: after the review date only people merge
            given: { now: 2027-06-02T09:00:00Z }
            expect: { merge: false, reason: waits-for-people }

        """,
        "raise-memory.yaml": """
        # Memory up: a container was killed for memory, or runs close to its limit.
        # A raise is safe to undo, but it can over-commit a node, so it goes in steps of at most half.
        apiVersion: trimtab/v1
        kind: Category
        name: raise-memory
        posture: propose # `auto` once you trust it: the class allows it
        owner: team-platform # whoever answers for every change in this category
        reviewBy: 2027-06-01 # from this day on the category only proposes, until somebody renews it
        action: raise-or-tune
        applies:
          resources: [Deployment, StatefulSet, DaemonSet]
          attributes: [resources.limits.memory, resources.requests.memory]
          paths: ["**"]
        bounds: { min: 32Mi, max: 16Gi, step: 50% }
        evidence: { history: 14d, coverage: 95%, freshness: 1h, confidence: 0.8 }
        budget:
          - { scope: target, actions: 1, per: 24h, then: wait }
          - { scope: service, actions: 2, per: 24h, then: wait }
          - { scope: repository, actions: 5, per: 1h }
        windows:
          alert: always # an alert does not wait for the morning
          sweep: { days: [mon, tue, wed, thu], hours: "08:00-16:00", zone: UTC }
        gates: [parse, blast-radius]
        verify:
          applyBy: 4h
          for: 24h
          expect:
            - query: 'sum(increase(kube_pod_container_status_restarts_total{ {{target}} }[24h]))'
              is: "="
              than: 0
            - query: 'max(quantile_over_time(0.99, container_memory_working_set_bytes{ {{target}} }[24h]))'
              is: "<"
              than: 0.9 * limit
          else: escalate # a raise that did not help is not undone into a smaller size
        recurrence: { more: 2, within: 7d, then: escalate } # a third raise in a week hides a leak
        safetyCase:
          trigger: a kill for memory, or the 99th percentile of the working set above 90% of the limit
          falsePositives:
            - evictions under node pressure that are counted as kills
            - restarts during a roll-out
            - a leak, which any limit only delays
          blastRadius: the pods of one workload; a node may become over-committed and evict neighbours
          reversal: revert the commit; the pods roll back to the former size
          watch: [node memory over-commit ratio, evictions per hour, raises per day]

        """,
        "raise-memory_test.yaml": """
        # What `raise-memory` lets happen, once somebody sets it to auto.
        apiVersion: trimtab/v1
        kind: PolicyTest
        category: raise-memory
        given:
          posture: auto
          now: 2026-11-18T09:00:00Z
          change: { resource: Deployment/checkout/app, attribute: resources.limits.memory, from: 512Mi, to: 640Mi }
        cases:
          - name: a raise within all limits merges
            expect: { merge: true }
          - name: the largest step
            given: { change: { from: 512Mi, to: 768Mi } }
            expect: { merge: true }
          - name: more than the largest step
            given: { change: { from: 512Mi, to: 769Mi } }
            expect: { merge: false, reason: outside-bounds }
          - name: the least value
            given: { change: { from: 24Mi, to: 32Mi } }
            expect: { merge: true }
          - name: below the least value
            given: { change: { from: 22Mi, to: 31Mi } }
            expect: { merge: false, reason: outside-bounds }
          - name: the greatest value
            given: { change: { from: 12Gi, to: 16Gi } }
            expect: { merge: true }
          - name: above the greatest value
            given: { change: { from: 12Gi, to: 17Gi } }
            expect: { merge: false, reason: outside-bounds }
          - name: a history that is too short
            given: { evidence: { history: 13d20h } }
            expect: { merge: false, reason: too-young }
          - name: just enough coverage
            given: { evidence: { coverage: 95% } }
            expect: { merge: true }
          - name: too little coverage
            given: { evidence: { coverage: 94.9% } }
            expect: { merge: false, reason: low-coverage }
          - name: signals of one hour ago
            given: { evidence: { freshness: 1h } }
            expect: { merge: true }
          - name: signals that are too old
            given: { evidence: { freshness: 61m } }
            expect: { merge: false, reason: evidence-stale }
          - name: just enough confidence
            given: { evidence: { confidence: 80% } }
            expect: { merge: true }
          - name: too little confidence is for people
            given: { evidence: { confidence: 79% } }
            expect: { merge: false, reason: waits-for-people, posture: propose }
          - name: the first minute of the window
            given: { now: 2026-11-18T08:00:00Z }
            expect: { merge: true }
          - name: the minute before it
            given: { now: 2026-11-18T07:59:00Z }
            expect: { merge: false, reason: off-schedule }
          - name: the last minute of the window
            given: { now: 2026-11-18T15:59:00Z }
            expect: { merge: true }
          - name: the minute after it
            given: { now: 2026-11-18T16:00:00Z }
            expect: { merge: false, reason: off-schedule }
          - name: on a Monday
            given: { now: 2026-11-16T08:30:00Z }
            expect: { merge: true }
          - name: on a Tuesday
            given: { now: 2026-11-17T08:30:00Z }
            expect: { merge: true }
          - name: on a Thursday
            given: { now: 2026-11-19T08:30:00Z }
            expect: { merge: true }
          - name: not on a Friday
            given: { now: 2026-11-20T08:30:00Z }
            expect: { merge: false, reason: off-schedule }
          - name: not on a Saturday
            given: { now: 2026-11-21T08:30:00Z }
            expect: { merge: false, reason: off-schedule }
          - name: not on a Sunday
            given: { now: 2026-11-22T08:30:00Z }
            expect: { merge: false, reason: off-schedule }
          - name: an alert does not wait for the morning
            given: { trigger: alert, now: 2026-11-21T03:00:00Z }
            expect: { merge: true }
          - name: once for a target in its span
            given: { merged: [{ ago: 23h }] }
            expect: { merge: false, reason: budget-exhausted }
          - name: again after its span
            given: { merged: [{ ago: 25h }] }
            expect: { merge: true }
          - name: no more for a service in its span
            given: { merged: [{ ago: 23h, target: other, service: same, category: another }, { ago: 23h, target: other, service: same, category: another }] }
            expect: { merge: false, reason: budget-exhausted }
          - name: again for the service after its span
            given: { merged: [{ ago: 23h, target: other, service: same, category: another }, { ago: 25h, target: other, service: same, category: another }] }
            expect: { merge: true }
          - name: no more in the repository in its span
            given: { merged: [{ ago: 59m, target: other, category: another }, { ago: 59m, target: other, category: another }, { ago: 59m, target: other, category: another }, { ago: 59m, target: other, category: another }, { ago: 59m, target: other, category: another }] }
            expect: { merge: false, reason: budget-exhausted }
          - name: again in the repository after its span
            given: { merged: [{ ago: 59m, target: other, category: another }, { ago: 59m, target: other, category: another }, { ago: 59m, target: other, category: another }, { ago: 59m, target: other, category: another }, { ago: 61m, target: other, category: another }] }
            expect: { merge: true }
          - name: the same fix again and again hides a cause
            given: { merged: [{ ago: 30h }, { ago: 6d23h }] }
            expect: { merge: false, reason: recurring }
          - name: fixes of long ago do not count
            given: { merged: [{ ago: 30h }, { ago: 7d1h }] }
            expect: { merge: true }
          - name: as the file stands, people merge
            given: { posture: propose }
            expect: { merge: false, reason: waits-for-people, posture: propose }
          - name: an operator who only lets people merge
            given: { operator: propose }
            expect: { merge: false, reason: waits-for-people, posture: propose }
          - name: a gate that failed
            given: { failedGates: [blast-radius] }
            expect: { merge: false, reason: gate-failed }
          - name: another gate that failed
            given: { failedGates: [parse] }
            expect: { merge: false, reason: gate-failed }
          - name: an alert that fires on the service
            given: { incident: true }
            expect: { merge: false, reason: incident-open }
          - name: a person who holds the target
            given: { held: true }
            expect: { merge: false, reason: held-by-person }
          - name: a kill switch
            given: { halted: true }
            expect: { merge: false, reason: halted }
          - name: a freeze
            given: { frozen: true }
            expect: { merge: false, reason: frozen }
          - name: a target branch that moved
            given: { moved: true }
            expect: { merge: false, reason: base-moved }
          - name: before the review date
            given: { now: 2027-05-27T09:00:00Z }
            expect: { merge: true }
          - name: after the review date only people merge
            given: { now: 2027-06-02T09:00:00Z }
            expect: { merge: false, reason: waits-for-people }

        """,
        "raise-replicas-bounds.yaml": """
        # Higher bounds of an autoscaler: it stood at its greatest number while its target was not met.
        apiVersion: trimtab/v1
        kind: Category
        name: raise-replicas-bounds
        posture: propose # no file raises it: bounds are for people
        owner: team-platform
        reviewBy: 2027-06-01
        action: raise-or-tune
        applies:
          resources: [HorizontalPodAutoscaler, ScaledObject]
          attributes: [maxReplicas, minReplicas, maxReplicaCount, minReplicaCount]
          paths: ["**"]
        bounds: { max: 100, step: 50% }
        evidence: { history: 14d, coverage: 95%, freshness: 1h, confidence: 0.8 }
        budget:
          - { scope: target, actions: 1, per: 7d, then: wait }
          - { scope: service, actions: 1, per: 24h, then: wait }
          - { scope: repository, actions: 3, per: 1h }
        windows:
          alert: never
          sweep: { days: [mon, tue, wed, thu], hours: "08:00-14:00", zone: UTC }
        gates: [parse, blast-radius]
        verify:
          applyBy: 4h
          for: 48h
          expect:
            - query: 'max(kube_deployment_status_replicas_unavailable{ {{target}} })'
              is: "="
              than: 0
          else: escalate
        recurrence: { more: 2, within: 30d, then: escalate }
        safetyCase:
          trigger: for hours of two weeks it stood at its greatest number of pods, above its target
          falsePositives:
            - a limit that somebody set on purpose, such as connections to a database
            - a target that a slow start of pods keeps above its mark
          blastRadius: the pods of one workload; more of them need room and connections
          reversal: revert the commit; the autoscaler follows within minutes
          watch: [pods pending, connections to databases, raises per week]

        """,
        "raise-replicas-bounds_test.yaml": """
        # `raise-replicas-bounds` merges nothing by itself, whatever stands in the file. Whatever else stands in the way comes first.
        apiVersion: trimtab/v1
        kind: PolicyTest
        category: raise-replicas-bounds
        given:
          posture: auto
          now: 2026-11-18T09:00:00Z
          change: { resource: HorizontalPodAutoscaler/checkout, attribute: maxReplicas, from: "10", to: "12" }
        cases:
          - name: people merge it, whatever the file says
            expect: { merge: false, reason: waits-for-people, posture: propose }
          - name: the largest step
            given: { change: { from: "10", to: "15" } }
            expect: { merge: false, reason: waits-for-people }
          - name: more than the largest step
            given: { change: { from: "51", to: "77" } }
            expect: { merge: false, reason: outside-bounds }
          - name: the greatest value
            given: { change: { from: "80", to: "100" } }
            expect: { merge: false, reason: waits-for-people }
          - name: above the greatest value
            given: { change: { from: "80", to: "101" } }
            expect: { merge: false, reason: outside-bounds }
          - name: the least number
            given: { change: { attribute: minReplicas, from: "2", to: "3" } }
            expect: { merge: false, reason: waits-for-people }
          - name: a history that is too short
            given: { evidence: { history: 13d20h } }
            expect: { merge: false, reason: too-young }
          - name: just enough coverage
            given: { evidence: { coverage: 95% } }
            expect: { merge: false, reason: waits-for-people }
          - name: too little coverage
            given: { evidence: { coverage: 94.9% } }
            expect: { merge: false, reason: low-coverage }
          - name: the oldest signals that count
            given: { evidence: { freshness: 1h } }
            expect: { merge: false, reason: waits-for-people }
          - name: signals that are too old
            given: { evidence: { freshness: 61m } }
            expect: { merge: false, reason: waits-for-people }
          - name: just enough confidence
            given: { evidence: { confidence: 80% } }
            expect: { merge: false, reason: waits-for-people }
          - name: too little confidence is for people
            given: { evidence: { confidence: 79% } }
            expect: { merge: false, reason: waits-for-people, posture: propose }
          - name: the same fix again and again hides a cause
            given: { merged: [{ ago: 8d }, { ago: 29d23h }] }
            expect: { merge: false, reason: recurring }
          - name: fixes of long ago do not count
            given: { merged: [{ ago: 8d }, { ago: 30d1h }] }
            expect: { merge: false, reason: waits-for-people }
          - name: a gate that failed
            given: { failedGates: [blast-radius] }
            expect: { merge: false, reason: gate-failed }
          - name: another gate that failed
            given: { failedGates: [parse] }
            expect: { merge: false, reason: gate-failed }
          - name: a person who holds the target
            given: { held: true }
            expect: { merge: false, reason: held-by-person }
          - name: a kill switch
            given: { halted: true }
            expect: { merge: false, reason: halted }

        """,
        "resize-nodes.yaml": """
        # Another machine type of a group of nodes: the group is made anew, so people merge it, whatever stands here.
        apiVersion: trimtab/v1
        kind: Category
        name: resize-nodes
        posture: propose
        owner: team-platform
        reviewBy: 2027-06-01
        action: replace-or-destroy
        applies:
          resources: [aws_eks_node_group, aws_launch_configuration, google_container_node_pool, azurerm_kubernetes_cluster_node_pool]
          attributes: [instance_types, instance_type, node_config.machine_type, vm_size]
          paths: ["**/*.tf", "**/*.tfvars", "*.tf", "*.tfvars"]
        evidence: { history: 14d, coverage: 95%, freshness: 1h, confidence: 0.8 }
        budget:
          - { scope: target, actions: 1, per: 30d, then: wait }
          - { scope: repository, actions: 1, per: 24h }
        windows:
          alert: never
          sweep: never
        gates: [parse, blast-radius]
        recurrence: { more: 1, within: 60d, then: escalate }
        safetyCase:
          trigger: two weeks of the busiest node of the group would fit the next smaller size of its family with a margin
          falsePositives:
            - pods that are larger than a smaller node
            - a month-end peak outside the window
          blastRadius: all nodes of one group, and every pod on them moves
          reversal: revert the commit and apply again, which moves every pod once more
          watch: [pods pending, nodes not ready, evictions]

        """,
        "resize-nodes_test.yaml": """
        # `resize-nodes` merges nothing by itself, whatever stands in the file. Whatever else stands in the way comes first.
        apiVersion: trimtab/v1
        kind: PolicyTest
        category: resize-nodes
        given:
          posture: auto
          now: 2026-11-18T09:00:00Z
          change: { root: live, resource: aws_eks_node_group.workers, attribute: "instance_types[0]", from: m5.2xlarge, to: m5.xlarge, file: live/nodes.tf }
        cases:
          - name: people merge it, whatever the file says
            expect: { merge: false, reason: waits-for-people, posture: propose }
          - name: another file than Terraform's
            given: { change: { file: apps/web.yaml } }
            expect: { merge: false, reason: outside-paths }
          - name: a file at the top
            given: { change: { file: main.tf } }
            expect: { merge: false, reason: waits-for-people }
          - name: variables at the top
            given: { change: { file: prod.tfvars } }
            expect: { merge: false, reason: waits-for-people }
          - name: a file in a folder
            given: { change: { file: live/main.tf } }
            expect: { merge: false, reason: waits-for-people }
          - name: a launch configuration
            given: { change: { resource: aws_launch_configuration.workers, attribute: instance_type } }
            expect: { merge: false, reason: waits-for-people }
          - name: a pool of Google's
            given: { change: { resource: google_container_node_pool.workers, attribute: node_config.machine_type, from: n2-standard-8, to: n2-standard-4 } }
            expect: { merge: false, reason: waits-for-people }
          - name: a pool of Azure's
            given: { change: { resource: azurerm_kubernetes_cluster_node_pool.workers, attribute: vm_size, from: Standard_D8s_v5, to: Standard_D4s_v5 } }
            expect: { merge: false, reason: waits-for-people }
          - name: a history that is too short
            given: { evidence: { history: 13d20h } }
            expect: { merge: false, reason: too-young }
          - name: just enough coverage
            given: { evidence: { coverage: 95% } }
            expect: { merge: false, reason: waits-for-people }
          - name: too little coverage
            given: { evidence: { coverage: 94.9% } }
            expect: { merge: false, reason: low-coverage }
          - name: the oldest signals that count
            given: { evidence: { freshness: 1h } }
            expect: { merge: false, reason: waits-for-people }
          - name: signals that are too old
            given: { evidence: { freshness: 61m } }
            expect: { merge: false, reason: waits-for-people }
          - name: just enough confidence
            given: { evidence: { confidence: 80% } }
            expect: { merge: false, reason: waits-for-people }
          - name: too little confidence is for people
            given: { evidence: { confidence: 79% } }
            expect: { merge: false, reason: waits-for-people, posture: propose }
          - name: the same fix again and again hides a cause
            given: { merged: [{ ago: 59d23h }] }
            expect: { merge: false, reason: recurring }
          - name: fixes of long ago do not count
            given: { merged: [{ ago: 60d1h }] }
            expect: { merge: false, reason: waits-for-people }
          - name: a gate that failed
            given: { failedGates: [blast-radius] }
            expect: { merge: false, reason: gate-failed }
          - name: another gate that failed
            given: { failedGates: [parse] }
            expect: { merge: false, reason: gate-failed }
          - name: a person who holds the target
            given: { held: true }
            expect: { merge: false, reason: held-by-person }
          - name: a kill switch
            given: { halted: true }
            expect: { merge: false, reason: halted }

        """,
        "resize-task.yaml": """
        # Another size of a Fargate task: every change makes a new task definition, so people merge it, whatever stands here.
        apiVersion: trimtab/v1
        kind: Category
        name: resize-task
        posture: propose
        owner: team-platform
        reviewBy: 2027-06-01
        action: replace-or-destroy
        applies:
          resources: [aws_ecs_task_definition]
          attributes: [cpu, memory]
          paths: ["**/*.tf", "**/*.tfvars", "*.tf", "*.tfvars"]
        evidence: { history: 14d, coverage: 95%, freshness: 1h, confidence: 0.8 }
        budget:
          - { scope: target, actions: 1, per: 7d, then: wait }
          - { scope: category, actions: 1, per: 24h }
        windows:
          alert: never
          sweep: never
        gates: [parse, blast-radius]
        recurrence: { more: 1, within: 30d, then: escalate }
        safetyCase:
          trigger: the greatest use of two weeks, with a fifth free, fits a smaller pair of CPU and memory that Fargate takes
          falsePositives:
            - a peak that comes once a month
            - a service that is scaled by the share of its CPU
          blastRadius: the tasks of one service; they are all replaced, a few at a time
          reversal: revert the commit and apply again; the tasks are replaced once more
          watch: [tasks that stop, deployments of services that fail]

        """,
        "resize-task_test.yaml": """
        # `resize-task` merges nothing by itself, whatever stands in the file. Whatever else stands in the way comes first.
        apiVersion: trimtab/v1
        kind: PolicyTest
        category: resize-task
        given:
          posture: auto
          now: 2026-11-18T09:00:00Z
          change: { root: live, resource: aws_ecs_task_definition.api, attribute: memory, from: 4096, to: 2048, file: live/tasks.tf }
        cases:
          - name: people merge it, whatever the file says
            expect: { merge: false, reason: waits-for-people, posture: propose }
          - name: another file than Terraform's
            given: { change: { file: apps/web.yaml } }
            expect: { merge: false, reason: outside-paths }
          - name: a file at the top
            given: { change: { file: main.tf } }
            expect: { merge: false, reason: waits-for-people }
          - name: variables at the top
            given: { change: { file: prod.tfvars } }
            expect: { merge: false, reason: waits-for-people }
          - name: a file in a folder
            given: { change: { file: live/main.tf } }
            expect: { merge: false, reason: waits-for-people }
          - name: the CPU beside it
            given: { change: { attribute: cpu, from: 2048, to: 1024 } }
            expect: { merge: false, reason: waits-for-people }
          - name: another attribute
            given: { change: { attribute: family, from: a, to: b } }
            expect: { merge: false, reason: no-category }
          - name: a history that is too short
            given: { evidence: { history: 13d20h } }
            expect: { merge: false, reason: too-young }
          - name: just enough coverage
            given: { evidence: { coverage: 95% } }
            expect: { merge: false, reason: waits-for-people }
          - name: too little coverage
            given: { evidence: { coverage: 94.9% } }
            expect: { merge: false, reason: low-coverage }
          - name: the oldest signals that count
            given: { evidence: { freshness: 1h } }
            expect: { merge: false, reason: waits-for-people }
          - name: signals that are too old
            given: { evidence: { freshness: 61m } }
            expect: { merge: false, reason: waits-for-people }
          - name: just enough confidence
            given: { evidence: { confidence: 80% } }
            expect: { merge: false, reason: waits-for-people }
          - name: too little confidence is for people
            given: { evidence: { confidence: 79% } }
            expect: { merge: false, reason: waits-for-people, posture: propose }
          - name: the same fix again and again hides a cause
            given: { merged: [{ ago: 29d23h }] }
            expect: { merge: false, reason: recurring }
          - name: fixes of long ago do not count
            given: { merged: [{ ago: 30d1h }] }
            expect: { merge: false, reason: waits-for-people }
          - name: a gate that failed
            given: { failedGates: [blast-radius] }
            expect: { merge: false, reason: gate-failed }
          - name: another gate that failed
            given: { failedGates: [parse] }
            expect: { merge: false, reason: gate-failed }
          - name: a person who holds the target
            given: { held: true }
            expect: { merge: false, reason: held-by-person }
          - name: a kill switch
            given: { halted: true }
            expect: { merge: false, reason: halted }

        """,
        "rightsize-database.yaml": """
        # Another tier of a managed database of Google or Azure: it restarts, so a person releases each change at most.
        apiVersion: trimtab/v1
        kind: Category
        name: rightsize-database
        posture: propose # at most `approve`: no file raises what interrupts any further
        owner: team-platform
        reviewBy: 2027-06-01
        action: interrupt
        applies:
          resources: [google_sql_database_instance, azurerm_postgresql_flexible_server, azurerm_mysql_flexible_server, azurerm_mssql_database]
          attributes: [settings.tier, sku_name]
          paths: ["**/*.tf", "**/*.tfvars", "*.tf", "*.tfvars"]
        evidence: { history: 14d, coverage: 95%, freshness: 1h, confidence: 0.8 }
        budget:
          - { scope: target, actions: 1, per: 30d, then: wait }
          - { scope: category, actions: 1, per: 24h }
        windows:
          alert: never
          sweep: { days: [tue, wed, thu], hours: "06:00-10:00", zone: UTC }
        gates: [parse, blast-radius]
        recurrence: { more: 1, within: 60d, then: escalate }
        safetyCase:
          trigger: two weeks of CPU and memory would fit the next smaller tier with a margin
          falsePositives:
            - a month-end report outside the window
            - a cache that fills whatever memory there is
          blastRadius: one database is away for minutes, and so is what cannot do without it
          reversal: revert the commit and apply again, which is another interruption
          watch: [interruptions per week, connections refused, latency of queries]

        """,
        "rightsize-database_test.yaml": """
        # What `rightsize-database` lets happen, once somebody sets it to approve: one person releases each change.
        apiVersion: trimtab/v1
        kind: PolicyTest
        category: rightsize-database
        given:
          posture: approve
          now: 2026-11-18T09:00:00Z
          approvals: [alice]
          change: { root: live, resource: google_sql_database_instance.orders, attribute: "settings[0].tier", from: db-custom-8-32768, to: db-custom-4-16384, file: live/sql.tf }
        cases:
          - name: a released change within all limits merges
            expect: { merge: true }
          - name: without a person's word it waits
            given: { approvals: [] }
            expect: { merge: false, reason: waits-for-approval }
          - name: its own word is no approval
            given: { approvals: [trimtab] }
            expect: { merge: false, reason: waits-for-approval }
          - name: no file raises it any further
            given: { posture: auto, approvals: [] }
            expect: { merge: false, reason: waits-for-approval }
          - name: another file than Terraform's
            given: { change: { file: apps/web.yaml } }
            expect: { merge: false, reason: outside-paths }
          - name: a file at the top
            given: { change: { file: main.tf } }
            expect: { merge: true }
          - name: variables at the top
            given: { change: { file: prod.tfvars } }
            expect: { merge: true }
          - name: a file in a folder
            given: { change: { file: live/main.tf } }
            expect: { merge: true }
          - name: a server of PostgreSQL
            given: { change: { resource: azurerm_postgresql_flexible_server.x, attribute: sku_name, from: GP_Standard_D8s_v3, to: GP_Standard_D4s_v3 } }
            expect: { merge: true }
          - name: a server of MySQL
            given: { change: { resource: azurerm_mysql_flexible_server.x, attribute: sku_name, from: GP_Standard_D8ds_v4, to: GP_Standard_D4ds_v4 } }
            expect: { merge: true }
          - name: a database of SQL Server
            given: { change: { resource: azurerm_mssql_database.x, attribute: sku_name, from: GP_Gen5_8, to: GP_Gen5_4 } }
            expect: { merge: true }
          - name: another attribute
            given: { change: { attribute: "settings[0].activation_policy", from: ALWAYS, to: NEVER } }
            expect: { merge: false, reason: no-category }
          - name: a history that is too short
            given: { evidence: { history: 13d20h } }
            expect: { merge: false, reason: too-young }
          - name: just enough coverage
            given: { evidence: { coverage: 95% } }
            expect: { merge: true }
          - name: too little coverage
            given: { evidence: { coverage: 94.9% } }
            expect: { merge: false, reason: low-coverage }
          - name: the oldest signals that count
            given: { evidence: { freshness: 1h } }
            expect: { merge: true }
          - name: signals that are too old
            given: { evidence: { freshness: 61m } }
            expect: { merge: false, reason: evidence-stale }
          - name: just enough confidence
            given: { evidence: { confidence: 80% } }
            expect: { merge: true }
          - name: too little confidence is for people
            given: { evidence: { confidence: 79% } }
            expect: { merge: false, reason: waits-for-people, posture: propose }
          - name: the first minute of the window
            given: { now: 2026-11-18T06:00:00Z }
            expect: { merge: true }
          - name: the minute before it
            given: { now: 2026-11-18T05:59:00Z }
            expect: { merge: false, reason: off-schedule }
          - name: the last minute of the window
            given: { now: 2026-11-18T09:59:00Z }
            expect: { merge: true }
          - name: the minute after it
            given: { now: 2026-11-18T10:00:00Z }
            expect: { merge: false, reason: off-schedule }
          - name: not on a Monday
            given: { now: 2026-11-16T06:30:00Z }
            expect: { merge: false, reason: off-schedule }
          - name: on a Tuesday
            given: { now: 2026-11-17T06:30:00Z }
            expect: { merge: true }
          - name: on a Thursday
            given: { now: 2026-11-19T06:30:00Z }
            expect: { merge: true }
          - name: not on a Friday
            given: { now: 2026-11-20T06:30:00Z }
            expect: { merge: false, reason: off-schedule }
          - name: not on a Saturday
            given: { now: 2026-11-21T06:30:00Z }
            expect: { merge: false, reason: off-schedule }
          - name: not on a Sunday
            given: { now: 2026-11-22T06:30:00Z }
            expect: { merge: false, reason: off-schedule }
          - name: nothing is taken away from a service that rings
            given: { trigger: alert }
            expect: { merge: false, reason: off-schedule }
          - name: no more for the target in its span
            given: { merged: [{ ago: 29d23h, category: another }] }
            expect: { merge: false, reason: budget-exhausted }
          - name: again for the target after its span
            given: { merged: [{ ago: 30d1h, category: another }] }
            expect: { merge: true }
          - name: no more for the category in its span
            given: { merged: [{ ago: 23h59m, target: other }] }
            expect: { merge: false, reason: budget-exhausted }
          - name: again for the category after its span
            given: { merged: [{ ago: 24h1m, target: other }] }
            expect: { merge: true }
          - name: the same fix again and again hides a cause
            given: { merged: [{ ago: 59d23h }] }
            expect: { merge: false, reason: recurring }
          - name: fixes of long ago do not count
            given: { merged: [{ ago: 60d1h }] }
            expect: { merge: true }
          - name: as the file stands, people merge
            given: { posture: propose }
            expect: { merge: false, reason: waits-for-people, posture: propose }
          - name: an operator who only lets people merge
            given: { operator: propose }
            expect: { merge: false, reason: waits-for-people, posture: propose }
          - name: a gate that failed
            given: { failedGates: [blast-radius] }
            expect: { merge: false, reason: gate-failed }
          - name: another gate that failed
            given: { failedGates: [parse] }
            expect: { merge: false, reason: gate-failed }
          - name: an alert that fires on the service
            given: { incident: true }
            expect: { merge: false, reason: incident-open }
          - name: a person who holds the target
            given: { held: true }
            expect: { merge: false, reason: held-by-person }
          - name: a kill switch
            given: { halted: true }
            expect: { merge: false, reason: halted }
          - name: a freeze
            given: { frozen: true }
            expect: { merge: false, reason: frozen }
          - name: a target branch that moved
            given: { moved: true }
            expect: { merge: false, reason: base-moved }
          - name: before the review date
            given: { now: 2027-05-26T09:00:00Z }
            expect: { merge: true }
          - name: after the review date only people merge
            given: { now: 2027-06-02T09:00:00Z }
            expect: { merge: false, reason: waits-for-people }

        """,
        "rightsize-instance.yaml": """
        # Another instance type or class: the machine or database stops and starts, so a person releases each change at most.
        apiVersion: trimtab/v1
        kind: Category
        name: rightsize-instance
        posture: propose # at most `approve`: no file raises what interrupts any further
        owner: team-platform
        reviewBy: 2027-06-01
        action: interrupt
        applies:
          resources:
            - aws_instance
            - aws_launch_template
            - aws_db_instance
            - aws_rds_cluster_instance
            - aws_docdb_cluster_instance
            - aws_neptune_cluster_instance
            - aws_elasticache_cluster
            - aws_elasticache_replication_group
            - aws_opensearch_domain
            - google_compute_instance
            - azurerm_linux_virtual_machine
            - azurerm_windows_virtual_machine
          attributes: [instance_type, instance_class, node_type, cluster_config.instance_type, machine_type, size]
          paths: ["**/*.tf", "**/*.tfvars", "*.tf", "*.tfvars"]
        evidence: { history: 14d, coverage: 95%, freshness: 1h, confidence: 0.8 }
        budget:
          - { scope: target, actions: 1, per: 30d, then: wait }
          - { scope: category, actions: 1, per: 24h }
        windows:
          alert: never
          sweep: { days: [tue, wed, thu], hours: "06:00-10:00", zone: UTC }
        gates: [parse, blast-radius]
        recurrence: { more: 1, within: 30d, then: escalate }
        safetyCase:
          trigger: two weeks of CPU and memory would fit the next smaller size of the same family with a margin
          falsePositives:
            - a month-end peak outside the window
            - memory that no agent reports
            - burst credits that hid the need
          blastRadius: one machine or database is away for minutes; with a single instance, so is what runs on it
          reversal: revert the commit and apply again, which is another interruption
          watch: [interruptions per week, CPU credit balance, swap in use]

        """,
        "rightsize-instance_test.yaml": """
        # What `rightsize-instance` lets happen, once somebody sets it to approve: one person releases each change.
        apiVersion: trimtab/v1
        kind: PolicyTest
        category: rightsize-instance
        given:
          posture: approve
          now: 2026-11-18T09:00:00Z
          approvals: [alice]
          change: { root: live, resource: aws_instance.web, attribute: instance_type, from: m5.2xlarge, to: m5.xlarge, file: live/prod.tfvars }
        cases:
          - name: a released change within all limits merges
            expect: { merge: true }
          - name: without a person's word it waits
            given: { approvals: [] }
            expect: { merge: false, reason: waits-for-approval }
          - name: its own word is no approval
            given: { approvals: [trimtab] }
            expect: { merge: false, reason: waits-for-approval }
          - name: no file raises what interrupts any further
            given: { posture: auto, approvals: [] }
            expect: { merge: false, reason: waits-for-approval }
          - name: a node of a cache
            given: { change: { resource: aws_elasticache_replication_group.x, attribute: node_type, from: cache.r6g.xlarge, to: cache.r6g.large } }
            expect: { merge: true }
          - name: a machine of Google's
            given: { change: { resource: google_compute_instance.x, attribute: machine_type, from: n2-standard-8, to: n2-standard-4 } }
            expect: { merge: true }
          - name: a machine of Azure's
            given: { change: { resource: azurerm_linux_virtual_machine.x, attribute: size, from: Standard_D8s_v5, to: Standard_D4s_v5 } }
            expect: { merge: true }
          - name: a size that forces a new resource is no business of this category
            given: { change: { resource: aws_eks_node_group.x, attribute: "instance_types[0]", from: m5.xlarge, to: m5.large } }
            expect: { merge: false, reason: no-category }
          - name: another file than Terraform's
            given: { change: { file: apps/web.yaml } }
            expect: { merge: false, reason: outside-paths }
          - name: a file at the top
            given: { change: { file: main.tf } }
            expect: { merge: true }
          - name: variables at the top
            given: { change: { file: prod.tfvars } }
            expect: { merge: true }
          - name: a file in a folder
            given: { change: { file: live/main.tf } }
            expect: { merge: true }
          - name: a history that is too short
            given: { evidence: { history: 13d20h } }
            expect: { merge: false, reason: too-young }
          - name: just enough coverage
            given: { evidence: { coverage: 95% } }
            expect: { merge: true }
          - name: too little coverage
            given: { evidence: { coverage: 94.9% } }
            expect: { merge: false, reason: low-coverage }
          - name: signals of one hour ago
            given: { evidence: { freshness: 1h } }
            expect: { merge: true }
          - name: signals that are too old
            given: { evidence: { freshness: 61m } }
            expect: { merge: false, reason: evidence-stale }
          - name: just enough confidence
            given: { evidence: { confidence: 80% } }
            expect: { merge: true }
          - name: too little confidence is for people
            given: { evidence: { confidence: 79% } }
            expect: { merge: false, reason: waits-for-people, posture: propose }
          - name: the first minute of the window
            given: { now: 2026-11-18T06:00:00Z }
            expect: { merge: true }
          - name: the minute before it
            given: { now: 2026-11-18T05:59:00Z }
            expect: { merge: false, reason: off-schedule }
          - name: the last minute of the window
            given: { now: 2026-11-18T09:59:00Z }
            expect: { merge: true }
          - name: the minute after it
            given: { now: 2026-11-18T10:00:00Z }
            expect: { merge: false, reason: off-schedule }
          - name: on a Tuesday
            given: { now: 2026-11-17T06:30:00Z }
            expect: { merge: true }
          - name: on a Thursday
            given: { now: 2026-11-19T06:30:00Z }
            expect: { merge: true }
          - name: not on a Monday
            given: { now: 2026-11-16T06:30:00Z }
            expect: { merge: false, reason: off-schedule }
          - name: not on a Friday
            given: { now: 2026-11-20T06:30:00Z }
            expect: { merge: false, reason: off-schedule }
          - name: not on a Saturday
            given: { now: 2026-11-21T06:30:00Z }
            expect: { merge: false, reason: off-schedule }
          - name: not on a Sunday
            given: { now: 2026-11-22T06:30:00Z }
            expect: { merge: false, reason: off-schedule }
          - name: nothing is taken away from a service that rings
            given: { trigger: alert }
            expect: { merge: false, reason: off-schedule }
          - name: once for a target in its span
            given: { merged: [{ ago: 29d, category: another }] }
            expect: { merge: false, reason: budget-exhausted }
          - name: again after its span
            given: { merged: [{ ago: 31d }] }
            expect: { merge: true }
          - name: one a day
            given: { merged: [{ ago: 23h, target: other }] }
            expect: { merge: false, reason: budget-exhausted }
          - name: another the day after
            given: { merged: [{ ago: 25h, target: other }] }
            expect: { merge: true }
          - name: the same fix again and again hides a cause
            given: { merged: [{ ago: 29d }] }
            expect: { merge: false, reason: recurring }
          - name: fixes of long ago do not count
            given: { merged: [{ ago: 31d }] }
            expect: { merge: true }
          - name: a gate that failed
            given: { failedGates: [blast-radius] }
            expect: { merge: false, reason: gate-failed }
          - name: another gate that failed
            given: { failedGates: [parse] }
            expect: { merge: false, reason: gate-failed }
          - name: an alert that fires on the service
            given: { incident: true }
            expect: { merge: false, reason: incident-open }
          - name: a person who holds the target
            given: { held: true }
            expect: { merge: false, reason: held-by-person }
          - name: a kill switch
            given: { halted: true }
            expect: { merge: false, reason: halted }
          - name: a freeze
            given: { frozen: true }
            expect: { merge: false, reason: frozen }
          - name: a target branch that moved
            given: { moved: true }
            expect: { merge: false, reason: base-moved }
          - name: before the review date
            given: { now: 2027-05-27T09:00:00Z }
            expect: { merge: true }
          - name: after the review date only people merge
            given: { now: 2027-06-02T09:00:00Z }
            expect: { merge: false, reason: waits-for-people }

        """,
        "shrink-cpu.yaml": """
        # CPU down: far more is asked for than was used.
        # Too little CPU makes things slow rather than dead, which nobody may notice: verification looks at use against the
        # new size.
        apiVersion: trimtab/v1
        kind: Category
        name: shrink-cpu
        posture: propose
        owner: team-platform
        reviewBy: 2027-06-01
        action: shrink
        applies:
          resources: [Deployment, StatefulSet, DaemonSet]
          attributes: [resources.requests.cpu, resources.limits.cpu]
          paths: ["**"]
        bounds: { min: 10m, max: "64", step: 50% }
        evidence: { history: 14d, coverage: 95%, freshness: 1h, confidence: 0.85 }
        budget:
          - { scope: target, actions: 1, per: 7d, then: wait }
          - { scope: service, actions: 1, per: 24h, then: wait }
          - { scope: repository, actions: 5, per: 1h }
        windows:
          alert: never
          sweep: { days: [mon, tue, wed, thu], hours: "08:00-14:00", zone: UTC }
        gates: [parse, blast-radius]
        verify:
          applyBy: 4h
          for: 48h
          expect:
            - query: 'max(quantile_over_time(0.95, rate(container_cpu_usage_seconds_total{ {{target}} }[5m])[48h:5m]))'
              is: "<"
              than: 1 * value
          else: revert
        recurrence: { more: 3, within: 30d, then: escalate }
        safetyCase:
          trigger: the 95th percentile of use over two weeks, with a margin, is far below what is asked for
          falsePositives:
            - a launch that is planned but not in the window
            - traffic that moved to another cluster for a while
          blastRadius: the pods of one workload; they may get less CPU than they need when a node is full
          reversal: revert the commit; the bot does it by itself when verification fails
          watch: [pods pending, throttled periods, reverts of this category]

        """,
        "shrink-cpu_test.yaml": """
        # What `shrink-cpu` lets happen, once somebody sets it to auto.
        apiVersion: trimtab/v1
        kind: PolicyTest
        category: shrink-cpu
        given:
          posture: auto
          now: 2026-11-18T09:00:00Z
          change: { resource: Deployment/checkout/app, attribute: resources.requests.cpu, from: 1, to: 700m }
        cases:
          - name: a shrink within all limits merges
            expect: { merge: true }
          - name: the largest step
            given: { change: { from: 1, to: 500m } }
            expect: { merge: true }
          - name: more than the largest step
            given: { change: { from: 1, to: 499m } }
            expect: { merge: false, reason: outside-bounds }
          - name: the least value
            given: { change: { from: 15m, to: 10m } }
            expect: { merge: true }
          - name: below the least value
            given: { change: { from: 15m, to: 9m } }
            expect: { merge: false, reason: outside-bounds }
          - name: the greatest value
            given: { change: { from: "80", to: "64" } }
            expect: { merge: true }
          - name: above the greatest value
            given: { change: { from: "80", to: "65" } }
            expect: { merge: false, reason: outside-bounds }
          - name: a history that is too short
            given: { evidence: { history: 13d20h } }
            expect: { merge: false, reason: too-young }
          - name: just enough coverage
            given: { evidence: { coverage: 95% } }
            expect: { merge: true }
          - name: too little coverage
            given: { evidence: { coverage: 94.9% } }
            expect: { merge: false, reason: low-coverage }
          - name: signals of one hour ago
            given: { evidence: { freshness: 1h } }
            expect: { merge: true }
          - name: signals that are too old
            given: { evidence: { freshness: 61m } }
            expect: { merge: false, reason: evidence-stale }
          - name: just enough confidence
            given: { evidence: { confidence: 85% } }
            expect: { merge: true }
          - name: too little confidence is for people
            given: { evidence: { confidence: 84% } }
            expect: { merge: false, reason: waits-for-people, posture: propose }
          - name: the first minute of the window
            given: { now: 2026-11-18T08:00:00Z }
            expect: { merge: true }
          - name: the minute before it
            given: { now: 2026-11-18T07:59:00Z }
            expect: { merge: false, reason: off-schedule }
          - name: the last minute of the window
            given: { now: 2026-11-18T13:59:00Z }
            expect: { merge: true }
          - name: the minute after it
            given: { now: 2026-11-18T14:00:00Z }
            expect: { merge: false, reason: off-schedule }
          - name: on a Monday
            given: { now: 2026-11-16T08:30:00Z }
            expect: { merge: true }
          - name: on a Tuesday
            given: { now: 2026-11-17T08:30:00Z }
            expect: { merge: true }
          - name: on a Thursday
            given: { now: 2026-11-19T08:30:00Z }
            expect: { merge: true }
          - name: not on a Friday
            given: { now: 2026-11-20T08:30:00Z }
            expect: { merge: false, reason: off-schedule }
          - name: not on a Saturday
            given: { now: 2026-11-21T08:30:00Z }
            expect: { merge: false, reason: off-schedule }
          - name: not on a Sunday
            given: { now: 2026-11-22T08:30:00Z }
            expect: { merge: false, reason: off-schedule }
          - name: nothing is taken away from a service that rings
            given: { trigger: alert }
            expect: { merge: false, reason: off-schedule }
          - name: once for a target in its span
            given: { merged: [{ ago: 6d23h }] }
            expect: { merge: false, reason: budget-exhausted }
          - name: again after its span
            given: { merged: [{ ago: 7d1h }] }
            expect: { merge: true }
          - name: no more for a service in its span
            given: { merged: [{ ago: 23h, target: other, service: same, category: another }] }
            expect: { merge: false, reason: budget-exhausted }
          - name: again for the service after its span
            given: { merged: [{ ago: 25h, target: other, service: same, category: another }] }
            expect: { merge: true }
          - name: no more in the repository in its span
            given: { merged: [{ ago: 59m, target: other, category: another }, { ago: 59m, target: other, category: another }, { ago: 59m, target: other, category: another }, { ago: 59m, target: other, category: another }, { ago: 59m, target: other, category: another }] }
            expect: { merge: false, reason: budget-exhausted }
          - name: again in the repository after its span
            given: { merged: [{ ago: 59m, target: other, category: another }, { ago: 59m, target: other, category: another }, { ago: 59m, target: other, category: another }, { ago: 59m, target: other, category: another }, { ago: 61m, target: other, category: another }] }
            expect: { merge: true }
          - name: the same fix again and again hides a cause
            given: { merged: [{ ago: 8d }, { ago: 15d }, { ago: 29d }] }
            expect: { merge: false, reason: recurring }
          - name: fixes of long ago do not count
            given: { merged: [{ ago: 8d }, { ago: 15d }, { ago: 31d }] }
            expect: { merge: true }
          - name: as the file stands, people merge
            given: { posture: propose }
            expect: { merge: false, reason: waits-for-people, posture: propose }
          - name: an operator who only lets people merge
            given: { operator: propose }
            expect: { merge: false, reason: waits-for-people, posture: propose }
          - name: a gate that failed
            given: { failedGates: [blast-radius] }
            expect: { merge: false, reason: gate-failed }
          - name: another gate that failed
            given: { failedGates: [parse] }
            expect: { merge: false, reason: gate-failed }
          - name: an alert that fires on the service
            given: { incident: true }
            expect: { merge: false, reason: incident-open }
          - name: a person who holds the target
            given: { held: true }
            expect: { merge: false, reason: held-by-person }
          - name: a kill switch
            given: { halted: true }
            expect: { merge: false, reason: halted }
          - name: a freeze
            given: { frozen: true }
            expect: { merge: false, reason: frozen }
          - name: a target branch that moved
            given: { moved: true }
            expect: { merge: false, reason: base-moved }
          - name: before the review date
            given: { now: 2027-05-27T09:00:00Z }
            expect: { merge: true }
          - name: after the review date only people merge
            given: { now: 2027-06-02T09:00:00Z }
            expect: { merge: false, reason: waits-for-people }

        """,
        "shrink-function.yaml": """
        # Less memory for a function: it never used what it has. CPU goes with memory, so a function may also become slower.
        apiVersion: trimtab/v1
        kind: Category
        name: shrink-function
        posture: propose # Terraform: a person releases each change at most
        owner: team-platform
        reviewBy: 2027-06-01
        action: shrink
        applies:
          resources: [aws_lambda_function]
          attributes: [memory_size]
          paths: ["**/*.tf", "**/*.tfvars", "*.tf", "*.tfvars"]
        bounds: { min: 128, max: 10240, step: 50% }
        evidence: { history: 14d, coverage: 95%, freshness: 1h, confidence: 0.8 }
        budget:
          - { scope: target, actions: 1, per: 7d, then: wait }
          - { scope: category, actions: 1, per: 24h }
        windows:
          alert: never
          sweep: { days: [tue, wed, thu], hours: "06:00-10:00", zone: UTC }
        gates: [parse, blast-radius]
        verify:
          applyBy: 7d
          for: 72h
          expect:
            - query: 'max(max_over_time(aws_lambdainsights_memory_utilization_maximum{ {{target}} }[72h]))'
              is: "<"
              than: 95
          else: escalate
        recurrence: { more: 1, within: 30d, then: escalate }
        safetyCase:
          trigger: the greatest memory of two weeks, with a fifth free, fits a smaller step, and no run came near the timeout
          falsePositives:
            - an input larger than any in the window
            - a run that is rare but must be quick
          blastRadius: one function; its runs may be slower, time out or be killed for memory
          reversal: revert the commit and apply again; the next run has the former memory
          watch: [errors and time-outs of functions, duration of functions, reverts of this category]

        """,
        "shrink-function_test.yaml": """
        # What `shrink-function` lets happen, once somebody sets it to approve: one person releases each change.
        apiVersion: trimtab/v1
        kind: PolicyTest
        category: shrink-function
        given:
          posture: approve
          now: 2026-11-18T09:00:00Z
          approvals: [alice]
          change: { root: live, resource: aws_lambda_function.thumbnails, attribute: memory_size, from: 1024, to: 768, file: live/functions.tf }
        cases:
          - name: a released change within all limits merges
            expect: { merge: true }
          - name: without a person's word it waits
            given: { approvals: [] }
            expect: { merge: false, reason: waits-for-approval }
          - name: its own word is no approval
            given: { approvals: [trimtab] }
            expect: { merge: false, reason: waits-for-approval }
          - name: no file raises it any further
            given: { posture: auto, approvals: [] }
            expect: { merge: false, reason: waits-for-approval }
          - name: the largest step
            given: { change: { from: 1024, to: 512 } }
            expect: { merge: true }
          - name: more than the largest step
            given: { change: { from: 1024, to: 511 } }
            expect: { merge: false, reason: outside-bounds }
          - name: the least value
            given: { change: { from: 192, to: 128 } }
            expect: { merge: true }
          - name: below the least value
            given: { change: { from: 192, to: 127 } }
            expect: { merge: false, reason: outside-bounds }
          - name: the greatest value
            given: { change: { from: 10304, to: 10240 } }
            expect: { merge: true }
          - name: above the greatest value
            given: { change: { from: 10400, to: 10241 } }
            expect: { merge: false, reason: outside-bounds }
          - name: another file than Terraform's
            given: { change: { file: apps/web.yaml } }
            expect: { merge: false, reason: outside-paths }
          - name: a file at the top
            given: { change: { file: main.tf } }
            expect: { merge: true }
          - name: variables at the top
            given: { change: { file: prod.tfvars } }
            expect: { merge: true }
          - name: a file in a folder
            given: { change: { file: live/main.tf } }
            expect: { merge: true }
          - name: another attribute
            given: { change: { attribute: timeout, from: 60, to: 30 } }
            expect: { merge: false, reason: no-category }
          - name: a history that is too short
            given: { evidence: { history: 13d20h } }
            expect: { merge: false, reason: too-young }
          - name: just enough coverage
            given: { evidence: { coverage: 95% } }
            expect: { merge: true }
          - name: too little coverage
            given: { evidence: { coverage: 94.9% } }
            expect: { merge: false, reason: low-coverage }
          - name: the oldest signals that count
            given: { evidence: { freshness: 1h } }
            expect: { merge: true }
          - name: signals that are too old
            given: { evidence: { freshness: 61m } }
            expect: { merge: false, reason: evidence-stale }
          - name: just enough confidence
            given: { evidence: { confidence: 80% } }
            expect: { merge: true }
          - name: too little confidence is for people
            given: { evidence: { confidence: 79% } }
            expect: { merge: false, reason: waits-for-people, posture: propose }
          - name: the first minute of the window
            given: { now: 2026-11-18T06:00:00Z }
            expect: { merge: true }
          - name: the minute before it
            given: { now: 2026-11-18T05:59:00Z }
            expect: { merge: false, reason: off-schedule }
          - name: the last minute of the window
            given: { now: 2026-11-18T09:59:00Z }
            expect: { merge: true }
          - name: the minute after it
            given: { now: 2026-11-18T10:00:00Z }
            expect: { merge: false, reason: off-schedule }
          - name: not on a Monday
            given: { now: 2026-11-16T06:30:00Z }
            expect: { merge: false, reason: off-schedule }
          - name: on a Tuesday
            given: { now: 2026-11-17T06:30:00Z }
            expect: { merge: true }
          - name: on a Thursday
            given: { now: 2026-11-19T06:30:00Z }
            expect: { merge: true }
          - name: not on a Friday
            given: { now: 2026-11-20T06:30:00Z }
            expect: { merge: false, reason: off-schedule }
          - name: not on a Saturday
            given: { now: 2026-11-21T06:30:00Z }
            expect: { merge: false, reason: off-schedule }
          - name: not on a Sunday
            given: { now: 2026-11-22T06:30:00Z }
            expect: { merge: false, reason: off-schedule }
          - name: nothing is taken away from a service that rings
            given: { trigger: alert }
            expect: { merge: false, reason: off-schedule }
          - name: no more for the target in its span
            given: { merged: [{ ago: 6d23h, category: another }] }
            expect: { merge: false, reason: budget-exhausted }
          - name: again for the target after its span
            given: { merged: [{ ago: 7d1h, category: another }] }
            expect: { merge: true }
          - name: no more for the category in its span
            given: { merged: [{ ago: 23h59m, target: other }] }
            expect: { merge: false, reason: budget-exhausted }
          - name: again for the category after its span
            given: { merged: [{ ago: 24h1m, target: other }] }
            expect: { merge: true }
          - name: the same fix again and again hides a cause
            given: { merged: [{ ago: 29d23h }] }
            expect: { merge: false, reason: recurring }
          - name: fixes of long ago do not count
            given: { merged: [{ ago: 30d1h }] }
            expect: { merge: true }
          - name: as the file stands, people merge
            given: { posture: propose }
            expect: { merge: false, reason: waits-for-people, posture: propose }
          - name: an operator who only lets people merge
            given: { operator: propose }
            expect: { merge: false, reason: waits-for-people, posture: propose }
          - name: a gate that failed
            given: { failedGates: [blast-radius] }
            expect: { merge: false, reason: gate-failed }
          - name: another gate that failed
            given: { failedGates: [parse] }
            expect: { merge: false, reason: gate-failed }
          - name: an alert that fires on the service
            given: { incident: true }
            expect: { merge: false, reason: incident-open }
          - name: a person who holds the target
            given: { held: true }
            expect: { merge: false, reason: held-by-person }
          - name: a kill switch
            given: { halted: true }
            expect: { merge: false, reason: halted }
          - name: a freeze
            given: { frozen: true }
            expect: { merge: false, reason: frozen }
          - name: a target branch that moved
            given: { moved: true }
            expect: { merge: false, reason: base-moved }
          - name: before the review date
            given: { now: 2027-05-26T09:00:00Z }
            expect: { merge: true }
          - name: after the review date only people merge
            given: { now: 2027-06-02T09:00:00Z }
            expect: { merge: false, reason: waits-for-people }

        """,
        "shrink-job.yaml": """
        # Less for what a schedule repeats: its worst run used far less than it asks for.
        apiVersion: trimtab/v1
        kind: Category
        name: shrink-job
        posture: propose
        owner: team-platform
        reviewBy: 2027-06-01
        action: shrink
        applies:
          resources: [CronJob]
          attributes: [resources.requests.memory, resources.limits.memory, resources.requests.cpu, resources.limits.cpu]
          paths: ["**"]
        bounds: { min: 10m, max: 64Gi, step: 50% }
        evidence: { history: 14d, coverage: 95%, freshness: 26h, confidence: 0.85 }
        budget:
          - { scope: target, actions: 1, per: 7d, then: wait }
          - { scope: service, actions: 1, per: 24h, then: wait }
          - { scope: repository, actions: 3, per: 1h }
        windows:
          alert: never
          sweep: { days: [mon, tue, wed, thu], hours: "08:00-14:00", zone: UTC }
        gates: [parse, blast-radius]
        verify:
          applyBy: 26h
          for: 48h
          expect:
            - query: 'sum(max_over_time(kube_pod_container_status_terminated_reason{ {{target}}, reason="OOMKilled" }[48h]))'
              is: "="
              than: 0
          else: revert
        recurrence: { more: 2, within: 30d, then: escalate }
        safetyCase:
          trigger: the worst of at least five runs, with a margin, is far below what is asked for
          falsePositives:
            - the run of a month or a quarter that is not in the window
            - data that will grow again
          blastRadius: the runs of one job; a run may be killed and must be repeated
          reversal: revert the commit; the bot does it by itself when verification fails
          watch: [jobs that failed, kills for memory, reverts of this category]

        """,
        "shrink-job_test.yaml": """
        # What `shrink-job` lets happen, once somebody sets it to auto.
        apiVersion: trimtab/v1
        kind: PolicyTest
        category: shrink-job
        given:
          posture: auto
          now: 2026-11-18T09:00:00Z
          change: { resource: CronJob/backup/dump, attribute: resources.requests.memory, from: 1Gi, to: 768Mi }
        cases:
          - name: a change within all limits merges
            expect: { merge: true }
          - name: the largest step
            given: { change: { from: 1Gi, to: 512Mi } }
            expect: { merge: true }
          - name: more than the largest step
            given: { change: { from: 1Gi, to: 511Mi } }
            expect: { merge: false, reason: outside-bounds }
          - name: the greatest value
            given: { change: { from: 80Gi, to: 64Gi } }
            expect: { merge: true }
          - name: above the greatest value
            given: { change: { from: 80Gi, to: 65Gi } }
            expect: { merge: false, reason: outside-bounds }
          - name: the least value
            given: { change: { attribute: resources.requests.cpu, from: 15m, to: 10m } }
            expect: { merge: true }
          - name: below the least value
            given: { change: { attribute: resources.requests.cpu, from: 15m, to: 9m } }
            expect: { merge: false, reason: outside-bounds }
          - name: a limit of memory
            given: { change: { attribute: resources.limits.memory } }
            expect: { merge: true }
          - name: a limit of CPU
            given: { change: { attribute: resources.limits.cpu, from: 1, to: 700m } }
            expect: { merge: true }
          - name: a history that is too short
            given: { evidence: { history: 13d20h } }
            expect: { merge: false, reason: too-young }
          - name: just enough coverage
            given: { evidence: { coverage: 95% } }
            expect: { merge: true }
          - name: too little coverage
            given: { evidence: { coverage: 94.9% } }
            expect: { merge: false, reason: low-coverage }
          - name: the oldest signals that count
            given: { evidence: { freshness: 26h } }
            expect: { merge: true }
          - name: signals that are too old
            given: { evidence: { freshness: 26h1m } }
            expect: { merge: false, reason: evidence-stale }
          - name: just enough confidence
            given: { evidence: { confidence: 85% } }
            expect: { merge: true }
          - name: too little confidence is for people
            given: { evidence: { confidence: 84% } }
            expect: { merge: false, reason: waits-for-people, posture: propose }
          - name: the first minute of the window
            given: { now: 2026-11-18T08:00:00Z }
            expect: { merge: true }
          - name: the minute before it
            given: { now: 2026-11-18T07:59:00Z }
            expect: { merge: false, reason: off-schedule }
          - name: the last minute of the window
            given: { now: 2026-11-18T13:59:00Z }
            expect: { merge: true }
          - name: the minute after it
            given: { now: 2026-11-18T14:00:00Z }
            expect: { merge: false, reason: off-schedule }
          - name: on a Monday
            given: { now: 2026-11-16T08:30:00Z }
            expect: { merge: true }
          - name: on a Tuesday
            given: { now: 2026-11-17T08:30:00Z }
            expect: { merge: true }
          - name: on a Thursday
            given: { now: 2026-11-19T08:30:00Z }
            expect: { merge: true }
          - name: not on a Friday
            given: { now: 2026-11-20T08:30:00Z }
            expect: { merge: false, reason: off-schedule }
          - name: not on a Saturday
            given: { now: 2026-11-21T08:30:00Z }
            expect: { merge: false, reason: off-schedule }
          - name: not on a Sunday
            given: { now: 2026-11-22T08:30:00Z }
            expect: { merge: false, reason: off-schedule }
          - name: nothing is taken away from a service that rings
            given: { trigger: alert }
            expect: { merge: false, reason: off-schedule }
          - name: no more for the target in its span
            given: { merged: [{ ago: 6d23h, category: another }] }
            expect: { merge: false, reason: budget-exhausted }
          - name: again for the target after its span
            given: { merged: [{ ago: 7d1h, category: another }] }
            expect: { merge: true }
          - name: no more for the service in its span
            given: { merged: [{ ago: 23h59m, target: other, service: same, category: another }] }
            expect: { merge: false, reason: budget-exhausted }
          - name: again for the service after its span
            given: { merged: [{ ago: 24h1m, target: other, service: same, category: another }] }
            expect: { merge: true }
          - name: no more for the repository in its span
            given: { merged: [{ ago: 59m, target: other, category: another }, { ago: 59m, target: other, category: another }, { ago: 59m, target: other, category: another }] }
            expect: { merge: false, reason: budget-exhausted }
          - name: again for the repository after its span
            given: { merged: [{ ago: 59m, target: other, category: another }, { ago: 59m, target: other, category: another }, { ago: 61m, target: other, category: another }] }
            expect: { merge: true }
          - name: the same fix again and again hides a cause
            given: { merged: [{ ago: 8d }, { ago: 29d23h }] }
            expect: { merge: false, reason: recurring }
          - name: fixes of long ago do not count
            given: { merged: [{ ago: 8d }, { ago: 30d1h }] }
            expect: { merge: true }
          - name: as the file stands, people merge
            given: { posture: propose }
            expect: { merge: false, reason: waits-for-people, posture: propose }
          - name: an operator who only lets people merge
            given: { operator: propose }
            expect: { merge: false, reason: waits-for-people, posture: propose }
          - name: a gate that failed
            given: { failedGates: [blast-radius] }
            expect: { merge: false, reason: gate-failed }
          - name: another gate that failed
            given: { failedGates: [parse] }
            expect: { merge: false, reason: gate-failed }
          - name: an alert that fires on the service
            given: { incident: true }
            expect: { merge: false, reason: incident-open }
          - name: a person who holds the target
            given: { held: true }
            expect: { merge: false, reason: held-by-person }
          - name: a kill switch
            given: { halted: true }
            expect: { merge: false, reason: halted }
          - name: a freeze
            given: { frozen: true }
            expect: { merge: false, reason: frozen }
          - name: a target branch that moved
            given: { moved: true }
            expect: { merge: false, reason: base-moved }
          - name: before the review date
            given: { now: 2027-05-26T09:00:00Z }
            expect: { merge: true }
          - name: after the review date only people merge
            given: { now: 2027-06-02T09:00:00Z }
            expect: { merge: false, reason: waits-for-people }

        """,
        "shrink-memory.yaml": """
        # Memory down: what is asked for is far above what was ever used.
        # Memory that is missing kills, so this wants long history, small steps, a floor, and a look at production afterwards.
        apiVersion: trimtab/v1
        kind: Category
        name: shrink-memory
        posture: propose # `auto` is possible: floor, step cap and verification are below
        owner: team-platform
        reviewBy: 2027-06-01
        action: shrink
        applies:
          resources: [Deployment, StatefulSet, DaemonSet]
          attributes: [resources.requests.memory, resources.limits.memory]
          paths: ["**"]
        bounds: { min: 64Mi, max: 64Gi, step: 30% }
        evidence: { history: 14d, coverage: 98%, freshness: 1h, confidence: 0.9 }
        budget:
          - { scope: target, actions: 1, per: 7d, then: wait }
          - { scope: service, actions: 1, per: 24h, then: wait }
          - { scope: repository, actions: 3, per: 1h }
        windows:
          alert: never # nothing is taken away from a service that rings
          sweep: { days: [mon, tue, wed, thu], hours: "08:00-14:00", zone: UTC }
        gates: [parse, blast-radius]
        verify:
          applyBy: 4h
          for: 48h
          expect:
            - query: 'sum(increase(kube_pod_container_status_restarts_total{ {{target}} }[48h]))'
              is: "="
              than: 0
            - query: 'max(quantile_over_time(0.99, container_memory_working_set_bytes{ {{target}} }[48h]))'
              is: "<"
              than: 0.95 * value
          else: revert
        recurrence: { more: 3, within: 30d, then: escalate }
        safetyCase:
          trigger: the highest working set of two weeks, with a margin, is far below what is asked for
          falsePositives:
            - a monthly or yearly peak outside the window
            - a cache that was cold, or a feature that is not switched on yet
            - traffic that moved to another cluster for a while
          blastRadius: the pods of one workload; they may be killed for memory or evicted under node pressure
          reversal: revert the commit; the bot does it by itself when verification fails
          watch: [kills for memory per day, evictions per hour, reverts of this category]

        """,
        "shrink-memory_test.yaml": """
        # What `shrink-memory` lets happen, once somebody sets it to auto.
        apiVersion: trimtab/v1
        kind: PolicyTest
        category: shrink-memory
        given:
          posture: auto
          now: 2026-11-18T09:00:00Z
          change: { resource: Deployment/checkout/app, attribute: resources.requests.memory, from: 1Gi, to: 768Mi }
        cases:
          - name: a shrink within all limits merges
            expect: { merge: true }
          - name: the largest step
            given: { change: { from: 1000Mi, to: 700Mi } }
            expect: { merge: true }
          - name: more than the largest step
            given: { change: { from: 1000Mi, to: 699Mi } }
            expect: { merge: false, reason: outside-bounds }
          - name: the least value
            given: { change: { from: 80Mi, to: 64Mi } }
            expect: { merge: true }
          - name: below the least value
            given: { change: { from: 80Mi, to: 63Mi } }
            expect: { merge: false, reason: outside-bounds }
          - name: the greatest value
            given: { change: { from: 80Gi, to: 64Gi } }
            expect: { merge: true }
          - name: above the greatest value
            given: { change: { from: 80Gi, to: 65Gi } }
            expect: { merge: false, reason: outside-bounds }
          - name: a history that is too short
            given: { evidence: { history: 13d20h } }
            expect: { merge: false, reason: too-young }
          - name: just enough coverage
            given: { evidence: { coverage: 98% } }
            expect: { merge: true }
          - name: too little coverage
            given: { evidence: { coverage: 97.9% } }
            expect: { merge: false, reason: low-coverage }
          - name: signals of one hour ago
            given: { evidence: { freshness: 1h } }
            expect: { merge: true }
          - name: signals that are too old
            given: { evidence: { freshness: 61m } }
            expect: { merge: false, reason: evidence-stale }
          - name: just enough confidence
            given: { evidence: { confidence: 90% } }
            expect: { merge: true }
          - name: too little confidence is for people
            given: { evidence: { confidence: 89% } }
            expect: { merge: false, reason: waits-for-people, posture: propose }
          - name: the first minute of the window
            given: { now: 2026-11-18T08:00:00Z }
            expect: { merge: true }
          - name: the minute before it
            given: { now: 2026-11-18T07:59:00Z }
            expect: { merge: false, reason: off-schedule }
          - name: the last minute of the window
            given: { now: 2026-11-18T13:59:00Z }
            expect: { merge: true }
          - name: the minute after it
            given: { now: 2026-11-18T14:00:00Z }
            expect: { merge: false, reason: off-schedule }
          - name: on a Monday
            given: { now: 2026-11-16T08:30:00Z }
            expect: { merge: true }
          - name: on a Tuesday
            given: { now: 2026-11-17T08:30:00Z }
            expect: { merge: true }
          - name: on a Thursday
            given: { now: 2026-11-19T08:30:00Z }
            expect: { merge: true }
          - name: not on a Friday
            given: { now: 2026-11-20T08:30:00Z }
            expect: { merge: false, reason: off-schedule }
          - name: not on a Saturday
            given: { now: 2026-11-21T08:30:00Z }
            expect: { merge: false, reason: off-schedule }
          - name: not on a Sunday
            given: { now: 2026-11-22T08:30:00Z }
            expect: { merge: false, reason: off-schedule }
          - name: nothing is taken away from a service that rings
            given: { trigger: alert }
            expect: { merge: false, reason: off-schedule }
          - name: once for a target in its span
            given: { merged: [{ ago: 6d23h }] }
            expect: { merge: false, reason: budget-exhausted }
          - name: again after its span
            given: { merged: [{ ago: 7d1h }] }
            expect: { merge: true }
          - name: no more for a service in its span
            given: { merged: [{ ago: 23h, target: other, service: same, category: another }] }
            expect: { merge: false, reason: budget-exhausted }
          - name: again for the service after its span
            given: { merged: [{ ago: 25h, target: other, service: same, category: another }] }
            expect: { merge: true }
          - name: no more in the repository in its span
            given: { merged: [{ ago: 59m, target: other, category: another }, { ago: 59m, target: other, category: another }, { ago: 59m, target: other, category: another }] }
            expect: { merge: false, reason: budget-exhausted }
          - name: again in the repository after its span
            given: { merged: [{ ago: 59m, target: other, category: another }, { ago: 59m, target: other, category: another }, { ago: 61m, target: other, category: another }] }
            expect: { merge: true }
          - name: the same fix again and again hides a cause
            given: { merged: [{ ago: 8d }, { ago: 15d }, { ago: 29d }] }
            expect: { merge: false, reason: recurring }
          - name: fixes of long ago do not count
            given: { merged: [{ ago: 8d }, { ago: 15d }, { ago: 31d }] }
            expect: { merge: true }
          - name: as the file stands, people merge
            given: { posture: propose }
            expect: { merge: false, reason: waits-for-people, posture: propose }
          - name: an operator who only lets people merge
            given: { operator: propose }
            expect: { merge: false, reason: waits-for-people, posture: propose }
          - name: a gate that failed
            given: { failedGates: [blast-radius] }
            expect: { merge: false, reason: gate-failed }
          - name: another gate that failed
            given: { failedGates: [parse] }
            expect: { merge: false, reason: gate-failed }
          - name: an alert that fires on the service
            given: { incident: true }
            expect: { merge: false, reason: incident-open }
          - name: a person who holds the target
            given: { held: true }
            expect: { merge: false, reason: held-by-person }
          - name: a kill switch
            given: { halted: true }
            expect: { merge: false, reason: halted }
          - name: a freeze
            given: { frozen: true }
            expect: { merge: false, reason: frozen }
          - name: a target branch that moved
            given: { moved: true }
            expect: { merge: false, reason: base-moved }
          - name: before the review date
            given: { now: 2027-05-27T09:00:00Z }
            expect: { merge: true }
          - name: after the review date only people merge
            given: { now: 2027-06-02T09:00:00Z }
            expect: { merge: false, reason: waits-for-people }

        """,
        "shrink-replicas-bounds.yaml": """
        # Lower bounds of an autoscaler: its least number was far more than its target asked for.
        apiVersion: trimtab/v1
        kind: Category
        name: shrink-replicas-bounds
        posture: propose # no file raises it: bounds are for people
        owner: team-platform
        reviewBy: 2027-06-01
        action: shrink
        applies:
          resources: [HorizontalPodAutoscaler, ScaledObject]
          attributes: [maxReplicas, minReplicas, maxReplicaCount, minReplicaCount]
          paths: ["**"]
        bounds: { min: 2, max: 100, step: 50% }
        evidence: { history: 14d, coverage: 95%, freshness: 1h, confidence: 0.85 }
        budget:
          - { scope: target, actions: 1, per: 7d, then: wait }
          - { scope: service, actions: 1, per: 24h, then: wait }
          - { scope: repository, actions: 3, per: 1h }
        windows:
          alert: never
          sweep: { days: [mon, tue, wed, thu], hours: "08:00-14:00", zone: UTC }
        gates: [parse, blast-radius]
        verify:
          applyBy: 4h
          for: 48h
          expect:
            - query: 'max(kube_deployment_status_replicas_unavailable{ {{target}} })'
              is: "="
              than: 0
          else: revert
        recurrence: { more: 2, within: 30d, then: escalate }
        safetyCase:
          trigger: at its least number of pods it was far below its target for two weeks
          falsePositives:
            - pods that are there for a failure of a zone
            - a launch that is planned but not in the window
          blastRadius: the pods of one workload; a sudden rise of traffic meets fewer of them
          reversal: revert the commit; the autoscaler follows within minutes
          watch: [latency, errors, reverts of this category]

        """,
        "shrink-replicas-bounds_test.yaml": """
        # `shrink-replicas-bounds` merges nothing by itself, whatever stands in the file. Whatever else stands in the way comes first.
        apiVersion: trimtab/v1
        kind: PolicyTest
        category: shrink-replicas-bounds
        given:
          posture: auto
          now: 2026-11-18T09:00:00Z
          change: { resource: HorizontalPodAutoscaler/checkout, attribute: minReplicas, from: "10", to: "8" }
        cases:
          - name: people merge it, whatever the file says
            expect: { merge: false, reason: waits-for-people, posture: propose }
          - name: the largest step
            given: { change: { from: "10", to: "5" } }
            expect: { merge: false, reason: waits-for-people }
          - name: more than the largest step
            given: { change: { from: "51", to: "25" } }
            expect: { merge: false, reason: outside-bounds }
          - name: the least value
            given: { change: { from: "3", to: "2" } }
            expect: { merge: false, reason: waits-for-people }
          - name: below the least value
            given: { change: { from: "2", to: "1" } }
            expect: { merge: false, reason: outside-bounds }
          - name: the greatest value
            given: { change: { attribute: maxReplicas, from: "120", to: "100" } }
            expect: { merge: false, reason: waits-for-people }
          - name: above the greatest value
            given: { change: { attribute: maxReplicas, from: "120", to: "101" } }
            expect: { merge: false, reason: outside-bounds }
          - name: a history that is too short
            given: { evidence: { history: 13d20h } }
            expect: { merge: false, reason: too-young }
          - name: just enough coverage
            given: { evidence: { coverage: 95% } }
            expect: { merge: false, reason: waits-for-people }
          - name: too little coverage
            given: { evidence: { coverage: 94.9% } }
            expect: { merge: false, reason: low-coverage }
          - name: the oldest signals that count
            given: { evidence: { freshness: 1h } }
            expect: { merge: false, reason: waits-for-people }
          - name: signals that are too old
            given: { evidence: { freshness: 61m } }
            expect: { merge: false, reason: waits-for-people }
          - name: just enough confidence
            given: { evidence: { confidence: 85% } }
            expect: { merge: false, reason: waits-for-people }
          - name: too little confidence is for people
            given: { evidence: { confidence: 84% } }
            expect: { merge: false, reason: waits-for-people, posture: propose }
          - name: the same fix again and again hides a cause
            given: { merged: [{ ago: 8d }, { ago: 29d23h }] }
            expect: { merge: false, reason: recurring }
          - name: fixes of long ago do not count
            given: { merged: [{ ago: 8d }, { ago: 30d1h }] }
            expect: { merge: false, reason: waits-for-people }
          - name: a gate that failed
            given: { failedGates: [blast-radius] }
            expect: { merge: false, reason: gate-failed }
          - name: another gate that failed
            given: { failedGates: [parse] }
            expect: { merge: false, reason: gate-failed }
          - name: a person who holds the target
            given: { held: true }
            expect: { merge: false, reason: held-by-person }
          - name: a kill switch
            given: { halted: true }
            expect: { merge: false, reason: halted }

        """,
        "upgrade-volume-type.yaml": """
        # A newer type of volume, gp2 to gp3: the volume is slow for hours meanwhile, so people merge it, whatever stands here.
        apiVersion: trimtab/v1
        kind: Category
        name: upgrade-volume-type
        posture: propose
        owner: team-platform
        reviewBy: 2027-06-01
        action: interrupt
        applies:
          resources: [aws_ebs_volume, aws_instance]
          attributes: [type, root_block_device.volume_type]
          paths: ["**/*.tf", "**/*.tfvars", "*.tf", "*.tfvars"]
        bounds: { choices: [gp3] }
        evidence: { history: 14d, coverage: 95%, freshness: 24h, confidence: 0.8 }
        budget:
          - { scope: target, actions: 1, per: 30d, then: wait }
          - { scope: category, actions: 3, per: 24h }
        windows:
          alert: never
          sweep: never
        gates: [parse, blast-radius]
        recurrence: { more: 1, within: 30d, then: escalate }
        safetyCase:
          trigger: two weeks of operations and throughput stay below 85% of what gp3 gives every volume
          falsePositives:
            - a restore or a month-end batch outside the window
            - a volume larger than 1 TiB whose gp2 baseline was above 3,000 operations and was about to be needed
          blastRadius: one volume; it stays in use, is slower for hours, and takes no other change for six
          reversal: revert the commit and apply again, after six hours
          watch: [queue length of the volume, latency of what uses it, volumes changed per day]

        """,
        "upgrade-volume-type_test.yaml": """
        # `upgrade-volume-type` merges nothing by itself. Whatever else stands in the way comes first.
        apiVersion: trimtab/v1
        kind: PolicyTest
        category: upgrade-volume-type
        given:
          posture: auto
          now: 2026-11-18T09:00:00Z
          change: { root: live, resource: aws_ebs_volume.data, attribute: type, from: gp2, to: gp3, file: live/main.tf }
        cases:
          - name: people merge it, whatever the file says
            expect: { merge: false, reason: waits-for-people, posture: propose }
          - name: the root disk of a machine
            given: { change: { resource: aws_instance.web, attribute: "root_block_device[0].volume_type" } }
            expect: { merge: false, reason: waits-for-people, posture: propose }
          - name: a type that the category does not name
            given: { change: { to: io2 } }
            expect: { merge: false, reason: outside-bounds }
          - name: another file than Terraform's
            given: { change: { file: apps/web.yaml } }
            expect: { merge: false, reason: outside-paths }
          - name: a file at the top
            given: { change: { file: main.tf } }
            expect: { merge: false, reason: waits-for-people }
          - name: variables in a folder
            given: { change: { file: live/prod.tfvars } }
            expect: { merge: false, reason: waits-for-people }
          - name: variables at the top
            given: { change: { file: prod.tfvars } }
            expect: { merge: false, reason: waits-for-people }
          - name: a history that is too short
            given: { evidence: { history: 13d20h } }
            expect: { merge: false, reason: too-young }
          - name: just enough coverage
            given: { evidence: { coverage: 95% } }
            expect: { merge: false, reason: waits-for-people }
          - name: too little coverage
            given: { evidence: { coverage: 94.9% } }
            expect: { merge: false, reason: low-coverage }
          - name: signals of a day ago
            given: { evidence: { freshness: 24h } }
            expect: { merge: false, reason: waits-for-people }
          - name: just enough confidence
            given: { evidence: { confidence: 80% } }
            expect: { merge: false, reason: waits-for-people }
          - name: too little confidence is for people
            given: { evidence: { confidence: 79% } }
            expect: { merge: false, reason: waits-for-people, posture: propose }
          - name: the same fix again hides a cause
            given: { merged: [{ ago: 29d23h }] }
            expect: { merge: false, reason: recurring }
          - name: a fix of long ago does not count
            given: { merged: [{ ago: 30d1h }] }
            expect: { merge: false, reason: waits-for-people }
          - name: a gate that failed
            given: { failedGates: [blast-radius] }
            expect: { merge: false, reason: gate-failed }
          - name: another gate that failed
            given: { failedGates: [parse] }
            expect: { merge: false, reason: gate-failed }
          - name: a person who holds the target
            given: { held: true }
            expect: { merge: false, reason: held-by-person }
          - name: a kill switch
            given: { halted: true }
            expect: { merge: false, reason: halted }

        """,
    ]
}
