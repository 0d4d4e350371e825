internal import Diagnostics
internal import HCL
internal import HCLEvaluation
internal import Model
internal import Provenance

/// Terragrunt units, which run a directory of the repository, or a module from elsewhere, with inputs of their own.
struct TerragruntUnits {
    let index: RepositoryIndex
    /// Variables of the environment that people declared.
    var environment: [String: String] = [:]

    static let fileNames = ["terragrunt.hcl", "terragrunt.hcl.json"]

    /// Everything that was found in a tree.
    struct Found: Sendable {
        /// Sorted by directory, those that are not deployed included.
        var units: [TerragruntUnit] = []
        /// Directory → why what is there cannot be evaluated.
        var problems: [String: Hold] = [:]
        /// Directory of a stack or unit → the same, by the directory that is run.
        var byModule: [String: [Int]] = [:]
    }

    /// Every unit of the repository; evaluated once for a tree.
    func found() throws -> Found { try index.terragrunt.get { try find() } }

    // MARK: Roots

    /// Every deployed unit as a root: the directory that it runs and the variables that it gives.
    func contexts(_ library: ModuleLibrary) throws -> [TerraformContext] {
        try found().units.filter { $0.excluded == nil }.map { try context($0, library) }
    }

    /// Units that do not count as deployed, and why.
    func excluded(_ library: ModuleLibrary) throws -> [(context: TerraformContext, reason: String)] {
        try found().units.compactMap { unit in
            guard let reason = unit.excluded else { return nil }
            return (try context(unit, library), reason)
        }
    }

    /// A unit as a root.
    func context(_ unit: TerragruntUnit, _ library: ModuleLibrary) throws -> TerraformContext {
        let id = unit.directory.isEmpty ? "." : unit.directory
        var inputs = TerraformInputs(
            id: id, kind: .terragrunt, files: unit.files, variables: unit.inputs, hold: unit.hold)
        inputs.assumptions = unit.assumptions
        inputs.generated = unit.generated
        inputs.made = unit.made
        inputs.overriding = unit.overriding
        inputs.replaced = unit.replaced
        var root = unit.directory
        switch unit.module {
        case .missing(let hold):
            inputs.missing = hold
            for (name, place) in unit.contested where inputs.variables[name] != nil {
                inputs.variables[name] = Value(
                    .unknown(Unknown(.unsupported, "\(place) may give `\(name)` another value")))
            }
        case .directory(let directory):
            root = directory
            let module = try library.module(directory, with: unit.made)
            for (name, block) in module.variables {
                if let given = inputs.variables[name] {
                    inputs.variables[name] = TerragruntVariables.value(given, for: block)
                } else if let unknown = unit.furtherInputs {
                    inputs.variables[name] = Value(.unknown(unknown))
                }
            }
        }
        var context = TerraformContext(
            root: root, environment: nil, variableFiles: unit.variableFiles, inputs: inputs)
        context.contested = unit.contested
        context.absentFiles = unit.writing
        return context
    }

    /// A hold when Terragrunt runs the directory, so that it is no root by itself.
    func hold(on directory: String) throws -> Hold? {
        let found = try found()
        let runners = (found.byModule[directory] ?? []).map { found.units[$0] }
            .filter { $0.excluded == nil || $0.directory == directory }
        guard !runners.isEmpty else { return try blindSpot(directory) }
        let names = runners.prefix(5).map(\.directory).joined(separator: ", ")
        let more = runners.count > 5 ? " and \(runners.count - 5) more" : ""
        return Hold(.ambiguous, "Terragrunt runs this directory for \(names)\(more)")
    }

    /// A hold when a unit or stack that cannot be evaluated may run the directory.
    func blindSpot(_ directory: String) throws -> Hold? {
        let found = try found()
        for unit in found.units where unit.excluded == nil {
            guard case .missing(let hold) = unit.module, hold.reason != .external,
                let source = try source(unit.file), means(source, directory)
            else { continue }
            return hold
        }
        return nil
    }

    private func source(_ path: String) throws -> String? {
        try index.store.hcl(path)?.body.blocks("terraform").compactMap {
            $0.body.attribute("source")?.expression.text
        }.first
    }

    /// True when the source may be the directory: what is literal at its end agrees.
    private func means(_ source: String, _ directory: String) -> Bool {
        var text = source.filter { $0 != "\"" }
        if let query = text.firstIndex(of: "?") { text = String(text[..<query]) }
        if let brace = text.lastIndex(of: "}") { text = String(text[text.index(after: brace)...]) }
        if text.contains("//"), let last = text.split(separator: "//").last { text = String(last) }
        let parts = text.split(separator: "/").filter { $0 != "." && $0 != ".." }
        guard !parts.isEmpty else { return true }
        let tail = parts.joined(separator: "/")
        return directory == tail || directory.hasSuffix("/\(tail)")
    }

    // MARK: Finding

    private func find() throws -> Found {
        let setters = EnvironmentSetters(index)
        let near = try Pass(index, TerragruntPaths(depth: 1, environment: environment, setters: setters))
        let far = try Pass(index, TerragruntPaths(depth: 2, environment: environment, setters: setters))
        var found = Found()
        found.problems = near.problems
        let included = Set(near.units.values.flatMap(\.included))
        for (directory, unit) in near.units.sorted(by: { $0.key < $1.key }) {
            var unit = unit
            unit.compare(far.units[directory])
            if unit.excluded == nil {
                unit.excluded = reason(unit, included, near)
            }
            if case .directory(let module) = unit.module {
                found.byModule[module, default: []].append(found.units.count)
            }
            found.units.append(unit)
        }
        return found
    }

    /// Why a unit does not count as deployed; nil for one that does.
    private func reason(_ unit: TerragruntUnit, _ included: Set<String>, _ pass: Pass) -> String? {
        if included.contains(unit.file), !pass.made.contains(unit.directory) {
            return "other units include it"
        }
        if pass.templates.contains(unit.directory) { return "a stack copies it" }
        if let part = PathConventions.notDeployed("\(unit.directory)/x") {
            return "`\(part)` holds tests, examples or other people's code"
        }
        if unit.directory.split(separator: "/").contains(".boilerplate") { return "a template" }
        if unit.lacksValues { return "it needs the values of a stack" }
        if case .directory(let module) = unit.module, !hasTerraform(module) {
            return unit.hold == nil ? "it runs no module" : nil
        }
        return nil
    }

    private func hasTerraform(_ directory: String) -> Bool {
        index.entries(in: directory).contains { name in
            [".tf", ".tofu", ".tf.json", ".tofu.json"].contains(where: name.hasSuffix)
        }
    }

    /// All units, evaluated for a checkout at one depth.
    private struct Pass {
        var units: [String: TerragruntUnit] = [:]
        /// Directories of units that stacks make.
        var made: Set<String> = []
        var templates: Set<String> = []
        var problems: [String: Hold] = [:]

        init(_ index: RepositoryIndex, _ paths: TerragruntPaths) throws {
            let stacks = try TerragruntStacks(index: index, paths: paths)
            templates = stacks.templates
            problems = stacks.problems
            for directory in index.allDirectories {
                let parts = directory.split(separator: "/")
                guard !parts.contains(".terragrunt-stack"), !parts.contains(".terragrunt-cache") else {
                    continue
                }
                let names = index.names(in: directory)
                guard let name = TerragruntUnits.fileNames.first(where: names.contains) else { continue }
                try read(directory, name, TerragruntFiles(index: index), [:], paths)
            }
            for unit in stacks.units {
                made.insert(unit.place)
                try read(unit, index, paths)
            }
        }

        private mutating func read(
            _ directory: String, _ name: String, _ files: TerragruntFiles, _ values: [String: Value],
            _ paths: TerragruntPaths
        ) throws {
            let reader = TerragruntReader(files: files, paths: paths, values: values)
            let path = directory.isEmpty ? name : "\(directory)/\(name)"
            let unit = TerragruntUnitReading(reader: reader, path: path).unit()
            if let failure = reader.failure { throw failure }
            units[directory] = unit
        }

        private mutating func read(
            _ made: TerragruntStackUnit, _ index: RepositoryIndex, _ paths: TerragruntPaths
        ) throws {
            let files = TerragruntFiles(index: index, copies: made.copies)
            let name = TerragruntUnits.fileNames.first { files.file("\(made.place)/\($0)") != nil }
            if made.hold == nil, let name {
                try read(made.place, name, files, made.valuesByPlace, paths)
                units[made.place]?.files.insert(contentsOf: made.files, at: 0)
                return
            }
            let hold = made.hold ?? Hold(.noSuchResource, "\(made.place) has no terragrunt.hcl")
            var unit = TerragruntUnit(
                directory: made.place, file: made.files.last ?? "", module: .missing(hold), inputs: [:],
                files: made.files, included: [])
            unit.givesValues = true
            for entry in made.values.members?.entries ?? [] {
                unit.inputs[entry.key] = entry.value.inheriting(from: made.values)
            }
            units[made.place] = unit
        }
    }
}

/// What Terraform makes of a value that comes by `TF_VAR_`, and of variables that are written to a file.
enum TerragruntVariables {
    /// The variables to which a generated file gives values; nil where that is not certain.
    static func names(in block: TerragruntSettings.Generated, _ path: String) -> [String]? {
        guard let text = block.values["contents"]?.string ?? block.contents.flatMap(skeleton) else {
            return nil
        }
        let file = HCLParser.parseAny(Array(text.utf8), path: path)
        guard file.diagnostics.isEmpty else { return nil }
        let names = file.body.attributes.map(\.name)
        let isPlain = file.body.tree.syntax != .native || file.body.blocks.isEmpty
        return isPlain && !names.contains { $0.contains(placeholder) } ? names : nil
    }

    private static let placeholder = "trimtab_interpolation"

    /// The text of a template with a placeholder for each part that is computed; nil where it repeats or chooses.
    private static func skeleton(_ expression: ExpressionView) -> String? {
        let source = expression.text
        guard source.hasPrefix("<<"), !source.contains("%{") else { return nil }
        var lines = source.split(separator: "\n", omittingEmptySubsequences: false).dropFirst()
        if lines.last?.allSatisfy(\.isWhitespace) == true { lines = lines.dropLast() }
        let text = lines.dropLast().joined(separator: "\n") + "\n"
        var result = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "${") {
            result += rest[..<start.lowerBound] + placeholder
            var depth = 1
            var index = start.upperBound
            while index < rest.endIndex, depth > 0 {
                if rest[index] == "{" { depth += 1 } else if rest[index] == "}" { depth -= 1 }
                index = rest.index(after: index)
            }
            guard depth == 0 else { return nil }
            rest = rest[index...]
        }
        return result + rest
    }

    /// The value as the variable gets it, or unknown where text and value part.
    static func value(_ value: Value, for block: TerraformBlock) -> Value {
        guard value.unknown == nil, !value.isNull else { return value }
        let type = block.attribute("type")?.expression
        let isCollection = value.elements != nil || value.members != nil
        // Without a type Terraform takes the text as it is: JSON then.
        if type == nil, isCollection {
            return unknown(value, "a variable without a type gets this as text", block)
        }
        guard let type, let text = value.string else { return value }
        let constraint = type.stringLiteral?.value ?? type.text
        // With any other type Terraform reads the text as an expression.
        guard !["string", "number", "bool"].contains(constraint) else { return value }
        let trimmed = text.trimming
        if trimmed.hasPrefix("[") || trimmed.hasPrefix("{") {
            let decoded = EmbeddedDocument.decodeJSON(
                text: textOf(value), origins: value.origins)
            return decoded.unknown == nil
                ? decoded.inheriting(from: value) : unknown(value, "an expression in a text", block)
        }
        if constraint == "any" || type.text == "any" {
            if let number = Number(trimmed) { return Value(.number(number), value.origins) }
            if trimmed == "true" || trimmed == "false" {
                return Value(.bool(trimmed == "true"), value.origins)
            }
        }
        return unknown(value, "Terraform reads the text as an expression", block)
    }

    private static func textOf(_ value: Value) -> Text {
        if case .string(let text) = value.content { return text }
        return Text("")
    }

    private static func unknown(_ value: Value, _ detail: String, _ block: TerraformBlock) -> Value {
        Value(
            .unknown(Unknown(.unsupported, "\(detail) (\(block.location))")), value.deepOrigins,
            isSensitive: value.isDeeplySensitive)
    }
}

extension String {
    /// Without blanks at both ends.
    fileprivate var trimming: String {
        var text = self[...]
        while text.first?.isWhitespace == true { text = text.dropFirst() }
        while text.last?.isWhitespace == true { text = text.dropLast() }
        return String(text)
    }
}
