internal import Diagnostics
internal import HCLEvaluation
internal import Model
internal import Ports

/// How the evaluator reaches files of the commit.
enum TerraformHooks {
    /// Hooks for expressions whose paths are relative to `directory`; `note` hears of every file that was asked for.
    static func make(_ index: RepositoryIndex, directory: String, note: @escaping (String) -> Void = { _ in })
        -> EvaluationHooks
    {
        EvaluationHooks(
            readFile: { name in
                guard let joined = RepositoryPath.join(directory, name), let real = index.realFile(joined),
                    let source = try? index.store.source(real)
                else { return nil }
                note(real)
                return (real, source.bytes)
            },
            listFiles: { name in
                guard let joined = RepositoryPath.join(directory, name) else { return nil }
                let real = index.isDirectory(joined) ? joined : index.store.tree.realPath(joined)
                guard let real, index.isDirectory(real) else { return nil }
                let prefix = real.isEmpty ? 0 : real.count + 1
                return index.files(below: real).map { String($0.dropFirst(prefix)) }
            })
    }
}
