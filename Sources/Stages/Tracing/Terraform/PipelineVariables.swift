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
        /// Directories of Terraform that it stands in.
        var owners: [String] = []
        var location: String { "\(path):\(line)" }
    }

    /// Variable → the first place that hands it over.
    private(set) var places: [String: Place] = [:]
    /// Variable → places that hand it over as an argument.
    private(set) var arguments: [String: [Place]] = [:]
    /// Places that set `TF_VAR_…` where the rest of the name is computed.
    private var computedNames: [Place] = []
    /// Commands and lines that hand over variable files.
    private(set) var handovers: [VariableHandover] = []
    /// Every variable file of the repository that somebody has to hand over.
    let present: [String]
    /// Roots that a command plans or applies without saying more.
    private var plain: Set<String> = []
    /// A file that runs things, whose contents are not in this clone.
    private var unread: Place?
    private var mentioned: [String: Set<String>] = [:]
    private let names: Set<String>

    /// Reads every file that runs things; `directories` are those of Terraform.
    init(_ index: RepositoryIndex, directories: [String]) throws {
        present = index.files.filter(Self.isVariables)
        names = Set(present.map { RepositoryPath.name(of: $0) })
        let roots = Set(directories)
        for path in index.files where Self.runsThings(path) {
            let file: SourceFile
            switch try index.store.readable(path) {
            case .success(let found): file = found
            case .failure(let problem):
                // What cannot be read may hand over anything.
                if problem.hold.reason == .notInRepository { unread = unread ?? Place(path: path, line: 1) }
                continue
            }
            let text = Lazily<ScriptText>()
            func command(_ place: Int) -> (ScriptText, ScriptText.Command) {
                let script = text.get { ScriptText(path, file.bytes) }
                return (script, script.command(at: file.lines.position(of: place).line - 1))
            }
            var isHanding = false
            for (mark, isAssigned) in [("TF_VAR_", false), ("-var", true)] {
                for start in FileMarks.positions(of: mark, in: file.bytes) {
                    if !isAssigned, Self.isComputed(at: start + mark.utf8.count, in: file.bytes),
                        !Self.isComment(start, in: file.bytes)
                    {
                        let line = file.lines.position(of: start).line
                        computedNames.append(
                            Place(path: path, line: line, owners: Self.owners(of: path, roots)))
                        isHanding = true
                        continue
                    }
                    guard
                        let name = Self.name(
                            at: start + mark.utf8.count, in: file.bytes, isAssigned: isAssigned),
                        !Self.isComment(start, in: file.bytes)
                    else { continue }
                    let line = file.lines.position(of: start).line
                    let place = Place(path: path, line: line, isArgument: isAssigned)
                    // What is handed to a command that changes nothing decides nothing.
                    if isAssigned, Self.isIdle(ScriptText.action(command(start).1)) { continue }
                    if places[name] == nil { places[name] = place }
                    if isAssigned {
                        arguments[name, default: []].append(place)
                        isHanding = true
                    }
                }
            }
            let own = handovers(path, file, roots, command)
            handovers += own
            readPlainCommands(file, roots, command)
            guard isHanding || !own.isEmpty else { continue }
            mentioned[path] = Set(
                directories.filter { !$0.isEmpty && FileMarks.containsWord(file.bytes, $0) })
        }
    }

    private typealias Commands = (Int) -> (ScriptText, ScriptText.Command)

    /// What a file hands over: arguments of `-var-file`, and files that Terraform loads by itself, fetched or written before.
    private func handovers(
        _ path: String, _ file: SourceFile, _ roots: Set<String>, _ command: Commands
    ) -> [VariableHandover] {
        let owners = Self.owners(of: path, roots)
        var found: [VariableHandover] = []
        var seen: Set<Int> = []
        for start in FileMarks.positions(of: "-var-file", in: file.bytes)
        where !Self.isComment(start, in: file.bytes) {
            let (script, command) = command(start)
            guard seen.insert(command.lines.lowerBound).inserted || command.lines.isEmpty else { continue }
            let action = ScriptText.action(command)
            let files = Self.arguments(in: Array(command.text.utf8)).map(script.expanded)
            guard !files.isEmpty, !Self.isIdle(action), !Self.isMessage(command.text) else { continue }
            let place = Place(
                path: path, line: file.lines.position(of: start).line, isArgument: true, owners: owners)
            let root = script.directory(of: command, known: roots)
            let isWhole =
                root != nil && ["plan", "apply"].contains(action) && script.isWhole(command)
                && !files.contains { $0.text == "*" }
            found.append(VariableHandover(place: place, root: root, files: files, isWhole: isWhole))
        }
        for (start, written) in Self.files(writtenBy: file.bytes) {
            let (script, command) = command(start)
            let name = RepositoryPath.name(of: written.text)
            let place = Place(
                path: path, line: file.lines.position(of: start).line, isArgument: true, owners: owners)
            var handover = VariableHandover(
                place: place, files: [PathPattern(text: name, computed: written.computed)])
            if Self.isAutomatic(name) {
                let targets = Set(
                    script.workingDirectories(of: command).compactMap { base in
                        VariableHandover.path(written, from: base).map { RepositoryPath.directory(of: $0) }
                    }.filter(roots.contains))
                if targets.count == 1 { handover.root = targets.first }
            }
            found.append(handover)
        }
        return found
    }

    /// Directories of Terraform that a file stands in.
    private static func owners(of path: String, _ roots: Set<String>) -> [String] {
        let folder = RepositoryPath.directory(of: path)
        return roots.filter { !$0.isEmpty && RepositoryPath.isInside(folder, $0) }.sorted()
    }

    private mutating func readPlainCommands(
        _ file: SourceFile, _ roots: Set<String>, _ command: Commands
    ) {
        for program in ["terraform ", "tofu "] {
            for start in FileMarks.positions(of: program, in: file.bytes)
            where !Self.isComment(start, in: file.bytes) {
                let (script, command) = command(start)
                guard ["plan", "apply"].contains(ScriptText.action(command)),
                    !command.text.contains("-var-file"),
                    let root = script.directory(of: command, known: roots)
                else { continue }
                plain.insert(root)
            }
        }
    }

    private static let idle: Set<String> = [
        "init", "workspace", "validate", "fmt", "output", "show", "state", "console", "test", "get",
        "providers",
        "version", "graph", "login",
    ]

    private static func isIdle(_ action: String?) -> Bool { action.map(idle.contains) ?? false }

    /// True for a command that only says how another one is called.
    private static func isMessage(_ text: String) -> Bool {
        let start = text.drop { " \t@-".contains($0) }
        return (start.hasPrefix("echo ") || start.hasPrefix("printf ")) && !text.contains(">")
            || text.contains("tflint")
    }

    /// A place that hands the variable to this root as an argument, as far as the file it stands in tells for which roots it is.
    func argument(_ name: String, of root: String) -> Place? {
        arguments[name]?.first { isFor(root, $0) }
    }

    /// A place that may set any variable of this root.
    func computedName(of root: String) -> Place? {
        computedNames.first { place in
            // What stands in another root is for that.
            place.owners.isEmpty ? isFor(root, place) : place.owners.contains(root)
        }
    }

    /// A place that hands a file to this root that is not in the repository.
    ///
    /// A command that runs in the root is for it, and so is one that stands in it; another one may be where the root needs values
    /// that nobody gives it, or where no command says how else it is run.
    func file(of root: String, isIncomplete: Bool) -> Place? {
        let isRunOtherwise = plain.contains(root) || handovers.contains { $0.root == root && $0.isWhole }
        return handovers.first { handover in
            let place = handover.place
            if let own = handover.root {
                return own == root && handover.files.contains { isAbsent($0, from: root) }
            }
            guard handover.files.contains(where: isAbsent) else { return false }
            if RepositoryPath.directory(of: place.path) == root { return true }
            // What stands in another root is for that.
            guard place.owners.allSatisfy({ $0 == root }) else { return false }
            // What Terraform loads by itself every command takes.
            let isLoaded = handover.files.contains { Self.isAutomatic(RepositoryPath.name(of: $0.text)) }
            return isIncomplete || (isLoaded || !isRunOtherwise) && isFor(root, place)
        }?.place ?? unread
    }

    /// Environments of the root by the commands that run it, where all that they hand over is known.
    func environments(of root: String) -> [HandedEnvironments.Environment]? {
        HandedEnvironments(root: root, handovers: handovers.filter { $0.root == root }, present: present)
            .environments()
    }

    /// Those of a root's variable files that commands hand over beside another one.
    func attendants(of root: String, among files: Set<String>) -> VariableAttendants {
        var attendants = VariableAttendants()
        for handover in handovers {
            if let other = handover.root {
                guard other == root else { continue }
            } else {
                guard handover.place.owners.allSatisfy({ $0 == root }), isFor(root, handover.place) else {
                    continue
                }
            }
            attendants.read(handover, from: root, files: files)
        }
        return attendants
    }

    /// Files of the repository that may be handed to this root, with the place that may do it.
    func suspects(of root: String, but own: Set<String>, isRoot: (String) throws -> Bool) rethrows -> [(
        path: String, place: Place
    )] {
        var found: [(String, Place)] = []
        for handover in handovers {
            let place = handover.place
            if let other = handover.root {
                guard other == root else { continue }
            } else {
                guard place.owners.allSatisfy({ $0 == root }), isFor(root, place) else { continue }
            }
            for path in present where !own.contains(path) && !found.contains(where: { $0.0 == path }) {
                let mayBe = try handover.files.contains { file in
                    if let wanted = VariableHandover.path(file, from: root) {
                        return wanted == path || VariableHandover.substitution(wanted, path) != nil
                    }
                    return try isShared(path, with: root, isRoot)
                        && Self.ends(path, file.text)
                }
                if mayBe { found.append((path, place)) }
            }
        }
        return found
    }

    /// Files among `candidates` that a command hands to this root together with one of `files`, with the place that does it; the
    /// stronger ones come behind it.
    func companions(of files: [String], among candidates: [String], for root: String) -> [(
        path: String, place: Place, isStronger: Bool
    )] {
        var found: [(path: String, place: Place, isStronger: Bool)] = []
        for handover in handovers where handover.files.count > 1 {
            guard handover.root == root || handover.root == nil && isFor(root, handover.place) else {
                continue
            }
            let templates = handover.files.map { file in
                VariableHandover.path(file, from: root).flatMap { PathBindings($0, file.computed) }
            }
            for path in candidates where !files.contains(path) {
                guard let isStronger = Self.isHanded(path, with: files, templates) else { continue }
                found.append((path, handover.place, isStronger))
            }
        }
        return found
    }

    /// Whether a file stands behind one of `files` in a command that takes both; nil for one that does not.
    private static func isHanded(_ path: String, with files: [String], _ templates: [PathBindings?]) -> Bool?
    {
        var isStronger: Bool?
        for (place, theirs) in templates.enumerated() {
            let bindings = theirs?.bindings(of: path) ?? []
            guard !bindings.isEmpty else { continue }
            for (other, mine) in templates.enumerated() where other != place {
                let isTogether = files.contains { file in
                    (mine?.bindings(of: file) ?? []).contains { known in
                        bindings.contains {
                            $0.allSatisfy { known[$0.key] == nil || known[$0.key] == $0.value }
                        }
                    }
                }
                if isTogether { isStronger = isStronger == true || place > other }
            }
        }
        return isStronger
    }

    /// True for a file beside or above the root, or in a folder for such files there, that is no other root's own.
    private func isShared(_ path: String, with root: String, _ isRoot: (String) throws -> Bool) rethrows
        -> Bool
    {
        var directory = RepositoryPath.directory(of: path)
        if VariableFileSets.folders.contains(RepositoryPath.name(of: directory)) {
            directory = RepositoryPath.directory(of: directory)
        }
        return try RepositoryPath.isInside(root, directory) && (directory == root || !isRoot(directory))
    }

    /// True when the end of a path fits all that a pattern says for certain.
    private static func ends(_ path: String, _ pattern: String) -> Bool {
        let wanted = pattern.split(separator: "/").drop { $0 == "*" || $0 == "." || $0 == ".." }
        let parts = path.split(separator: "/")
        guard !wanted.isEmpty else { return true }
        return wanted.count <= parts.count
            && zip(wanted, parts.suffix(wanted.count)).allSatisfy { matches(String($1), String($0)) }
    }

    /// True for a file of which none of that name is in the repository.
    private func isAbsent(_ file: PathPattern) -> Bool {
        let name = RepositoryPath.name(of: file.text)
        return !names.contains { Self.matches($0, name) }
    }

    /// True for a file that is not where the root would look for it.
    private func isAbsent(_ file: PathPattern, from root: String) -> Bool {
        guard !file.text.hasPrefix("*"), !file.text.hasPrefix("/"), !file.text.hasPrefix("~") else {
            return isAbsent(file)
        }
        guard let path = VariableHandover.path(file, from: root) else { return true }
        let name = RepositoryPath.name(of: path)
        // What Terraform loads by itself is written here, whatever is in the repository.
        if Self.isAutomatic(name) { return true }
        return !present.contains { $0 == path || VariableHandover.substitution(path, $0) != nil }
    }

    /// True when the file of the place names this root, or no root at all.
    private func isFor(_ root: String, _ place: Place) -> Bool {
        let named = mentioned[place.path] ?? []
        return named.contains(root) || named.isEmpty && isBeside(place, root)
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
        return !isAutomatic(RepositoryPath.name(of: path))
    }

    /// True for the name of a file that Terraform loads by itself.
    static func isAutomatic(_ name: String) -> Bool {
        name.hasPrefix("terraform.tfvars") || name.contains(".auto.tfvars")
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
    /// Words in the names of programs that run Terraform, wherever they stand.
    private static let deploying = ["deploy", "terraform", "tofu", "provision", "infra", "release"]
    private static let endings = [
        ".sh", ".mk", ".env", ".groovy", ".bash", ".ps1", ".psm1", ".bat", ".cmd", ".fish",
    ]
    private static let texts = [".yml", ".yaml", ".json", ".toml", ".py", ".rb"]

    static func runsThings(_ path: String) -> Bool {
        let name = RepositoryPath.name(of: path).lowercased()
        guard PathConventions.notDeployed(path) == nil, !name.contains("example"), !name.contains("sample")
        else {
            return false
        }
        if names.contains(where: name.hasPrefix) || endings.contains(where: name.hasSuffix) { return true }
        let parents = path.split(separator: "/").dropLast().map { $0.lowercased() }
        if programs.contains(where: name.hasSuffix),
            parents.contains(where: tools.contains) || deploying.contains(where: name.contains)
        {
            return true
        }
        if !name.contains("."), parents.contains(where: tools.contains) { return true }
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
        while upper < bytes.count, ScriptText.isName(bytes[upper]) { upper += 1 }
        guard upper > lower, !isAssigned || upper < bytes.count && bytes[upper] == UInt8(ascii: "=") else {
            return nil
        }
        return String(decoding: bytes[lower..<upper], as: UTF8.self)
    }

    /// True where the rest of a name is computed: `$name`, `{name}`, `%s`, `" + name`.
    private static func isComputed(at start: Int, in bytes: [UInt8]) -> Bool {
        guard start < bytes.count else { return false }
        if "${".utf8.contains(bytes[start]) {
            return start + 1 < bytes.count
                && (ScriptText.isName(bytes[start + 1]) || "{(".utf8.contains(bytes[start + 1]))
        }
        if bytes[start] == UInt8(ascii: "%") {
            return start + 1 < bytes.count && "sv".utf8.contains(bytes[start + 1])
        }
        guard isQuote(bytes[start]) else { return false }
        if start + 1 < bytes.count, bytes[start + 1] == UInt8(ascii: "$") { return true }
        return bytes[(start + 1)...].first { $0 != UInt8(ascii: " ") } == UInt8(ascii: "+")
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
        " s3 cp", " s3 sync", "gsutil ", " storage cp", "curl ", "wget ", " > ", ">> ", "ln -s",
        "cp ", "mv ", "tee ",
    ]

    /// The arguments of every `-var-file` in a command.
    private static func arguments(in bytes: [UInt8]) -> [PathPattern] {
        FileMarks.positions(of: "-var-file", in: bytes).compactMap { start in
            let lower = skipped(from: start + "-var-file".utf8.count, in: bytes)
            guard lower > start + "-var-file".utf8.count else { return nil }
            // In a list of options the next one is no file.
            return ScriptText.pattern(at: lower, in: bytes).flatMap { $0.text.hasPrefix("-") ? nil : $0 }
        }
    }

    /// Variable files that are fetched or written before Terraform runs.
    private static func files(writtenBy bytes: [UInt8]) -> [(Int, file: PathPattern)] {
        var found: [(Int, file: PathPattern)] = []
        for end in FileMarks.positions(of: ".tfvars", in: bytes) where !isComment(end, in: bytes) {
            var start = end
            while start > 0, bytes[start - 1] != UInt8(ascii: "\n") { start -= 1 }
            let line = String(decoding: bytes[start..<end], as: UTF8.self)
            let isMade = fetching.contains(where: line.contains) && !line.contains("-var-file")
            guard isMade || isTarget(line, at: end, in: bytes) else { continue }
            var lower = end
            while lower > start, !" \"'=".utf8.contains(bytes[lower - 1]) { lower -= 1 }
            guard let pattern = ScriptText.pattern(at: lower, in: bytes) else { continue }
            found.append((end, pattern))
        }
        return found
    }

    /// True for `$(NAME).auto.tfvars: sizes.yaml`, a file that a recipe below the line makes.
    private static func isTarget(_ line: String, at end: Int, in bytes: [UInt8]) -> Bool {
        let rest = bytes[(end + ".tfvars".utf8.count)...].prefix { $0 != UInt8(ascii: "\n") }
        guard !line.contains(where: \.isWhitespace), rest.first == UInt8(ascii: ":"),
            rest.dropFirst().first != UInt8(ascii: "=")
        else { return false }
        return bytes.dropFirst(rest.endIndex + 1).first == UInt8(ascii: "\t")
    }

    /// True for a name that a pattern may stand for.
    static func matches(_ name: String, _ pattern: String) -> Bool {
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

    static func isComment(_ place: Int, in bytes: [UInt8]) -> Bool {
        var start = place
        while start > 0, bytes[start - 1] != UInt8(ascii: "\n") { start -= 1 }
        while start < place, bytes[start] == UInt8(ascii: " ") || bytes[start] == UInt8(ascii: "\t") {
            start += 1
        }
        return bytes[start] == UInt8(ascii: "#")
    }
}
