internal import Diagnostics
internal import Model

/// Flux Kustomizations that hand on whatever lies below a directory, and that Flux surely cannot build.
///
/// Nothing comes from there before somebody mends it, so that the files are read as they stand. Then they would reach the
/// cluster: the answers say so, and nothing is edited before.
struct RefusedKustomizations: Sendable {
    /// One of them.
    private struct Refused: Sendable {
        var file: String
        var directory: String
        var hold: Hold
    }

    private var refused: [String: Refused] = [:]

    /// `path#name` of each.
    var ids: Set<String> { Set(refused.keys) }

    /// Those among deployments that change nothing of what they hand on, whichever cluster has them.
    init(among deployments: [KustomizeDeployment], _ graph: DeployerGraph) {
        let declared = Dictionary(grouping: deployments.filter { $0.flux != nil }) {
            $0.flux?.kustomization.declaration ?? ""
        }
        let plain = Set(graph.deployers.filter { $0.kind == .flux && $0.isPlain }.map(\.id))
        for (id, all) in declared
        where plain.contains(id) && all.allSatisfy({ $0.isRefused && $0.hold == nil }) {
            guard let first = all.first, let hold = first.refusal,
                PathConventions.notDeployed(first.file) == nil
            else { continue }
            refused[id] = Refused(file: first.file, directory: first.directory, hold: hold)
        }
    }

    /// The answer, said to be without effect where its token is handed on by one of them alone.
    func checked(_ answer: TraceAnswer, _ index: RepositoryIndex) -> TraceAnswer {
        guard answer.ineffective == nil, let (one, trace) = marked(answer.trace, index) else { return answer }
        var answer = answer
        answer.trace = trace
        answer.ineffective = Hold(
            .limit, "what it would hand on is not known before it is mended: \(one.hold.detail)")
        return answer
    }

    /// The row of a listing, likewise.
    func checked(_ entry: InventoryEntry, _ index: RepositoryIndex) -> InventoryEntry {
        guard let (_, trace) = marked(entry.trace, index) else { return entry }
        var entry = entry
        entry.trace = trace
        return entry
    }

    private func marked(_ trace: Trace, _ index: RepositoryIndex) -> (Refused, Trace)? {
        guard !refused.isEmpty, let file = trace.origin?.file ?? trace.insertion?.file,
            let (id, one) = refused.sorted(by: { $0.key < $1.key }).first(where: {
                RepositoryPath.isInside(file, $0.value.directory)
            })
        else { return nil }
        var trace = trace
        let hop = Model.Hop(index: index, path: one.file, "hands it on, and Flux cannot build \(id)")
        if let hop { trace.hops.insert(hop, at: 0) }
        return (one, trace)
    }
}

extension Deployer {
    /// `path#name`.
    fileprivate var id: String { "\(file)#\(name)" }

    /// True for what hands on everything below directories as it stands.
    fileprivate var isPlain: Bool {
        change == nil && namespace == nil
            && reach.allSatisfy {
                if case .directory = $0 { true } else { false }
            }
    }
}
