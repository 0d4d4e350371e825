internal import Diagnostics
internal import HCL

/// A module that `terraform init` left in `.terraform/modules`, as its `modules.json` lists it.
struct InstalledModule: Sendable, Hashable {
    /// Where it is, relative to the repository.
    var directory: String
    /// What it was installed from.
    var source: String
    /// Its version; nil for what is not from a registry.
    var version: String?

    /// The modules beside a root by the way the calls lead to them: `a.b`.
    static func all(besides root: String, _ index: RepositoryIndex) -> [String: InstalledModule] {
        let path =
            root.isEmpty ? ".terraform/modules/modules.json" : "\(root)/.terraform/modules/modules.json"
        guard index.isFile(path), let file = try? index.store.hcl(path) else { return [:] }
        var result: [String: InstalledModule] = [:]
        for entry in file.body.attribute("Modules")?.expression.elements ?? [] {
            func text(_ name: String) -> String? { entry.item(name)?.value.stringLiteral?.value }
            guard let key = text("Key"), !key.isEmpty, let place = text("Dir"),
                let directory = RepositoryPath.join(root, place), index.isDirectory(directory)
            else { continue }
            result[key] = InstalledModule(
                directory: directory, source: text("Source") ?? "", version: text("Version"))
        }
        return result
    }

    /// False when the call has come to mean another module since: Terraform wants `terraform init` then.
    func answers(_ call: TerraformBlock, _ text: String) -> Bool {
        guard Self.isRegistry(text) else { return Self.reference(text) == Self.reference(source) }
        guard source == text || source.hasSuffix("/" + text) else { return false }
        guard let wanted = call.attribute("version")?.expression else { return true }
        guard let wanted = wanted.stringLiteral?.value, let version else { return false }
        return VersionConstraint(wanted)?.allows(version) ?? false
    }

    /// `terraform-aws-modules/rds/aws`, with or without a host and a directory inside.
    private static func isRegistry(_ text: String) -> Bool {
        guard !text.contains(":"), !text.contains("?") else { return false }
        let module = text.split(separator: "/", omittingEmptySubsequences: false).prefix { !$0.isEmpty }
        guard let host = module.first else { return false }
        return module.count == 3 && !host.contains(".")
            || module.count == 4 && host.contains(".") && host != "github.com" && host != "bitbucket.org"
    }

    /// Repository, directory inside and revision; what stands before them is said in many ways.
    private static func reference(_ text: String) -> String {
        var rest = text[...]
        for prefix in ["git::", "https://", "ssh://", "git@"] where rest.hasPrefix(prefix) {
            rest = rest.dropFirst(prefix.count)
        }
        return String(rest).replacing(":", with: "/").replacing(".git", with: "")
    }
}

/// `>= 1.2, < 2.0`, `~> 5.1`.
struct VersionConstraint {
    private var terms: [(operation: String, version: [Int])] = []

    /// nil for what is no constraint, and for one on a version that is not released.
    init?(_ text: String) {
        for term in text.split(separator: ",") {
            let term = term.filter { !$0.isWhitespace }
            let operation = String(term.prefix { "=!<>~".contains($0) })
            guard ["", "=", "!=", "<", "<=", ">", ">=", "~>"].contains(operation),
                let version = Self.numbers(term.dropFirst(operation.count))
            else { return nil }
            terms.append((operation, version))
        }
        if terms.isEmpty { return nil }
    }

    private static func numbers(_ text: some StringProtocol) -> [Int]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { Int($0) }
        return numbers.count == parts.count && (1...3).contains(numbers.count) ? numbers : nil
    }

    /// True when a version is one of those meant.
    func allows(_ version: String) -> Bool {
        guard let own = Self.numbers(version) else { return false }
        return terms.allSatisfy { operation, wanted in
            let full = own + Array(repeating: 0, count: 3 - own.count)
            let other = wanted + Array(repeating: 0, count: 3 - wanted.count)
            let isLess = full.lexicographicallyPrecedes(other)
            switch operation {
            case "", "=": return full == other
            case "!=": return full != other
            case "<": return isLess
            case "<=": return isLess || full == other
            case ">": return !isLess && full != other
            case ">=": return !isLess
            default: return !isLess && full.starts(with: wanted.dropLast())
            }
        }
    }
}
