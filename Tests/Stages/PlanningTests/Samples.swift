import Diagnostics
import Model
import Settings

@testable import Planning

/// Findings, traces and categories as short as a test needs them.
enum Sample {
    static let base = ObjectID(rawValue: String(repeating: "a", count: 40))
    static let end = Timestamp(seconds: 1_795_132_800)
    static let window = TimeWindow(start: end.adding(seconds: -14 * 86_400), end: end)
    static let selector = #"namespace="prod",pod=~"shop-.*",container="app""#

    static func target(_ attribute: String) -> Target {
        Target(
            .kubernetes(
                KubernetesAddress(namespace: "prod", kind: "Deployment", name: "shop", container: "app")),
            attribute)
    }

    static let machine = Target(
        .terraform(TerraformAddress(root: "live", environment: "prod", address: "aws_instance.web")),
        "instance_type")

    static func finding(
        _ attribute: String, observed: String?, wish: Wish?, statistics: [Statistic] = [],
        tiedTo: [String] = [],
        hold: Hold? = nil, instances: Int = 1
    ) -> Finding {
        Finding(
            kind: "sample", target: target(attribute), trigger: .sweep, window: window, observed: observed,
            wish: wish,
            hold: hold, statistics: statistics, plotUnit: attribute.hasSuffix("cpu") ? .cores : .bytes,
            selector: selector, instances: instances, tiedTo: tiedTo.map(target))
    }

    static func machineFinding(_ statistics: [Statistic], wish: Wish = .smaller(steps: 1)) -> Finding {
        Finding(
            kind: .instanceOversized, target: machine, trigger: .sweep, window: window, wish: wish,
            statistics: statistics, plotUnit: .percent, selector: #"dimension_InstanceId="i-1""#)
    }

    static func trace(_ target: Target, _ value: String?, also: [DecidedAttribute] = []) -> Trace {
        let file = SourceFile(path: "app.yaml", bytes: Array("x: \(value ?? "?")\n".utf8))
        let origin = Origin(file, ByteRange(lower: 3, upper: 3 + UInt32((value ?? "?").utf8.count)))
        return Trace(
            target: target, status: also.isEmpty ? .literal(origin) : .shared(origin), value: value,
            alsoDecides: also)
    }

    static let span = SourceSpan(path: "policy.yaml", range: ByteRange(lower: 0, upper: 1))

    static func category(
        minimum: String? = nil, maximum: String? = nil, step: Step? = nil, choices: [String] = [],
        verify: Category.Verify? = nil, appliedWhen: String? = nil, action: ActionClass = .shrink
    ) -> Category {
        Category(
            name: "sample", path: "policy.yaml", posture: .auto, owner: "team", reviewBy: end, action: action,
            resources: [], attributes: [], paths: [], minimum: minimum.flatMap { Quantity($0) },
            maximum: maximum.flatMap { Quantity($0) }, step: step, choices: choices,
            evidence: .init(
                history: TimeSpan(seconds: 0), coverage: 0, freshness: TimeSpan(seconds: 0), confidence: 0),
            budgets: [], alertTimes: .always, sweepTimes: .always, gates: [], checks: [], approvals: 0,
            verify: verify, recurrence: nil, appliedWhen: appliedWhen, safetyCase: nil, spans: [:], lines: [:]
        )
    }

    /// Plans one amount and gives the new text, or the hold.
    static func plan(
        _ attribute: String = "resources.requests.memory", _ before: String, to wish: String,
        _ category: Category = category(), statistics: [Statistic] = []
    ) -> Outcome<Plan> {
        let finding = finding(
            attribute, observed: before, wish: Quantity(wish).map(Wish.quantity), statistics: statistics)
        return PlanningStage().plan(
            finding, trace: trace(finding.target, before), category: category, base: base)
    }
}

extension Outcome {
    var value: Value? { if case .done(let value) = self { value } else { nil } }
    var hold: Hold? { if case .held(let hold) = self { hold } else { nil } }
}
