internal import Diagnostics
internal import Model

/// Variables that the repository's own pipelines and scripts hand to Terraform: `TF_VAR_name`, `-var name=…`.
///
/// With what value, for which root and when is not evaluated; that they do it makes a default no answer.
struct PipelineVariables: Sendable {
    /// Variable → the place that hands it over.
    private(set) var places: [String: String] = [:]

    /// Reads every file that runs things.
    init(_ index: RepositoryIndex) throws {
        for path in index.files where Self.runsThings(path) {
            guard let file = try index.store.source(path) else { continue }
            for (mark, isAssigned) in [("TF_VAR_", false), ("-var", true)] {
                for start in FileMarks.positions(of: mark, in: file.bytes) {
                    guard
                        let name = Self.name(
                            at: start + mark.utf8.count, in: file.bytes, isAssigned: isAssigned),
                        places[name] == nil, !Self.isComment(start, in: file.bytes)
                    else { continue }
                    let position = file.lines.position(of: start)
                    places[name] = "\(path):\(position.line)"
                }
            }
        }
    }

    private static let folders: Set<String> = [
        ".github", ".circleci", ".ci", "ci", "concourse", "pipeline", "pipelines", ".buildkite",
        ".azuredevops",
        ".azure-pipelines", ".gitlab", ".tekton", "jenkins", ".woodpecker", ".harness",
    ]
    private static let names = [
        "makefile", "jenkinsfile", ".gitlab-ci", "azure-pipelines", "cloudbuild", "atlantis", "buildspec",
        "bitbucket-pipelines", ".travis", ".drone", ".env", "taskfile", "justfile", "docker-compose",
        "dockerfile",
    ]
    private static let endings = [".sh", ".mk", ".env", ".groovy", ".bash"]
    private static let texts = [".yml", ".yaml", ".json", ".toml", ".py", ".rb"]

    private static func runsThings(_ path: String) -> Bool {
        let name = RepositoryPath.name(of: path).lowercased()
        guard PathConventions.notDeployed(path) == nil, !name.contains("example"), !name.contains("sample")
        else {
            return false
        }
        if names.contains(where: name.hasPrefix) || endings.contains(where: name.hasSuffix) { return true }
        guard texts.contains(where: name.hasSuffix) || !name.contains(".") else { return false }
        return name.contains("pipeline")
            || path.split(separator: "/").dropLast().contains { folders.contains($0.lowercased()) }
    }

    /// `size` of `size`, and of `='size=3'` where only an assignment counts.
    private static func name(at start: Int, in bytes: [UInt8], isAssigned: Bool) -> String? {
        var lower = start
        if isAssigned {
            while lower < bytes.count, " =\"'\\".utf8.contains(bytes[lower]) { lower += 1 }
            guard lower > start else { return nil }
        }
        var upper = lower
        while upper < bytes.count, isName(bytes[upper]) { upper += 1 }
        guard upper > lower, !isAssigned || upper < bytes.count && bytes[upper] == UInt8(ascii: "=") else {
            return nil
        }
        return String(decoding: bytes[lower..<upper], as: UTF8.self)
    }

    private static func isName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private static func isComment(_ place: Int, in bytes: [UInt8]) -> Bool {
        var start = place
        while start > 0, bytes[start - 1] != UInt8(ascii: "\n") { start -= 1 }
        while start < place, bytes[start] == UInt8(ascii: " ") || bytes[start] == UInt8(ascii: "\t") {
            start += 1
        }
        return bytes[start] == UInt8(ascii: "#")
    }
}
