internal import Diagnostics
internal import HCL
internal import HCLEvaluation
internal import Model
internal import Provenance

/// A Terragrunt unit as it is evaluated for a checkout at one depth.
struct TerragruntUnit: Sendable {
    /// What a unit runs.
    enum Module: Hashable, Sendable {
        case directory(String)
        case missing(Hold)
    }

    /// The directory of the unit; below `.terragrunt-stack` for one that a stack makes.
    var directory: String
    /// Real path of its configuration.
    var file: String
    var module: Module
    /// Input → value, `TF_VAR_` of extra arguments on top.
    var inputs: [String: Value]
    /// Why there may be other inputs.
    var furtherInputs: Unknown?
    /// What `-var-file` takes, in order.
    var variableFiles: [String] = []
    /// Real paths of everything that was read, the unit's own file last.
    var files: [String]
    /// Real paths of what it includes.
    var included: Set<String>
    /// Why nothing can be relied on.
    var hold: Hold?
    /// Why any variable may have another value than inputs, variable files and defaults give it.
    var overriding: Hold?
    /// Variable → a place that gives it a value which is stronger than an input.
    var contested: [String: String] = [:]
    /// A place that may write variable files.
    var writing: String?
    /// Why nothing that the module declares can be relied on.
    var replaced: Hold?
    /// Generated files that override others of the module, or take their place.
    var replacing: Set<String> = []
    /// Why it does not count as deployed.
    var excluded: String?
    /// Tokens that count only where a variable of the environment is not set, with its name.
    var assumptions: [SourceSpan: String] = [:]
    /// Texts of generated files that are not evaluated, with where they come from.
    var generated: [TerraformInputs.GeneratedText] = []
    /// Generated files whose text is known.
    var made: [MadeFile] = []
    /// True when it asks for values that nobody gives.
    var lacksValues = false
    /// True when ``inputs`` are the values of a unit that is not in the repository.
    var givesValues = false
}

/// Evaluates one unit.
struct TerragruntUnitReading {
    let reader: TerragruntReader
    /// The configuration, as it is seen from the repository.
    let path: String
    private var directory: String { RepositoryPath.directory(of: path) }

    init(reader: TerragruntReader, path: String) {
        self.reader = reader
        self.path = path
    }

    /// The unit; nil when there is no such file.
    func unit() -> TerragruntUnit? {
        guard let file = reader.file(path, TerragruntContext(config: path, original: path)) else {
            return nil
        }
        let settings = reader.settings(of: file)
        var unit = TerragruntUnit(
            directory: directory, file: file.scope.realPath, module: module(settings),
            inputs: settings.inputs, furtherInputs: settings.unknownInputs ?? settings.furtherInputs,
            files: [],
            included: Set(
                reader.includes(of: file.scope).compactMap(\.path).compactMap(reader.files.file)))
        if let unknown = settings.unknownInputs { unit.hold = TerragruntHolds.hold(unknown) }
        arguments(settings, &unit)
        overlay(settings, &unit)
        if let problem = settings.problem {
            unit.hold = TerragruntHolds.hold(problem)
            unit.overriding = unit.hold
        }
        unit.writing = settings.hooks.first.map(reader.place)
        for (name, value) in settings.exclusions.sorted(by: { $0.key < $1.key }) where value.bool == true {
            unit.excluded = "`\(name)` leaves it out"
        }
        unit.inputs = unit.inputs.mapValues(reader.certain)
        unit.lacksValues = reader.lacksValues
        unit.assumptions = reader.assumptions
        unit.files = reader.read.subtracting([unit.file]).sorted() + [unit.file]
        return unit
    }

    // MARK: What it runs

    private func module(_ settings: TerragruntSettings) -> TerragruntUnit.Module {
        guard let source = settings.source.map(reader.certain), !source.isNull else {
            return .directory(reader.files.directory(directory))
        }
        guard let text = source.string else {
            let detail = source.unknown?.detail ?? "it is no text"
            return .missing(Hold(.unsupported, "which module \(path) runs is not known: \(detail)"))
        }
        switch TerragruntSource(text, in: directory, paths: reader.paths, files: reader.files) {
        case .local(let directory):
            let real = reader.files.directory(directory)
            guard reader.files.index.isDirectory(real) else {
                return .missing(Hold(.noSuchResource, "\(path) runs \(real), where there is nothing"))
            }
            return .directory(real)
        case .outside(let text):
            return .missing(Hold(.outsidePaths, "\(path) runs \(text), outside the repository"))
        case .remote(let text):
            return .missing(
                Hold(.external, "\(path) runs \(text), which is not in the repository"))
        }
    }

    // MARK: Extra arguments

    private func arguments(_ settings: TerragruntSettings, _ unit: inout TerragruntUnit) {
        for block in settings.arguments {
            guard let commands = strings(block.values["commands"]) else {
                hold(&unit, "the commands of extra_arguments \"\(block.name)\" are not known", block.span)
                continue
            }
            guard commands.contains("plan") || commands.contains("apply") else { continue }
            if let variables = block.values["env_vars"], !variables.isNull {
                environment(variables, block, &unit)
            }
            command(block, &unit)
            variableFiles(block, "required_var_files", isRequired: true, &unit)
            variableFiles(block, "optional_var_files", isRequired: false, &unit)
        }
    }

    private func strings(_ value: Value?) -> [String]? {
        guard let value, !value.isNull else { return [] }
        guard let elements = value.elements else { return nil }
        let texts = elements.compactMap(\.string)
        return texts.count == elements.count ? texts : nil
    }

    private func hold(_ unit: inout TerragruntUnit, _ detail: String, _ span: SourceSpan) {
        let hold = Hold(.unsupported, "\(detail) (\(reader.place(span)))")
        unit.hold = unit.hold ?? hold
        unit.overriding = unit.overriding ?? hold
    }

    private func environment(
        _ variables: Value, _ block: TerragruntSettings.Arguments, _ unit: inout TerragruntUnit
    ) {
        guard let members = variables.members else {
            hold(&unit, "env_vars of extra_arguments \"\(block.name)\" are not known", block.span)
            return
        }
        for entry in members.entries where entry.key.hasPrefix("TF_CLI_ARGS") {
            if let text = entry.value.string, !text.contains("-var") { continue }
            hold(
                &unit, "\(entry.key) of extra_arguments \"\(block.name)\" is not evaluated", block.span)
        }
        for entry in members.entries where entry.key.hasPrefix("TF_VAR_") {
            let name = String(entry.key.dropFirst("TF_VAR_".count))
            unit.inputs[name] = entry.value.inheriting(from: variables).passing(
                Hop(block.span, "\(entry.key) of extra_arguments \"\(block.name)\""))
        }
    }

    /// `-var-file=…` among the arguments; a `-var` outranks everything that is evaluated here.
    private func command(_ block: TerragruntSettings.Arguments, _ unit: inout TerragruntUnit) {
        guard let arguments = strings(block.values["arguments"]) else {
            hold(&unit, "the arguments of extra_arguments \"\(block.name)\" are not known", block.span)
            return
        }
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            let dashes = argument.drop { $0 == "-" }
            guard dashes.count < argument.count else { continue }
            if dashes.hasPrefix("var-file=") {
                add(String(dashes.dropFirst("var-file=".count)), isRequired: true, block, &unit)
            } else if dashes == "var-file", let file = rest.popFirst() {
                add(file, isRequired: true, block, &unit)
            } else if dashes == "var", let assignment = rest.popFirst() {
                contest(assignment, block, &unit)
            } else if dashes.hasPrefix("var=") {
                contest(String(dashes.dropFirst("var=".count)), block, &unit)
            } else if dashes.hasPrefix("var ") {
                hold(&unit, "`-var` in extra_arguments \"\(block.name)\" is not evaluated", block.span)
            }
        }
    }

    /// `name=value` of a `-var`.
    private func contest(
        _ assignment: String, _ block: TerragruntSettings.Arguments, _ unit: inout TerragruntUnit
    ) {
        let text = assignment.drop { "'\"".contains($0) }
        guard let end = text.firstIndex(of: "="), end > text.startIndex else {
            return hold(&unit, "`-var` in extra_arguments \"\(block.name)\" is not evaluated", block.span)
        }
        let name = text[..<end].filter { $0 != " " }
        unit.contested[name] = "`-var` in extra_arguments \"\(block.name)\" (\(reader.place(block.span)))"
    }

    private func variableFiles(
        _ block: TerragruntSettings.Arguments, _ name: String, isRequired: Bool,
        _ unit: inout TerragruntUnit
    ) {
        guard let files = strings(block.values[name]) else {
            hold(&unit, "\(name) of extra_arguments \"\(block.name)\" are not known", block.span)
            return
        }
        for file in files { add(file, isRequired: isRequired, block, &unit) }
    }

    private func add(
        _ file: String, isRequired: Bool, _ block: TerragruntSettings.Arguments,
        _ unit: inout TerragruntUnit
    ) {
        var places = [reader.paths.relative(file, in: directory)]
        if !file.hasPrefix("/"), case .directory(let module) = unit.module {
            places.append(RepositoryPath.join(module, file))
        }
        if let found = places.compactMap({ $0 }).lazy.compactMap(reader.files.file).first {
            // Of a file that is named twice the last place counts.
            unit.variableFiles.removeAll { $0 == found }
            unit.variableFiles.append(found)
        } else if isRequired {
            let place = places.compactMap { $0 }.first ?? file
            hold(&unit, "variable file \(place) is not in the repository", block.span)
        }
    }

    // MARK: Files beside the module's

    /// What lies beside the unit's configuration, or is generated, is copied over the module's files.
    private func overlay(_ settings: TerragruntSettings, _ unit: inout TerragruntUnit) {
        guard case .directory(let module) = unit.module else { return }
        let own = reader.files.directory(directory)
        if own != module {
            let names = reader.files.names(in: directory)
            if let name = names.first(where: Self.isTerraform) {
                unit.hold =
                    unit.hold
                    ?? Hold(
                        .unsupported, "\(own)/\(name) is copied into the module, which is not evaluated")
                // Only some of them can change what is known without them.
                let there = reader.files.index.entries(in: module)
                let isStronger = names.filter(Self.isTerraform).contains {
                    there.contains($0) || $0.prefix { $0 != "." }.hasSuffix("override")
                }
                if isStronger { unit.overriding = unit.overriding ?? unit.hold }
            }
            let automatic = VariableValues.automatic(own, reader.files.index)
            if !automatic.isEmpty {
                if let other = VariableValues.automatic(module, reader.files.index).first {
                    unit.hold =
                        unit.hold
                        ?? Hold(
                            .ambiguous, "\(own) and \(module) both have variable files, such as \(other)")
                    unit.overriding = unit.overriding ?? unit.hold
                }
                unit.variableFiles = automatic + unit.variableFiles
            }
        }
        for (label, block) in settings.generated.sorted(by: { $0.key < $1.key }) {
            generate(label, block, module, &unit)
        }
    }

    private static func isTerraform(_ name: String) -> Bool {
        name.hasSuffix(".tf") || name.hasSuffix(".tofu") || name.hasSuffix(".tf.json")
            || name.hasSuffix(".tofu.json")
    }

    /// Adds a generated file, whose text, where it is known, is one of the module's.
    ///
    /// Another one adds declarations, which cannot change a value that is known without them, unless it takes the place of a
    /// file, overrides others, or gives values.
    private func generate(
        _ label: String, _ block: TerragruntSettings.Generated, _ module: String,
        _ unit: inout TerragruntUnit
    ) {
        if block.values["disable"]?.bool == true { return }
        guard let path = block.values["path"]?.string else {
            return hold(&unit, "it is not known which file generate \"\(label)\" writes", block.span)
        }
        let name = RepositoryPath.name(of: path)
        if name.hasSuffix(".tfvars") || name.hasSuffix(".tfvars.json") {
            return variables(label, block, path, module, &unit)
        }
        guard Self.isTerraform(name), !path.contains("/") else { return }
        let isThere = reader.files.index.isFile(module.isEmpty ? name : "\(module)/\(name)")
        let keeps = ["skip", "error"].contains(block.values["if_exists"]?.string)
        if isThere, keeps { return }
        let file = block.values["contents"].flatMap {
            MadeFile(name: name, madeBy: block.span.path, text: reader.certain($0))
        }
        let source = block.contents?.text.replacing("\\\"", with: "\"")
        if let text = text(block) ?? source {
            unit.generated.append(
                .init(
                    text: text + (source ?? ""),
                    place:
                        "generate \"\(label)\" (\(reader.place(block.span))) writes \(name)"
                ))
        }
        let stem = name.prefix { $0 != "." }
        let isHarmless = Self.declaresProvidersOnly(text(block).map { Array($0.utf8) } ?? [], name)
        if stem == "override" || stem.hasSuffix("_override"), file == nil, text(block) == nil || !isHarmless {
            hold(&unit, "generate \"\(label)\" writes \(name), which overrides", block.span)
            unit.replaced = unit.replaced ?? unit.overriding
            return
        }
        if let file {
            unit.made.append(file)
            let isOverride = stem == "override" || stem.hasSuffix("_override")
            if isThere || isOverride && !isHarmless { unit.replacing.insert(name) }
        }
        guard let real = reader.files.index.realFile(module.isEmpty ? name : "\(module)/\(name)"),
            let replaced = reader.hcl(real)
        else { return }
        // What is made takes its place; what marks a file as made is not looked at.
        let isSame = text(block).map { Self.lines(Array($0.utf8)) == Self.lines(replaced.source) } ?? false
        if file == nil || block.values["if_exists"]?.string != "overwrite",
            !isSame, !Self.declaresProvidersOnly(replaced.source, real)
        {
            hold(&unit, "generate \"\(label)\" takes the place of \(real)", block.span)
            unit.replaced = unit.replaced ?? unit.overriding
        }
    }

    /// A generated file of variables: what it names has a value that is stronger than an input.
    private func variables(
        _ label: String, _ block: TerragruntSettings.Generated, _ path: String, _ module: String,
        _ unit: inout TerragruntUnit
    ) {
        let name = RepositoryPath.name(of: path)
        let place = "generate \"\(label)\" (\(reader.place(block.span)))"
        let replaced = reader.files.index.realFile(module.isEmpty ? name : "\(module)/\(name)")
        if replaced != nil, ["skip", "error"].contains(block.values["if_exists"]?.string) { return }
        let isLoaded = name.hasPrefix("terraform.tfvars") || name.contains(".auto.tfvars")
        guard isLoaded, let names = TerragruntVariables.names(in: block, name) else {
            return hold(&unit, "generate \"\(label)\" writes variables to \(name)", block.span)
        }
        let old = replaced.flatMap(reader.hcl)?.body.attributes.map(\.name) ?? []
        for variable in names + old { unit.contested[variable] = place }
    }

    private func text(_ block: TerragruntSettings.Generated) -> String? { block.values["contents"]?.string }

    /// What a file says, without blank lines and the mark of what was generated.
    private static func lines(_ bytes: [UInt8]) -> [Substring] {
        String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).filter {
            !$0.allSatisfy(\.isWhitespace) && !$0.hasPrefix("# Generated by Terragrunt")
        }
    }

    private static func declaresProvidersOnly(_ bytes: [UInt8], _ path: String) -> Bool {
        let file = HCLParser.parseAny(bytes, path: path)
        return file.diagnostics.isEmpty && file.body.tree.syntax == .native
            && file.body.blocks.allSatisfy { $0.type == "provider" || $0.type == "terraform" }
    }
}

/// Turns reasons of values into holds.
enum TerragruntHolds {
    static func hold(_ unknown: Unknown) -> Hold {
        let reason: HoldReason =
            switch unknown.reason {
            case .dataSource, .computed: .dataSource
            case .externalModule: .external
            case .unsetVariable: .notInRepository
            case .impureFunction, .unsupported: .unsupported
            case .file: .notInRepository
            case .limit: .limit
            case .cycle, .error, .undefined: .unparsable
            }
        return Hold(reason, unknown.detail)
    }
}
