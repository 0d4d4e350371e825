internal import Diagnostics
internal import GoTemplate
internal import HelmChart

/// What helmfile's templates can call beside Sprig's functions.
///
/// What the world outside knows (variables of the environment, programs, secret stores) becomes text that is marked as not
/// known: whatever it goes into is held.
struct HelmfileFunctions {
    /// How text begins that stands for what the world outside knows.
    static let unknown = "unknown-"

    /// Reads a file relative to the helmfile, and says which one it is.
    let read: @Sendable (String) -> (path: String, bytes: [UInt8])?
    /// True for a directory of the repository, relative to the helmfile.
    let isDirectory: @Sendable (String) -> Bool

    func table() -> GoFunctionTable {
        var table = GoFunctionTable.helm
        for name in ["env", "requiredEnv", "fetchSecretValue"] {
            table.add(name, "s") { call in
                let variable = call.string(0)
                let origins = Origins(call.token(.unknown("\(name) \(variable)")))
                return .string(HelmfileFunctions.unknown + variable, origins)
            }
        }
        table.add("exec", "sa*") { call in
            let origins = Origins(call.token(.unknown("the program \(call.string(0))")))
            return .string(HelmfileFunctions.unknown + call.string(0), origins)
        }
        table.add("expandSecretRefs", "a") { _ in
            let map = GoMap()
            map.unknown = "of a store of secrets"
            return GoValue(.map(map))
        }
        table.add("isFile", "s") { [read] call in .bool(read(call.string(0)) != nil, call.origins) }
        table.add("readFile", "s") { [read] call in
            guard let (path, bytes) = read(call.string(0)) else {
                throw GoFault("open \(call.string(0)): no such file or directory")
            }
            let whole = SourceSpan(path: path, range: ByteRange(0..<bytes.count))
            return .text(GoText(file: bytes, token: call.token(whole)))
        }
        table.add("isDir", "s") { [isDirectory] call in .bool(isDirectory(call.string(0)), call.origins) }
        // Sprig's own function of that name.
        table.add("sprigGet", "as") { call in
            guard case .map(let map) = call.args[0].data else {
                throw GoFault("sprigGet takes a mapping")
            }
            return map[call.string(1)] ?? .string("")
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
