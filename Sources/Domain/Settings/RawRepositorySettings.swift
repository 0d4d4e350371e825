internal import Diagnostics
internal import Model

/// `.trimtab.yml` as written.
struct RawRepositorySettings {
    static let keys = [
        "version", "branch", "posture", "exclude", "freezes", "noAutomation", "overrides", "openPullRequests",
        "group",
        "terraform", "terragrunt",
        "layouts",
        "objects", "clusters", "prices", "catalog", "author", "helm", "redact", "quietPeriod",
    ]
    static let freezeKeys = ["from", "to", "zone", "reason"]
    static let terraformKeys = ["roots"]
    static let terragruntKeys = ["environment"]
    static let rootKeys = ["path", "environments", "identifiers"]
    static let environmentKeys = ["name", "variableFiles", "variables", "workspace"]
    static let layoutKeys = ["chart", "container", "workload"]
    static let workloadKeys = ["name", "kind"]
    static let objectKeys = ["kind", "group", "paths"]
    static let helmKeys = ["version", "kubernetes", "apiVersions"]
    static let authorKeys = ["name", "email"]

    var branch: Located<String>?
    var posture: Located<Posture>?
    var exclude: [Located<String>]?
    var freezes: [Freeze]
    var noAutomation: [NoAutomationDays]
    var overrides: [PolicyOverride]
    var openPullRequests: Located<Int>?
    var quietPeriod: Located<TimeSpan>?
    var group: Located<GroupingScope>?
    var roots: [TerraformRootSettings]
    var terragruntEnvironment: [String: String]
    var layouts: [LayoutMap]
    var objects: [ObjectLayout]
    var clusters: [String: String]
    var prices: Located<String>?
    var catalogue: Located<String>?
    var authorName: Located<String>?
    var authorEmail: Located<String>?
    var helmVersion: Located<Int>?
    var kubernetesVersion: Located<String>?
    var kubernetesAPIVersions: [Located<String>]
    var redact: [Located<String>]
    var sources: [String: String]

    init(_ cursor: MapCursor, of file: SourceFile) {
        branch = cursor.branchName("branch")
        posture = cursor.word("posture", of: Posture.words)
        exclude = cursor.globs("exclude")
        freezes = cursor.maps("freezes", keys: RawRepositorySettings.freezeKeys, each: "a freeze")
            .compactMap { RawRepositorySettings.freeze($0, of: file) }
        noAutomation = cursor.maps(
            "noAutomation", keys: RawNoAutomation.keys, each: "days without automation"
        )
        .compactMap { RawNoAutomation.days($0, of: file) }
        overrides = cursor.maps("overrides", keys: RawOverride.keys, each: "an override")
            .compactMap { RawOverride.override($0, of: file) }
        openPullRequests = cursor.integer("openPullRequests", in: 0...100_000)
        quietPeriod = cursor.timeSpan("quietPeriod", in: RepositorySettings.quietPeriods)
        group = cursor.word("group", of: GroupingScope.allCases.map { ($0.rawValue, $0) })
        roots =
            cursor.map("terraform", keys: RawRepositorySettings.terraformKeys).map(
                RawRepositorySettings.roots) ?? []
        terragruntEnvironment =
            cursor.map("terragrunt", keys: RawRepositorySettings.terragruntKeys)?.dictionary("environment")
            ?? [:]
        layouts = cursor.maps("layouts", keys: RawRepositorySettings.layoutKeys, each: "a layout")
            .compactMap(RawRepositorySettings.layout)
        objects = cursor.maps("objects", keys: RawRepositorySettings.objectKeys, each: "a kind of object")
            .compactMap(RawRepositorySettings.object)
        clusters = cursor.dictionary("clusters")
        prices = cursor.repositoryPath("prices")
        catalogue = cursor.repositoryPath("catalog")
        let helm = cursor.map("helm", keys: RawRepositorySettings.helmKeys)
        helmVersion = helm?.integer("version", in: 3...4)
        kubernetesVersion = helm?.versionText("kubernetes")
        kubernetesAPIVersions = helm?.texts("apiVersions") ?? []
        let author = cursor.map("author", keys: RawRepositorySettings.authorKeys)
        authorName = author?.identityText("name")
        authorEmail = author?.identityText("email")
        redact = cursor.labelNames("redact")
        sources = file.sources(of: cursor)
    }

    /// Fills in the defaults of an absent file.
    func validate() -> RepositorySettings {
        let defaults = RepositorySettings()
        var settings = RepositorySettings(
            targetBranch: branch?.value ?? defaults.targetBranch,
            posture: posture?.value ?? defaults.posture, excludedPaths: (exclude ?? []).map(\.value),
            freezes: freezes, openPullRequests: openPullRequests?.value ?? defaults.openPullRequests,
            terraformRoots: roots, layouts: layouts, clusters: clusters, prices: prices?.value,
            authorName: authorName?.value ?? defaults.authorName,
            authorEmail: authorEmail?.value ?? defaults.authorEmail, sources: sources)
        settings.catalogue = catalogue?.value
        settings.objects = objects
        settings.grouping = group?.value ?? defaults.grouping
        settings.noAutomation = noAutomation
        settings.overrides = overrides
        if let quietPeriod { settings.quietPeriod = quietPeriod.value }
        settings.redact = redact.map(\.value)
        settings.terragruntEnvironment = terragruntEnvironment
        settings.helmVersion = helmVersion?.value ?? defaults.helmVersion
        settings.kubernetesVersion = kubernetesVersion?.value
        settings.kubernetesAPIVersions = kubernetesAPIVersions.map(\.value)
        return settings
    }

    /// Dates are days of the zone: `to` is the first day on which merging is allowed again.
    private static func freeze(_ cursor: MapCursor, of file: SourceFile) -> Freeze? {
        let from = cursor.moment("from")
        let to = cursor.moment("to")
        let zone = cursor.zone("zone")
        let reason = cursor.text("reason")
        guard let from = cursor.require("from", from), let to = cursor.require("to", to) else { return nil }
        if cursor.isDay("from") || cursor.isDay("to"), cursor.require("zone", zone) == nil { return nil }
        let clock = zone.flatMap { ZoneClock($0.value) }
        let window = TimeWindow(
            start: clock.map { $0.moment(from: from.value, isDay: cursor.isDay("from")) } ?? from.value,
            end: clock.map { $0.moment(from: to.value, isDay: cursor.isDay("to")) } ?? to.value)
        guard window.start < window.end else {
            cursor.complaints.add(
                .settingsContradiction, "the freeze ends before it begins; `to` is the first moment after it",
                at: to.span, notes: [Diagnostic.Note("it begins here", at: from.span)])
            return nil
        }
        return Freeze(window: window, reason: reason?.value ?? "", source: file.source(of: cursor.span))
    }

    private static func roots(_ terraform: MapCursor) -> [TerraformRootSettings] {
        var seen: [String: SourceSpan] = [:]
        return terraform.maps("roots", keys: rootKeys, each: "a Terraform root").compactMap { root in
            let path = root.repositoryPath("path")
            let environments = root.maps("environments", keys: environmentKeys, each: "an environment")
                .compactMap(environment)
            let identifiers = root.dictionary("identifiers")
            guard let path = root.require("path", path) else { return nil }
            root.rejectRepeated("root", path, &seen)
            return TerraformRootSettings(
                path: path.value, environments: environments, identifiers: identifiers)
        }
    }

    private static func environment(_ cursor: MapCursor) -> TerraformRootSettings.Environment? {
        let name = cursor.text("name")
        let files = (cursor.texts("variableFiles") ?? []).filter { file in
            guard !MapCursor.isInsideRepository(file.value) else { return true }
            cursor.complaints.add(
                .settingsBadValue,
                "`\(file.value)` must lie inside the repository, relative and without `..`",
                at: file.span)
            return false
        }
        let workspace = cursor.text("workspace")
        let variables = cursor.dictionary("variables")
        guard let name = cursor.require("name", name) else { return nil }
        return TerraformRootSettings.Environment(
            name: name.value, variableFiles: files.map(\.value), workspace: workspace?.value,
            variables: variables)
    }

    private static func layout(_ cursor: MapCursor) -> LayoutMap? {
        let chart = cursor.text("chart")
        let container = cursor.text("container")
        let workload = cursor.map("workload", keys: workloadKeys)
        let name = workload?.text("name")
        let kind = workload?.text("kind")
        guard let chart = cursor.require("chart", chart),
            let container = cursor.require("container", container),
            cursor.require("workload", cursor.node("workload")) != nil, let workload,
            let name = workload.require("name", name), let kind = workload.require("kind", kind)
        else { return nil }
        return LayoutMap(
            chart: chart.value, container: container.value, workloadName: name.value,
            workloadKind: kind.value)
    }

    private static func object(_ cursor: MapCursor) -> ObjectLayout? {
        let kind = cursor.text("kind")
        let group = cursor.text("group")
        let paths = cursor.texts("paths")
        guard let kind = cursor.require("kind", kind), let paths = cursor.require("paths", paths) else {
            return nil
        }
        for path in paths where !isFieldPath(path.value) {
            cursor.complaints.add(
                .settingsBadValue,
                "`\(path.value)` is no path of keys such as `spec.resources` or `spec.nodeSets[*].count`",
                at: path.span)
        }
        return ObjectLayout(
            kind: kind.value, group: group?.value, paths: paths.map(\.value).filter(isFieldPath))
    }

    /// Keys between dots, each with `[*]` behind it as often as one likes.
    private static func isFieldPath(_ text: String) -> Bool {
        text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
            var key = part
            while key.hasSuffix("[*]") { key = key.dropLast(3) }
            return !key.isEmpty && !key.contains { $0 == "[" || $0 == "]" || $0.isWhitespace }
        }
    }
}

extension MapCursor {
    /// Complains when a name that must be unique stands for the second time.
    func rejectRepeated(_ what: String, _ name: Located<String>, _ seen: inout [String: SourceSpan]) {
        if let first = seen[name.value] {
            complaints.add(
                .settingsContradiction, "the \(what) `\(name.value)` stands here a second time",
                at: name.span, notes: [Diagnostic.Note("the first one is here", at: first)])
        }
        seen[name.value] = name.span
    }

    /// Labels of which the bot need not know the values.
    func labelNames(_ key: String) -> [Located<String>] {
        (texts(key) ?? []).filter { name in
            let isName = name.value.utf8.enumerated().allSatisfy { index, byte in
                switch byte {
                case 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"): true
                case 0x30...0x39: index > 0
                default: false
                }
            }
            guard isName else {
                complaints.add(.settingsBadValue, "`\(name.value)` is no name of a label", at: name.span)
                return false
            }
            guard !MapCursor.neededLabels.contains(name.value) else {
                complaints.add(
                    .settingsContradiction,
                    "by `\(name.value)` the bot knows what it changes; it cannot be hidden", at: name.span)
                return false
            }
            return true
        }
    }

    /// Labels that tell which resource a series is about, or what an alert is.
    private static let neededLabels: Set<String> = [
        "__name__", "alertname", "alertstate", "cluster", "container", "namespace", "node", "pod", "resource",
        "owner_kind", "owner_name", "created_by_kind", "created_by_name", "deployment", "statefulset",
        "daemonset", "replicaset", "instance", "unit", "uid",
    ]

    /// A branch name that Git accepts and that no ref syntax hides in.
    func branchName(_ key: String) -> Located<String>? {
        guard let text = text(key) else { return nil }
        let name = text.value
        let forbidden: [Character] = [" ", "~", "^", ":", "?", "*", "[", "\\"]
        let isBad =
            name.hasPrefix("-") || name.hasPrefix("/") || name.hasSuffix("/") || name.hasSuffix(".lock")
            || name.hasPrefix("refs/") || name.contains("..") || name.contains("//") || name.contains("@{")
            || name.contains { forbidden.contains($0) || $0.isNewline }
        if isBad {
            reject(key, "`\(key)` must be the name of a branch, without refs/heads/")
            return nil
        }
        return text
    }

    /// Part of a commit identity: one line without angle brackets.
    func identityText(_ key: String) -> Located<String>? {
        guard let text = text(key) else { return nil }
        if text.value.contains(where: { $0 == "<" || $0 == ">" || $0.isNewline }) {
            reject(key, "`\(key)` must be one line without < and >")
            return nil
        }
        return text
    }

    /// A version of two or three numbers, `1.29`; it need not be in quotes.
    func versionText(_ key: String) -> Located<String>? {
        guard let node = node(key) else { return nil }
        let text: String
        switch node.value {
        case .string(let string): text = string
        case .number(_, let written): text = written
        default: text = ""
        }
        let numbers = text.drop { $0 == "v" }.split(separator: ".", omittingEmptySubsequences: false)
        let isVersion =
            (2...3).contains(numbers.count)
            && numbers.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
        guard isVersion else {
            reject(key, "`\(key)` must be a version such as 1.29")
            return nil
        }
        return Located(text, at: node.span)
    }

    /// True when the value under `key` is a date without a time of day.
    fileprivate func isDay(_ key: String) -> Bool { node(key)?.scalarText?.utf8.count == 10 }
}

extension ZoneClock {
    /// A date is a day of the zone; a full moment already says where it is.
    fileprivate func moment(from read: Timestamp, isDay: Bool) -> Timestamp {
        isDay ? start(ofDay: read) : read
    }
}
