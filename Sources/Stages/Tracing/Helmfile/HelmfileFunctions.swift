internal import Diagnostics
internal import GoTemplate
internal import HelmChart

/// What helmfile's templates can call beside Sprig's functions.
///
/// What the world outside knows (variables of the environment, programs, secret stores) becomes text that is marked as not
/// known: whatever it goes into is held.
struct HelmfileFunctions {
    /// Reads a file relative to the helmfile.
    let read: @Sendable (String) -> [UInt8]?

    func table() -> GoFunctionTable {
        var table = GoFunctionTable.helm
        let unknown = Origins(isVolatile: true)
        for name in ["env", "requiredEnv", "fetchSecretValue"] {
            table.add(name, "s", state: .changing) { call in
                .string("unknown-\(call.string(0))", unknown)
            }
        }
        table.add("exec", "sa*", state: .changing) { call in .string("unknown-\(call.string(0))", unknown) }
        table.add("expandSecretRefs", "a", state: .changing) { _ in GoValue(.map(GoMap()), unknown) }
        table.add("isFile", "s") { [read] call in .bool(read(call.string(0)) != nil) }
        table.add("readFile", "s") { [read] call in
            guard let bytes = read(call.string(0)) else {
                throw GoFault("open \(call.string(0)): no such file or directory")
            }
            // A whole file is no token.
            return GoValue(.string(GoText(bytes)), unknown)
        }
        table.add("get", "sa*") { call in
            guard let value = try HelmfileFunctions.value(call) else {
                guard call.args.count > 2 else {
                    throw GoFault("no value exist for key \"\(call.string(0))\"")
                }
                return call.args[1]
            }
            return value
        }
        table.add("getOrNil", "sa*") { try HelmfileFunctions.value($0) ?? .null }
        return table
    }

    /// `get "a.b" object`, `get "a.b" "default" object`.
    private static func value(_ call: GoCall) throws -> GoValue? {
        guard var value = call.args.last else { return nil }
        for key in call.string(0).split(separator: ".") {
            guard case .map(let map) = value.data, let next = map[String(key)] else { return nil }
            value = next
        }
        return value
    }
}
