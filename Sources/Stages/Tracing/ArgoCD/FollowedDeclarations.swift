internal import Model

/// Applications and ApplicationSets that are followed in everything they deploy: what they say is seen there.
struct FollowedDeclarations: Sendable {
    /// `Application/NAME` of those whose charts and kustomizations are rendered.
    private let applications: Set<String>
    /// `ApplicationSet/NAME` of those of whose Applications everything is known.
    private let sets: Set<String>

    /// Those of a repository; `others` are Applications of kustomizations, in the same form.
    ///
    /// - Throws: what reading a file throws.
    init(_ charts: ChartEcosystem, others: Set<String>) throws {
        applications = try others.union(
            charts.contexts().filter { $0.kind == .argocd && $0.hold == nil && $0.renderedBy.isEmpty }.map {
                "Application/\(ArgoApplication.declaration(of: $0.root).split(separator: "#").last ?? "")"
            })
        let made = Dictionary(grouping: try charts.applications().filter { $0.set != nil }) {
            "ApplicationSet/\($0.set ?? "")"
        }
        sets = Set(made.filter { $0.value.allSatisfy { $0.hold == nil } }.keys)
    }

    /// True for an attribute of a declaration that says nothing but what is seen in what it deploys.
    func areSaid(_ resource: String, _ attribute: String) -> Bool {
        if attribute.hasPrefix("spec.generators") || attribute.hasPrefix("spec.template") {
            return sets.contains(resource)
        }
        return attribute.hasPrefix("spec.source") && applications.contains(resource)
    }

    /// The trace without such attributes among those that follow its token in other roots.
    func cleared(_ trace: Trace) -> Trace {
        var trace = trace
        trace.elsewhere.removeAll { areSaid($0.resource, $0.attribute) }
        return trace
    }
}
