internal import Diagnostics
internal import Kustomize
internal import Model

/// A kustomization that something deploys, rendered.
final class KustomizeDeployment: Sendable {
    /// What renders it.
    let root: Root
    /// The kustomization directory.
    let directory: String
    /// The file that stands for it in lists of candidates.
    let file: String
    /// The namespace that what deploys it puts its objects into.
    let namespace: String?
    /// What it renders; a hold when it cannot be built.
    let rendered: Result<RenderedKustomization, HoldCarrier>
    /// Why what it renders is not what runs; nil when it is.
    let hold: Hold?
    let limits: TracingLimits
    private let table = Lazily<KustomizeFacts>()

    init(
        root: Root, directory: String, file: String, namespace: String?,
        rendered: Result<RenderedKustomization, HoldCarrier>,
        hold: Hold?, limits: TracingLimits
    ) {
        self.root = root
        self.directory = directory
        self.file = file
        self.namespace = namespace
        self.rendered = rendered
        self.hold = hold
        self.limits = limits
    }

    /// The objects; none where it cannot be built.
    var output: RenderedKustomization? { try? rendered.get() }

    /// Every attribute.
    var facts: KustomizeFacts { table.get { KustomizeFacts(self) } }

    /// Why nothing in it can be relied on.
    var refusal: Hold? {
        switch rendered {
        case .failure(let carrier): carrier.hold
        case .success(let output): hold ?? output.clouded.map { Hold($0, in: root.id) }
        }
    }
}

/// A hold as an error.
struct HoldCarrier: Error {
    let hold: Hold
}

extension Hold {
    /// The hold that follows from what a build could not do.
    init(_ problem: KustomizeProblem, in root: String) {
        let place = problem.span.map { " (\($0.path))" } ?? ""
        let text = "\(root): \(problem.message)\(place)"
        switch problem.reason {
        case .missing: self.init(.notInRepository, text)
        case .remote, .program: self.init(.external, text)
        case .outside: self.init(.outsidePaths, text)
        case .cycle, .invalid: self.init(.unparsable, text)
        case .limit: self.init(.limit, text)
        case .unsupported: self.init(.unsupported, text)
        }
    }
}
