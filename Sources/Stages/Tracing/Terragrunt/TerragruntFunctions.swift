internal import Diagnostics
internal import HCL
internal import HCLEvaluation
internal import Provenance

/// The functions that Terragrunt has and Terraform has not, and its way of finding files.
struct TerragruntFunctions {
    let reader: TerragruntReader

    private static let fileFunctions: Set<String> = [
        "file", "filebase64", "filemd5", "filesha1", "filesha256", "filesha512", "filebase64sha256",
        "filebase64sha512", "templatefile", "fileset",
    ]

    private static let commands: [String: [String]] = [
        "get_terraform_commands_that_need_vars": [
            "apply", "console", "destroy", "import", "plan", "push", "refresh",
        ],
        "get_terraform_commands_that_need_locking": [
            "apply", "destroy", "import", "plan", "refresh", "taint", "untaint",
        ],
        "get_terraform_commands_that_need_input": ["apply", "import", "init", "plan", "refresh"],
        "get_terraform_commands_that_need_parallelism": ["apply", "plan", "destroy"],
    ]

    /// Functions of which the answer is not in the files.
    private static let unknowable: [String: String] = [
        "run_cmd": "runs a command", "sops_decrypt_file": "needs a key to decrypt the file",
        "get_aws_account_id": "asks AWS who runs it", "get_aws_account_alias": "asks AWS who runs it",
        "get_aws_caller_identity_arn": "asks AWS who runs it",
        "get_aws_caller_identity_user_id": "asks AWS who runs it",
        "get_platform": "depends on the machine", "get_terraform_command": "depends on the command",
        "get_terraform_cli_args": "depends on the command", "get_working_dir": "depends on the machine",
        "get_terragrunt_source_cli_flag": "depends on the command",
    ]

    /// What becomes of a call; nil leaves it to Terraform's function of that name.
    func answer(_ call: FunctionCall) -> FunctionCall.Answer? {
        guard let scope = call.scope as? TerragruntScope else { return nil }
        let name = call.name
        if let detail = Self.unknowable[name] {
            return .value(unknown(.impureFunction, "\(name)() \(detail)", call))
        }
        if let commands = Self.commands[name] {
            return .value(Value(.list(commands.map { Value(.string(Text($0))) }, .string)))
        }
        if Self.fileFunctions.contains(name) { return file(call, scope) }
        switch name {
        case "fileexists": return text(call, 0).map { .value(exists($0, call, scope)) }
        case "find_in_parent_folders": return .value(findInParents(call, scope))
        case "read_terragrunt_config": return .value(readConfig(call, scope))
        case "read_tfvars_file": return .value(readVariables(call, scope))
        case "get_env": return .value(environment(call))
        case "get_terragrunt_dir": return .value(path(scope.context.directory))
        case "get_original_terragrunt_dir": return .value(path(scope.context.originalDirectory))
        case "get_repo_root": return .value(path(""))
        case "get_path_from_repo_root": return .value(string(way("", scope.context.directory)))
        case "get_path_to_repo_root": return .value(string(way(scope.context.directory, "")))
        case "path_relative_to_include", "path_relative_from_include", "get_parent_terragrunt_dir":
            return .value(relation(call, scope))
        case "mark_as_read": return call.arguments.first.map { .value($0) }
        default:
            // Newer functions of Terragrunt are no errors that `try` might fall back from.
            guard !Evaluator.isFunction(name) else { return nil }
            return .value(unknown(.unsupported, "\(name)() is not computed here", call))
        }
    }

    // MARK: Values

    private func unknown(_ reason: Unknown.Reason, _ detail: String, _ call: FunctionCall) -> Value {
        Value(.unknown(Unknown(reason, detail, at: call.span)), origins(call))
    }

    private func origins(_ call: FunctionCall) -> Origins {
        call.arguments.reduce(Origins.none) { $0.joined($1.deepOrigins) }
    }

    private func string(_ text: String, _ origins: Origins = .none) -> Value {
        Value(.string(Text(text)), origins)
    }

    private func path(_ path: String, _ origins: Origins = .none) -> Value {
        string(reader.paths.absolute(path), origins)
    }

    private func way(_ from: String, _ to: String) -> String { TerragruntPaths.way(from: from, to: to) }

    private func text(_ call: FunctionCall, _ index: Int) -> String? {
        index < call.arguments.count ? call.arguments[index].string : nil
    }

    /// The unknown argument, or an error, where a text is needed and there is none.
    private func spoiled(_ call: FunctionCall) -> Value {
        if let unknown = call.arguments.lazy.compactMap(\.firstUnknown).first {
            return Value(.unknown(unknown), origins(call))
        }
        return call.evaluator.failure(
            "terragrunt-function", "\(call.name)() does not take these arguments", at: call.span)
    }

    // MARK: Files

    /// Relative paths start where the file with the call lies.
    private func file(_ call: FunctionCall, _ scope: TerragruntScope) -> FunctionCall.Answer? {
        guard let text = text(call, 0), !text.hasPrefix("/") else { return nil }
        guard let path = reader.paths.relative(text, in: scope.directory) else {
            return .value(unknown(.file, "\(text) is outside the repository", call))
        }
        let argument = string(reader.paths.absolute(path), call.arguments[0].origins)
        return .arguments([argument] + call.arguments.dropFirst())
    }

    private func exists(_ text: String, _ call: FunctionCall, _ scope: TerragruntScope) -> Value {
        guard let path = reader.paths.relative(text, in: scope.directory) else {
            return unknown(.file, "\(text) is outside the repository", call)
        }
        return Value(.bool(reader.files.file(path) != nil), origins(call))
    }

    private func findInParents(_ call: FunctionCall, _ scope: TerragruntScope) -> Value {
        var names = ["terragrunt.hcl", "terragrunt.hcl.json"]
        if !call.arguments.isEmpty {
            guard let name = text(call, 0) else { return spoiled(call) }
            if !name.isEmpty { names = [name] }
        }
        guard call.arguments.count <= 2 else { return spoiled(call) }
        var directory = scope.context.directory
        while !directory.isEmpty {
            directory = RepositoryPath.directory(of: directory)
            for name in names {
                if let path = RepositoryPath.join(directory, name), reader.files.exists(path) {
                    return self.path(path, origins(call))
                }
            }
        }
        let missing = "\(names[0]) is in no folder above \(scope.context.config)"
        if call.arguments.count == 2 {
            return call.arguments[1].passing(Hop(call.span, missing))
        }
        return call.evaluator.failure("terragrunt-not-found", missing, at: call.span)
    }

    private func relation(_ call: FunctionCall, _ scope: TerragruntScope) -> Value {
        let own = scope.context.directory
        guard let included = included(call, scope) else { return spoiled(call) }
        let other = included.isEmpty ? own : RepositoryPath.directory(of: included)
        switch call.name {
        case "path_relative_to_include": return string(way(other, own))
        case "path_relative_from_include": return string(way(own, other))
        default: return path(other)
        }
    }

    /// The included file that a function about includes means: empty when there is none, nil when that cannot be said.
    private func included(_ call: FunctionCall, _ scope: TerragruntScope) -> String? {
        if let included = scope.context.included { return included }
        let includes = reader.includes(of: scope)
        guard !includes.isEmpty else { return "" }
        if includes.count == 1 { return includes[0].path }
        guard let label = text(call, 0) else { return nil }
        return includes.first { $0.label == label }?.path
    }

    private func readConfig(_ call: FunctionCall, _ scope: TerragruntScope) -> Value {
        guard let text = text(call, 0), call.arguments.count <= 2 else { return spoiled(call) }
        guard var path = reader.paths.relative(text, in: scope.context.directory) else {
            return unknown(.file, "\(text) is outside the repository", call)
        }
        if reader.files.isDirectory(path) {
            path = path.isEmpty ? "terragrunt.hcl" : "\(path)/terragrunt.hcl"
            if reader.files.file(path) == nil, reader.files.file(path + ".json") != nil { path += ".json" }
        }
        guard reader.files.file(path) != nil else {
            if call.arguments.count == 2 {
                return call.arguments[1].passing(
                    Hop(call.span, "\(path) is not there, so the default counts"))
            }
            return call.evaluator.failure("terragrunt-not-found", "\(path) is not there", at: call.span)
        }
        if RepositoryPath.name(of: path) == TerragruntStacks.fileName {
            return unknown(.unsupported, "a stack as a configuration is not evaluated", call)
        }
        let context = TerragruntContext(config: path, original: scope.context.original)
        guard let file = reader.file(path, context) else {
            return unknown(.file, "\(path) cannot be read", call)
        }
        if path.hasSuffix("terragrunt.values.hcl") {
            return file.scope.values ?? unknown(.file, "\(path) cannot be read", call)
        }
        return reader.value(of: file, at: call.span).passing(
            Hop(call.span, "read_terragrunt_config of \(file.scope.realPath)"))
    }

    // MARK: Texts

    /// A variable of the environment that nobody declared is not in the files: its default counts, and says so.
    private func environment(_ call: FunctionCall) -> Value {
        guard let name = text(call, 0), !name.isEmpty, call.arguments.count <= 2 else { return spoiled(call) }
        if let value = reader.paths.environment[name] {
            return string(value).passing(Hop(call.span, "\(name) as .trimtab.yml declares it"))
        }
        guard call.arguments.count == 2 else {
            return unknown(.unsetVariable, "environment variable \(name) is not in the repository", call)
        }
        // With a default alone it is like a variable's: it stands unless something of the repository may give another value.
        if let place = reader.paths.setters?.place(of: name) {
            return unknown(
                .unsetVariable,
                "\(place) may set the environment variable \(name); .trimtab.yml can say what it is",
                call)
        }
        reader.assume(name, call.arguments[1])
        return call.arguments[1].passing(
            Hop(call.span, "default of get_env(\"\(name)\"), where the variable is not set"))
    }

    /// The variables of a file as JSON, of which every part knows where it comes from.
    private func readVariables(_ call: FunctionCall, _ scope: TerragruntScope) -> Value {
        guard let text = text(call, 0), call.arguments.count == 1 else { return spoiled(call) }
        guard let path = reader.paths.relative(text, in: scope.context.directory),
            let real = reader.files.file(path), let parsed = reader.hcl(real)
        else { return unknown(.file, "\(text) cannot be read", call) }
        if let error = parsed.diagnostics.first(where: { $0.severity == .error }) {
            return unknown(.error, "\(reader.place(error.subject)): \(error.message)", call)
        }
        let entries = parsed.body.attributes.map {
            Members.Entry(
                $0.name, call.evaluator.evaluate($0.expression, path: real, scope: ModuleScope()),
                keyOrigins: Origins(token: SourceSpan(path: real, range: $0.nameRange)))
        }
        let object = Value(.object(Members(entries)))
        if let unknown = object.firstUnknown { return Value(.unknown(unknown), origins(call)) }
        return Value(.string(JSONWriting.text(of: object)), origins(call))
    }
}

/// Writes a value as JSON whose parts keep their origins.
enum JSONWriting {
    static func text(of value: Value) -> Text {
        var writer = Writer()
        writer.write(value)
        return Text(writer.string, parts: writer.parts)
    }

    private struct Writer {
        var string = ""
        var parts: [Text.Part] = []

        private mutating func part(_ origins: Origins, _ body: (inout Writer) -> Void) {
            let start = string.utf8.count
            body(&self)
            if string.utf8.count > start { parts.append(Text.Part(start..<string.utf8.count, origins)) }
        }

        mutating func write(_ value: Value) {
            switch value.content {
            case .null, .unknown, .partial, .open, .candidates: part(value.origins) { $0.string += "null" }
            case .bool(let flag): part(value.origins) { $0.string += flag ? "true" : "false" }
            case .number(let number): part(value.origins) { $0.string += number.text }
            case .string(let text): quoted(text.string, value.origins)
            case .list(let elements, _), .set(let elements, _), .tuple(let elements):
                list("[", "]", elements) { $0.write($1.inheriting(from: value)) }
            case .map(let members, _), .object(let members):
                list("{", "}", members.entries) { writer, entry in
                    writer.quoted(entry.key, entry.keyOrigins)
                    writer.string += ":"
                    writer.write(entry.value.inheriting(from: value))
                }
            }
        }

        private mutating func list<Item>(
            _ open: String, _ close: String, _ items: [Item], _ write: (inout Writer, Item) -> Void
        ) {
            string += open
            for (index, item) in items.enumerated() {
                if index > 0 { string += "," }
                write(&self, item)
            }
            string += close
        }

        private mutating func quoted(_ text: String, _ origins: Origins) {
            string += "\""
            part(origins) { writer in
                for scalar in text.unicodeScalars {
                    switch scalar {
                    case "\"": writer.string += "\\\""
                    case "\\": writer.string += "\\\\"
                    case "\n": writer.string += "\\n"
                    case "\r": writer.string += "\\r"
                    case "\t": writer.string += "\\t"
                    case let control where control.value < 0x20:
                        let digits = String(control.value, radix: 16)
                        writer.string +=
                            "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                    default: writer.string.unicodeScalars.append(scalar)
                    }
                }
            }
            string += "\""
        }
    }
}
