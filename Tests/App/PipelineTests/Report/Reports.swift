import Model

@testable import Pipeline

/// Reports to print.
enum Reports {
    static func row(
        _ target: String, _ result: RunReport.Row.Result, _ change: (inout RunReport.Row) -> Void = { _ in }
    ) -> RunReport.Row {
        var row = RunReport.Row(
            target: target, what: "memory limit", before: "512Mi", after: "768Mi", saving: "–",
            confidence: 0.97,
            remark: "kills 4→0", result: result)
        change(&row)
        return row
    }

    /// A CPU request that 28 of 4,032 samples would have been above.
    static let outlook: Outlook? = {
        let target = Target(
            .kubernetes(
                KubernetesAddress(namespace: "prod", kind: "Deployment", name: "search", container: "app")),
            "resources.requests.cpu")
        let end = Timestamp(seconds: 1_795_132_800)
        let played = PlayedWindow(
            samples: 4032,
            amounts: [
                PlayedAmount(amount: 0.8, above: 28, crossings: 7, slack: 0.35),
                PlayedAmount(amount: 2, above: 0, crossings: 0, slack: 0.74),
            ])
        let finding = Finding(
            kind: .cpuRequestTooHigh, target: target, trigger: .sweep,
            window: TimeWindow(start: end.adding(seconds: -14 * 86_400), end: end), plotUnit: .cores,
            played: played)
        return Outlook(finding, before: "2", after: "800m")
    }()

    /// A row of each kind.
    static let all: RunReport = {
        let end = Timestamp(seconds: 1_795_132_800)
        return RunReport(
            trigger: "sweep", window: TimeWindow(start: end.adding(seconds: -14 * 86_400), end: end),
            base: String(repeating: "a", count: 40), targets: 1234, wellSized: 4, queries: 22,
            rows: [
                row("prod Deployment/checkout/app", .merged) {
                    ($0.category, $0.pullRequest, $0.mergedAs) = ("raise-memory", 12, "abc")
                    $0.decision = DecisionNode("merge?", "yes", .allows)
                },
                row("prod Deployment/search/app", .proposed) {
                    ($0.category, $0.pullRequest, $0.saving) = ("rightsize-cpu", 13, "$61.20")
                    $0.price = RunReport.Row.Price(monthly: 61.2, currency: "USD", source: "prices.yml")
                    $0.outlook = outlook
                },
                row("terraform/live module.web.aws_instance.app[\"eu\"]", .waits) {
                    ($0.what, $0.before, $0.after) = ("instance_type", "m5.2xlarge", "m5.xlarge")
                    ($0.category, $0.pullRequest, $0.waitsFor) = ("rightsize-instance", 14, "team-web")
                    ($0.reason, $0.detail) = ("waits-for-approval", "team-web: 0 of 1 approvals")
                },
                row("prod StatefulSet/ledger/db", .held) {
                    ($0.after, $0.confidence, $0.remark) = (nil, 0, "")
                    ($0.reason, $0.detail) = ("low-coverage", "9.2 of 14 days, coverage 71% (needs 95%)")
                },
                row("shop Deployment/cart/app", .held) {
                    ($0.before, $0.after, $0.reason, $0.issue) = (nil, nil, "unsupported", 15)
                    $0.detail =
                        "kustomize/base/cart/deployment.yaml:1 is deployed through kustomization kustomize/base/kustomization.yaml:1, which may change it"
                },
                row("prod Deployment/api/app", .failed) {
                    ($0.reason, $0.detail) = ("unavailable", "pushing branch: timed out")
                },
            ], closed: [7, 9], remarks: ["ec2: memory is not measured on bastion"], isDryRun: false)
    }()
}
