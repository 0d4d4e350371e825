internal import Diagnostics
internal import Model
internal import Settings
internal import YAML

/// What a category file said at one commit: only what a merge can be held against, read by itself.
///
/// Whatever cannot be read is nil, and what is nil grants nothing.
struct WatchedPolicy {
    var posture: Posture
    var action: String
    var reviewBy: Timestamp
    var paths: [Glob]
    var minimum: Quantity?
    var maximum: Quantity?
    var step: String?
    var choices: [String]
    var approvals: Int
    var gates: [String]
    var budgets: [Budget]
    var recurrence: (more: Int, within: Double)?
    var windows: [String: ConfigNode]
    var verify: (applyBy: Double, watch: Double)?
    var namesApply: Bool
    /// Whether the safety case says something under each of its keys.
    var hasSafetyCase: Bool

    struct Budget {
        var scope: String
        var actions: Int
        var per: TimeSpan
    }

    init?(_ file: SourceFile, named name: String) {
        guard let node = YAMLConfiguration.decode(file).node, node["kind"]?.scalarText == "Category",
            node["apiVersion"]?.scalarText == "trimtab/v1", node["name"]?.scalarText == name,
            let posture = node["posture"]?.scalarText.flatMap({ Posture(name: $0) }),
            let action = node["action"]?.scalarText,
            let reviewBy = node["reviewBy"]?.scalarText.flatMap({ Timestamp($0) })
        else { return nil }
        self.posture = posture
        self.action = action
        self.reviewBy = reviewBy
        paths = (node["applies"]?["paths"]?.texts ?? []).map { Glob($0) }
        let bounds = node["bounds"]
        minimum = bounds?["min"]?.scalarText.flatMap { Quantity($0) }
        maximum = bounds?["max"]?.scalarText.flatMap { Quantity($0) }
        step = bounds?["step"]?.scalarText
        choices = bounds?["choices"]?.texts ?? []
        approvals = node["approvals"]?.scalarText.flatMap { Int($0) } ?? 0
        gates = node["gates"]?.texts ?? []
        windows = ["sweep", "alert"].reduce(into: [:]) { $0[$1] = node["windows"]?[$1] }
        namesApply = node["appliedWhen"] != nil
        hasSafetyCase = ["trigger", "falsePositives", "blastRadius", "reversal", "watch"].allSatisfy { key in
            let value = node["safetyCase"]?[key]
            return value?.scalarText?.isEmpty == false || value?.items.isEmpty == false
        }
        budgets = []
        for entry in node["budget"]?.items ?? [] {
            guard let scope = entry["scope"]?.scalarText,
                let actions = entry["actions"]?.scalarText.flatMap({ Int($0) }),
                let per = entry["per"]?.scalarText.flatMap({ TimeSpan($0) })
            else { return nil }
            budgets.append(Budget(scope: scope, actions: actions, per: per))
        }
        if let node = node["recurrence"] {
            guard let more = node["more"]?.scalarText.flatMap({ Int($0) }),
                let within = node["within"]?.scalarText.flatMap({ TimeSpan($0) })
            else { return nil }
            recurrence = (more, within.seconds)
        }
        if let node = node["verify"] {
            guard let applyBy = node["applyBy"]?.scalarText.flatMap({ TimeSpan($0) }),
                let watch = node["for"]?.scalarText.flatMap({ TimeSpan($0) })
            else { return nil }
            verify = (applyBy.seconds, watch.seconds)
        }
    }

    /// What the class of a change can have at most, whatever a file says; for what is not known, nothing.
    static func ceiling(ofClass name: String) -> Posture {
        switch name {
        case "restart", "raise-or-tune", "shrink", "roll-back", "shift-traffic", "guarded-code": .auto
        case "interrupt": .approve
        default: .propose
        }
    }

    /// Whether a trigger may merge at a moment, by the clock on the wall of the window's zone.
    func isOpen(for trigger: String, at time: Timestamp) -> Bool {
        windows[trigger].map { WatchedPolicy.isOpen($0, at: time) } ?? false
    }

    /// The same for a window as it is written.
    static func isOpen(_ window: ConfigNode, at time: Timestamp) -> Bool {
        if case .string(let word) = window.value { return word == "always" }
        guard let zone = window["zone"]?.scalarText, let wall = ZoneClock(zone)?.wall(at: time),
            let hours = window["hours"]?.scalarText.flatMap({ WatchedPolicy.minutes($0) })
        else { return false }
        let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
        let days = (window["days"]?.texts ?? []).compactMap { names.firstIndex(of: $0) }
        let today = wall.weekday - 1
        if hours.from < hours.to {
            return days.contains(today) && hours.from <= wall.minute && wall.minute < hours.to
        }
        // Past midnight it is still the window of the day before.
        return wall.minute >= hours.from
            ? days.contains(today) : wall.minute < hours.to && days.contains((today + 6) % 7)
    }

    /// `08:00-16:00` in minutes of the day.
    private static func minutes(_ text: String) -> (from: Int, to: Int)? {
        let numbers = text.split { $0 == ":" || $0 == "-" }.compactMap { Int($0) }
        guard numbers.count == 4 else { return nil }
        return (numbers[0] * 60 + numbers[1], numbers[2] * 60 + numbers[3])
    }

    /// Why a value is outside the bounds; nil when it is inside.
    func problem(from before: String, to after: String) -> String? {
        if !choices.isEmpty {
            return choices.contains(after) ? nil : "\(after) is none of \(choices.joined(separator: ", "))"
        }
        guard minimum != nil || maximum != nil || step != nil else { return nil }
        guard let new = Quantity(after) else { return "\(after) is no amount" }
        if let minimum, new.thousandths < minimum.thousandths { return "\(after) is below \(minimum)" }
        if let maximum, new.thousandths > maximum.thousandths { return "\(after) is above \(maximum)" }
        guard let step else { return nil }
        guard let old = Quantity(before) else { return "a step from nothing to \(after) has no size" }
        let distance = Double((new.thousandths - old.thousandths).magnitude)
        let most: Double
        if step.hasSuffix("%") {
            guard let percent = Double(step.dropLast()) else { return "the step \(step) cannot be read" }
            most = Double(old.thousandths) * percent / 100
        } else {
            guard let amount = Quantity(step) else { return "the step \(step) cannot be read" }
            most = Double(amount.thousandths)
        }
        return distance <= most * (1 + 1e-9) ? nil : "\(before) → \(after) is more than a step of \(step)"
    }
}

/// What `.trimtab.yml` said at one commit: what forbids.
struct WatchedSettings {
    var posture = Posture.auto
    var excluded: [Glob] = []
    var freezes: [(from: Timestamp, to: Timestamp)] = []
    var days: [WatchedDays] = []
    var overrides: [WatchedOverride] = []

    init() {}

    /// Nil when the file is there and cannot be read.
    init?(_ file: SourceFile) {
        guard let node = YAMLConfiguration.decode(file).node else { return nil }
        if let text = node["posture"]?.scalarText {
            guard let posture = Posture(name: text) else { return nil }
            self.posture = posture
        }
        excluded = (node["exclude"]?.texts ?? []).map { Glob($0) }
        for entry in node["freezes"]?.items ?? [] {
            let clock = entry["zone"]?.scalarText.flatMap { ZoneClock($0) }
            guard let from = WatchedSettings.moment(entry["from"], clock),
                let to = WatchedSettings.moment(entry["to"], clock)
            else { return nil }
            freezes.append((from, to))
        }
        for entry in node["noAutomation"]?.items ?? [] {
            guard let days = WatchedDays(entry) else { return nil }
            self.days.append(days)
        }
        for entry in node["overrides"]?.items ?? [] {
            guard let override = WatchedOverride(entry) else { return nil }
            overrides.append(override)
        }
    }

    /// A date is the beginning of a day in its zone; a full moment says itself when it is.
    private static func moment(_ node: ConfigNode?, _ clock: ZoneClock?) -> Timestamp? {
        guard let text = node?.scalarText, let moment = Timestamp(text) else { return nil }
        guard text.utf8.count == 10 else { return moment }
        return clock?.start(ofDay: moment)
    }

    /// Files that decide what the bot may do, who reviews, and what runs with credentials.
    static let forPeople = [
        ".trimtab*", ".trimtab/**", ".github/**", "**/CODEOWNERS", ".gitlab-ci.yml", ".gitlab/**",
        ".gitea/**",
        ".forgejo/**", ".circleci/**", "**/Jenkinsfile*", "azure-pipelines.yml", "bitbucket-pipelines.yml",
        ".ci/**", ".buildkite/**", "atlantis.yaml", ".gitattributes", ".gitmodules",
    ].map { Glob($0) }
}

extension ConfigNode {
    /// The elements of a list; empty for anything else.
    var items: [ConfigNode] {
        guard case .list(let items) = value else { return [] }
        return items
    }

    /// The texts of a list.
    var texts: [String] { items.compactMap(\.scalarText) }
}
