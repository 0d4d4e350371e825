internal import Diagnostics
internal import Model
internal import Synchronization

/// Pipelines, scripts and settings of the repository that may set variables of the environment in which Terragrunt runs.
final class EnvironmentSetters: Sendable {
    private let index: RepositoryIndex
    private let files = Lazily<[SourceFile]>()
    private let known = Mutex<[String: String?]>([:])

    init(_ index: RepositoryIndex) { self.index = index }

    /// The first place that names the variable; nil where none does.
    func place(of name: String) -> String? {
        if let found = known.withLock({ $0[name] }) { return found }
        let files = files.get {
            index.files.filter(PipelineVariables.runsThings).compactMap { try? index.store.source($0) }
        }
        var place: String?
        for file in files where FileMarks.containsWord(file.bytes, name) {
            let starts = FileMarks.positions(of: name, in: file.bytes)
            guard let start = starts.first(where: { !PipelineVariables.isComment($0, in: file.bytes) }) else {
                continue
            }
            place = "\(file.path):\(file.lines.position(of: start).line)"
            break
        }
        known.withLock { $0[name] = .some(place) }
        return place
    }
}
