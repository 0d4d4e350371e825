internal import Diagnostics
internal import HCL
internal import HCLEvaluation
internal import Model
internal import Provenance

/// A unit that a stack makes: a copy of a directory at another place, with values.
struct TerragruntStackUnit {
    /// Where it is made: `live/.terragrunt-stack/vpc`.
    var place: String
    /// The directory that is copied; nil when it is not in the repository.
    var original: String?
    /// Why there is no original.
    var hold: Hold?
    var values: Value
    /// The copies that it sees, its own among them.
    var copies: [TerragruntFiles.Copy]
    /// Values by the directory of the unit or stack.
    var valuesByPlace: [String: Value]
    /// Real paths of the stack files that lead to it, the outermost first.
    var files: [String]
}

/// Units that `terragrunt.stack.hcl` files make when they are generated.
struct TerragruntStacks {
    static let fileName = "terragrunt.stack.hcl"

    let index: RepositoryIndex
    let paths: TerragruntPaths
    /// Units by the stack that makes them; what is left out with its reason.
    private(set) var units: [TerragruntStackUnit] = []
    /// Directory of a stack or unit that cannot be expanded → why.
    private(set) var problems: [String: Hold] = [:]
    /// Directories that stacks copy, which are not deployed from where they stand.
    private(set) var templates: Set<String> = []
    private var failure: (any Error)?

    /// Expands every stack of the repository that no other one copies.
    init(index: RepositoryIndex, paths: TerragruntPaths) throws {
        self.index = index
        self.paths = paths
        let stacks = index.allDirectories.filter {
            index.names(in: $0).contains(Self.fileName) && !$0.contains(".terragrunt-stack")
        }
        var made: [(stack: String, unit: TerragruntStackUnit)] = []
        for directory in stacks {
            let start = Expansion(
                place: directory, files: TerragruntFiles(index: index), values: [:], read: [])
            expand(start, depth: 0) { made.append((directory, $0)) }
        }
        if let failure { throw failure }
        // A stack that another one copies stands for nothing by itself.
        units = made.filter {
            !templates.contains($0.stack) && PathConventions.notDeployed("\($0.stack)/x") == nil
        }
        .map(\.unit)
    }

    private struct Expansion {
        var place: String
        var files: TerragruntFiles
        var values: [String: Value]
        var read: [String]
    }

    private mutating func expand(
        _ stack: Expansion, depth: Int, _ add: (TerragruntStackUnit) -> Void
    ) {
        let path = stack.place.isEmpty ? Self.fileName : "\(stack.place)/\(Self.fileName)"
        let reader = TerragruntReader(files: stack.files, paths: paths, values: stack.values)
        guard depth < 10 else {
            problems[stack.place] = Hold(.limit, "\(path): stacks are nested too deeply")
            return
        }
        guard let file = reader.file(path, TerragruntContext(config: path, original: path)) else { return }
        if let problem = file.problem {
            problems[stack.place] = Hold(.unparsable, problem.detail)
            return
        }
        if let include = file.body.blocks("include").first {
            problems[stack.place] = Hold(
                .unsupported,
                "\(reader.place(file.span(include.range))): includes of stacks are not evaluated")
        }
        for block in file.body.blocks where block.type == "unit" || block.type == "stack" {
            make(block, in: stack, file, reader, depth, add)
        }
        failure = failure ?? reader.failure
    }

    private mutating func make(
        _ block: BlockView, in stack: Expansion, _ file: TerragruntFile, _ reader: TerragruntReader,
        _ depth: Int, _ add: (TerragruntStackUnit) -> Void
    ) {
        func value(_ name: String) -> Value? {
            block.body.attribute(name).map {
                reader.evaluator.evaluate($0.expression, path: file.scope.realPath, scope: file.scope)
            }
        }
        let location = reader.place(file.span(block.range))
        let label = block.labels.first ?? ""
        if value("enabled")?.bool == false { return }
        guard let source = value("source")?.string, let path = value("path")?.string else {
            problems["\(stack.place)/\(label)"] = Hold(
                .unsupported, "source and path of \(block.type) \"\(label)\" are not known (\(location))")
            return
        }
        let isBeside = value("no_dot_terragrunt_stack")?.bool ?? false
        let base = isBeside ? stack.place : joined(stack.place, ".terragrunt-stack")
        guard let place = RepositoryPath.join(base, path) else {
            problems["\(stack.place)/\(label)"] = Hold(.outsidePaths, "\(path) is outside (\(location))")
            return
        }
        var inner = stack
        inner.read.append(file.scope.realPath)
        for read in reader.read.sorted() where !inner.read.contains(read) { inner.read.insert(read, at: 0) }
        inner.place = place
        if let given = value("values") {
            inner.values[place] = given.passing(
                Hop(file.span(block.range), "values of \(block.type) \"\(label)\""))
        } else {
            inner.values[place] = Value(.object(Members([])))
        }
        var unit = TerragruntStackUnit(
            place: place, original: nil, hold: nil,
            values: inner.values[place] ?? Value(.object(Members([]))),
            copies: stack.files.copies, valuesByPlace: inner.values, files: inner.read)
        let strange = ["expansion", "autoinclude"].first { !block.body.blocks($0).isEmpty }
        switch TerragruntSource(source, in: stack.place, paths: paths, files: stack.files) {
        case .local(let directory):
            let original = stack.files.directory(directory)
            templates.insert(original)
            unit.original = original
            inner.files.copies.append(TerragruntFiles.Copy(place: place, original: original))
            unit.copies = inner.files.copies
        case .remote(let text):
            unit.hold = Hold(
                .external, "\(block.type) \"\(label)\" comes from \(text), which is not in the repository")
        case .outside(let text): unit.hold = Hold(.outsidePaths, "\(text) is outside the repository")
        }
        if let strange { unit.hold = Hold(.unsupported, "`\(strange)` is not evaluated (\(location))") }
        if block.type == "unit" { return add(unit) }
        if let hold = unit.hold {
            problems[place] = hold
        } else {
            expand(inner, depth: depth + 1, add)
        }
    }

    private func joined(_ directory: String, _ name: String) -> String {
        directory.isEmpty ? name : "\(directory)/\(name)"
    }
}

/// Where a `source` leads.
enum TerragruntSource: Hashable {
    case local(String)
    case outside(String)
    case remote(String)

    private static let hosts = ["github.com/", "gitlab.com/", "bitbucket.org/", "git@"]

    /// Reads a source as it is written in a directory.
    init(_ source: String, in directory: String, paths: TerragruntPaths, files: TerragruntFiles) {
        let isRemote =
            source.contains("::") || source.contains("://") || source.hasPrefix("tfr:")
            || Self.hosts.contains(where: source.hasPrefix)
        let plain = source.prefix { $0 != "?" }
        guard !isRemote else {
            self = .remote(source)
            return
        }
        guard let path = paths.relative(String(plain), in: directory) else {
            self = .outside(source)
            return
        }
        let isWritten = plain.hasPrefix(".") || plain.hasPrefix("/")
        self = isWritten || files.isDirectory(path) ? .local(path) : .remote(source)
    }
}
