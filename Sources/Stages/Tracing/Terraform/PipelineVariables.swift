internal import Diagnostics
internal import Model

/// Variables that the repository's own pipelines and scripts hand to Terraform: `TF_VAR_name`, `-var name=…`, `-var-file …`.
///
/// With what value, for which root and when is not evaluated; that they do it makes a default no answer.
struct PipelineVariables: Sendable {
    /// Where something is handed over.
    struct Place: Sendable {
        var path: String
        var line: Int
        /// True for `-var`, which is stronger than variable files.
        var isArgument = false
        /// For a file: the last part of its path, with `*` for what is computed.
        var file = ""
        /// Directories of Terraform that it stands in.
        var owners: [String] = []
        var location: String { "\(path):\(line)" }
    }

    /// Variable → the first place that hands it over.
    private(set) var places: [String: Place] = [:]
    /// Variable → places that hand it over as an argument.
    private(set) var arguments: [String: [Place]] = [:]
    /// Variable files that are handed over and are not in the repository.
    private(set) var files: [Place] = []
    private let mentioned: [String: Set<String>]

    /// Reads every file that runs things; `directories` are those of Terraform.
    init(_ index: RepositoryIndex, directories: [String]) throws {
        let present = Set(index.files.filter(Self.isVariables).map { RepositoryPath.name(of: $0) })
        var mentioned: [String: Set<String>] = [:]
        for path in index.files where Self.runsThings(path) {
            guard let file = try index.store.source(path) else { continue }
            let before = arguments.values.reduce(0) { $0 + $1.count }
            for (mark, isAssigned) in [("TF_VAR_", false), ("-var", true)] {
                for start in FileMarks.positions(of: mark, in: file.bytes) {
                    guard
                        let name = Self.name(
                            at: start + mark.utf8.count, in: file.bytes, isAssigned: isAssigned),
                        !Self.isComment(start, in: file.bytes)
                    else { continue }
                    let line = file.lines.position(of: start).line
                    let place = Place(path: path, line: line, isArgument: isAssigned)
                    if places[name] == nil { places[name] = place }
                    if isAssigned { arguments[name, default: []].append(place) }
                }
            }
            for (start, name) in Self.files(handedBy: file.bytes)
            where !present.contains(where: { Self.matches($0, name) }) {
                let line = file.lines.position(of: start).line
                let folder = RepositoryPath.directory(of: path)
                let owners = directories.filter {
                    !$0.isEmpty && (folder == $0 || RepositoryPath.isInside(folder, $0))
                }
                files.append(Place(path: path, line: line, isArgument: true, file: name, owners: owners))
            }
            guard arguments.values.reduce(0, { $0 + $1.count }) > before else { continue }
            mentioned[path] = Set(
                directories.filter { !$0.isEmpty && FileMarks.containsWord(file.bytes, $0) })
        }
        self.mentioned = mentioned
    }

    /// A place that hands the variable to this root as an argument, as far as the file it stands in tells for which roots it is.
    func argument(_ name: String, of root: String) -> Place? {
        arguments[name]?.first { place in
            let named = mentioned[place.path] ?? []
            if named.contains(root) { return true }
            return named.isEmpty && isBeside(place, root)
        }
    }

    /// A place that hands a file to this root that is not in the repository.
    ///
    /// One that stands in the root itself is for it; another one may be, where the root needs values that nobody gives it.
    func file(of root: String, isIncomplete: Bool) -> Place? {
        files.first { place in
            if RepositoryPath.directory(of: place.path) == root { return true }
            // What stands in another root is for that.
            return isIncomplete && place.owners.allSatisfy { $0 == root }
        }
    }

    /// True unless the place is in a folder of code that the root is not in.
    private func isBeside(_ place: Place, _ root: String) -> Bool {
        let folder = RepositoryPath.directory(of: place.path)
        guard let first = folder.split(separator: "/").first, !Self.folders.contains(first.lowercased())
        else { return true }
        return root == folder || RepositoryPath.isInside(root, folder)
            || RepositoryPath.isInside(folder, root)
            || Self.tools.contains(RepositoryPath.name(of: folder).lowercased())
    }

    // MARK: Files that run things

    private static func isVariables(_ path: String) -> Bool {
        guard path.hasSuffix(".tfvars") || path.hasSuffix(".tfvars.json") else { return false }
        // What Terraform loads by itself nobody hands over.
        let name = RepositoryPath.name(of: path)
        return !name.hasPrefix("terraform.tfvars") && !name.contains(".auto.tfvars")
    }

    private static let tools: Set<String> = [
        "bin", "script", "scripts", "tools", "deploy", "ops", "automation",
    ]
    private static let programs = [".py", ".rb", ".ts", ".js"]
    private static let folders: Set<String> = [
        ".github", ".circleci", ".ci", "ci", "concourse", "pipeline", "pipelines", ".buildkite",
        ".azuredevops",
        ".azure-pipelines", ".gitlab", ".tekton", "jenkins", ".woodpecker", ".harness",
    ]
    private static let names = [
        "makefile", "jenkinsfile", ".gitlab-ci", "azure-pipelines", "cloudbuild", "atlantis", "buildspec",
        "bitbucket-pipelines", ".travis", ".drone", ".env", "taskfile", "justfile", "docker-compose",
        "dockerfile", "package.json", "fabfile", "noxfile", "tasks.py",
    ]
    private static let endings = [".sh", ".mk", ".env", ".groovy", ".bash"]
    private static let texts = [".yml", ".yaml", ".json", ".toml", ".py", ".rb"]

    static func runsThings(_ path: String) -> Bool {
        let name = RepositoryPath.name(of: path).lowercased()
        guard PathConventions.notDeployed(path) == nil, !name.contains("example"), !name.contains("sample")
        else {
            return false
        }
        if names.contains(where: name.hasPrefix) || endings.contains(where: name.hasSuffix) { return true }
        let parents = path.split(separator: "/").dropLast().map { $0.lowercased() }
        if programs.contains(where: name.hasSuffix), parents.contains(where: tools.contains) { return true }
        guard texts.contains(where: name.hasSuffix) || !name.contains(".") else { return false }
        return name.contains("pipeline") || parents.contains(where: folders.contains)
    }

    /// `size` of `size`, and of `='size=3'` where only an assignment counts.
    private static func name(at start: Int, in bytes: [UInt8], isAssigned: Bool) -> String? {
        var lower = start
        if isAssigned {
            lower = skipped(from: start, in: bytes)
            guard lower > start else { return nil }
            // `f"size={size}"`
            if lower + 1 < bytes.count, bytes[lower] == UInt8(ascii: "f"), isQuote(bytes[lower + 1]) {
                lower += 2
            }
        }
        var upper = lower
        while upper < bytes.count, isName(bytes[upper]) { upper += 1 }
        guard upper > lower, !isAssigned || upper < bytes.count && bytes[upper] == UInt8(ascii: "=") else {
            return nil
        }
        return String(decoding: bytes[lower..<upper], as: UTF8.self)
    }

    private static func isQuote(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
    }

    /// Behind what stands between an option and its argument: a blank, `=`, or quotes and commas of a list.
    private static func skipped(from start: Int, in bytes: [UInt8]) -> Int {
        var index = start
        while index < bytes.count {
            if " =\"'\\,\n\r\t".utf8.contains(bytes[index]) {
                index += 1
            } else if bytes[index] == UInt8(ascii: "-"), index + 1 < bytes.count, index > start,
                bytes[index + 1] == UInt8(ascii: " ")
            {
                index += 2
            } else {
                break
            }
        }
        return index
    }

    // MARK: Variable files

    private static let fetching = [
        " s3 cp", " s3 sync", "gsutil ", " storage cp", "curl ", "wget ", " > ", ">> ",
    ]

    /// Variable files that a text hands over: the argument of `-var-file`, or what is fetched or written before Terraform runs.
    private static func files(handedBy bytes: [UInt8]) -> [(Int, name: String)] {
        var found: [(Int, name: String)] = []
        for start in FileMarks.positions(of: "-var-file", in: bytes) where !isComment(start, in: bytes) {
            let lower = skipped(from: start + "-var-file".utf8.count, in: bytes)
            guard lower > start + "-var-file".utf8.count, let argument = pattern(at: lower, in: bytes) else {
                continue
            }
            found.append((start, RepositoryPath.name(of: argument)))
        }
        for end in FileMarks.positions(of: ".tfvars", in: bytes) where !isComment(end, in: bytes) {
            var start = end
            while start > 0, bytes[start - 1] != UInt8(ascii: "\n") { start -= 1 }
            let line = String(decoding: bytes[start..<end], as: UTF8.self)
            guard fetching.contains(where: line.contains), !line.contains("-var-file") else { continue }
            var lower = end
            while lower > start, !" \"'=/".utf8.contains(bytes[lower - 1]) { lower -= 1 }
            guard let name = pattern(at: lower, in: bytes) else { continue }
            found.append((end, name))
        }
        return found
    }

    /// A path with `*` for each part of it that is computed; nil where there is none.
    private static func pattern(at start: Int, in bytes: [UInt8]) -> String? {
        let pairs: [UInt8: UInt8] = [0x7B: 0x7D, 0x28: 0x29, 0x3C: 0x3E]
        var text = ""
        var index = start
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "$"), index + 1 < bytes.count, pairs[bytes[index + 1]] == nil {
                index += 1
                while index < bytes.count, isName(bytes[index]) { index += 1 }
                text += "*"
            } else if byte == UInt8(ascii: "$") || byte == UInt8(ascii: "#") {
                index += 1
            } else if let close = pairs[byte] {
                var depth = 0
                repeat {
                    if bytes[index] == byte { depth += 1 } else if bytes[index] == close { depth -= 1 }
                    index += 1
                } while index < bytes.count && depth > 0 && bytes[index] != UInt8(ascii: "\n")
                text += "*"
            } else if byte <= 0x20 || "\"',;)]}>&|`\\".utf8.contains(byte) {
                break
            } else {
                text.unicodeScalars.append(Unicode.Scalar(byte))
                index += 1
            }
        }
        return text.isEmpty ? nil : text
    }

    /// True for a name that a pattern may stand for.
    private static func matches(_ name: String, _ pattern: String) -> Bool {
        let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
        guard parts.count > 1, let first = parts.first, let last = parts.last else { return name == pattern }
        guard name.hasPrefix(first), name.hasSuffix(last),
            name.utf8.count >= first.utf8.count + last.utf8.count
        else { return false }
        var rest = name.dropFirst(first.count).dropLast(last.count)
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let found = rest.firstRange(of: part) else { return false }
            rest = rest[found.upperBound...]
        }
        return true
    }

    private static func isName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    static func isComment(_ place: Int, in bytes: [UInt8]) -> Bool {
        var start = place
        while start > 0, bytes[start - 1] != UInt8(ascii: "\n") { start -= 1 }
        while start < place, bytes[start] == UInt8(ascii: " ") || bytes[start] == UInt8(ascii: "\t") {
            start += 1
        }
        return bytes[start] == UInt8(ascii: "#")
    }
}
