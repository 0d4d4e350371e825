internal import Diagnostics
internal import Model
internal import Ports
internal import Settings
internal import Tracing

/// Which files the bot may change.
struct EditablePaths {
    let tree: any SourceTree
    let settings: RepositorySettings

    /// Files by which people control the bot, the owners and the checks; a change of them is always theirs.
    private static let guarded = [
        ".trimtab*", ".trimtab*/**", ".github/.trimtab*", "**/CODEOWNERS", "CODEOWNERS",
        ".github/workflows/**",
        ".github/actions/**", ".gitlab-ci.yml", ".gitlab-ci.yaml", ".gitlab/**", ".circleci/**",
        "**/Jenkinsfile", "Jenkinsfile",
        "azure-pipelines.yml", ".azure-pipelines/**", ".azuredevops/**", ".travis.yml", ".drone.yml",
        "bitbucket-pipelines.yml", ".buildkite/**", ".woodpecker.yml", ".woodpecker/**", ".tekton/**",
        ".ci/**",
        "atlantis.yaml", "cloudbuild.yaml", ".git/**",
    ].map { Glob($0) }

    /// Why `file` must not be changed; nil when it may be.
    func hold(on file: SourceFile) -> Hold? {
        let path = file.path
        if let glob = EditablePaths.guarded.first(where: { $0.matches(path) }) {
            return Hold(.outsidePaths, "\(path) is never edited by the bot (\(glob.pattern))")
        }
        if let pattern = settings.exclusion(of: path) {
            return Hold(.outsidePaths, "\(path) is excluded by `\(pattern)`")
        }
        return Untouchable.hold(on: file)
    }

    /// The real file at `path`; a hold for what is missing, a submodule, or outside of the repository.
    func file(_ path: String) throws -> Outcome<SourceFile> {
        guard let real = tree.realPath(path) else {
            return .held(Hold(.outsidePaths, "\(path) leads out of the repository, or is missing"))
        }
        guard let entry = tree.entries.first(where: { $0.path == real }),
            entry.kind == .file || entry.kind == .executable
        else { return .held(Hold(.outsidePaths, "\(path) is not a file of this repository")) }
        guard let bytes = try tree.read(real) else {
            return .held(Hold(.outsidePaths, "\(path) is not a file of this repository"))
        }
        let file = SourceFile(path: real, bytes: bytes)
        return hold(on: file).map { .held($0) } ?? .done(file)
    }
}
