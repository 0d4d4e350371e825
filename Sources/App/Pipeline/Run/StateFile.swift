internal import Diagnostics
internal import Foundation
internal import Model
internal import Tracing

/// Reads files with Terraform's state or plan, which are no part of the repository.
enum StateFile {
    /// Larger ones are refused.
    static let limit = 1 << 30

    static func read(_ path: String) throws -> ProductionState {
        let activity = "reading \(path)"
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
            attributes[.type] as? FileAttributeType == .typeRegular
        else {
            throw Failure(.badInput, activity, "there is no such file", .needsHuman)
        }
        guard let size = attributes[.size] as? Int, size <= limit else {
            throw Failure(.badInput, activity, "it has more than \(limit >> 20) MiB", .needsHuman)
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Failure(.badInput, activity, "it cannot be read", .needsHuman)
        }
        return try ProductionState([UInt8](data), name: path)
    }

    /// Reads `ROOT:ENVIRONMENT=FILE`, `ROOT=FILE` or `FILE`.
    static func state(of argument: String) throws -> RootState {
        guard let equals = argument.firstIndex(of: "="), !FileManager.default.fileExists(atPath: argument)
        else {
            return RootState(state: try read(argument))
        }
        let parts = argument[..<equals].split(separator: ":", maxSplits: 1).map(String.init)
        return RootState(
            root: parts.first ?? "", environment: parts.count > 1 ? parts[1] : nil,
            state: try read(String(argument[argument.index(after: equals)...])))
    }

    /// Why a name cannot be asked for: several resources have it, or it is no address and none has it.
    static func hold(_ found: IdentifiedResource, for name: String, among states: [ProductionState]) -> Hold?
    {
        switch found {
        case .address: return nil
        case .several(let addresses):
            return Hold(
                .ambiguous, "\(name) is what production calls \(addresses.joined(separator: ", "))")
        case .unknown:
            guard !states.isEmpty, !name.contains("."), !name.contains("/"), name != "inputs" else {
                return nil
            }
            return Hold(.noSuchResource, "no resource of the state is called \(name)")
        }
    }
}
