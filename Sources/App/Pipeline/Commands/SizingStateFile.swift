internal import Diagnostics
internal import Foundation
public import RightSizing

/// The states of `trimtab recommend`, on disk.
public enum SizingStateFile {
    /// Larger ones are refused.
    static let limit = 4 << 30

    /// The state at `path` to go on from; a new run where there is no such file.
    ///
    /// - Throws: `Failure` where the file is there and cannot be gone on from.
    public static func begin(
        _ path: String, _ strategy: any SizingStrategy, every period: Double
    ) throws -> RecommendationRun {
        guard FileManager.default.fileExists(atPath: path) else {
            return RecommendationRun(strategy, every: period)
        }
        return try read(path, strategy, every: period)
    }

    /// The state at `path`.
    ///
    /// - Throws: `Failure` where it cannot be gone on from.
    public static func read(
        _ path: String, _ strategy: any SizingStrategy, every period: Double
    ) throws -> RecommendationRun {
        let activity = "going on from \(path)"
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
            attributes[.type] as? FileAttributeType == .typeRegular
        else { throw Failure(.notFound, activity, "there is no such file", .needsHuman) }
        guard let size = attributes[.size] as? Int, size <= limit else {
            throw Failure(.badInput, activity, "it has more than \(limit >> 30) GiB", .needsHuman)
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Failure(.badInput, activity, "it cannot be read", .needsHuman)
        }
        return try RecommendationRun(
            resuming: [UInt8](data), named: path, strategy, every: period)
    }

    /// Replaces the state at `path`; readers see the old one or the new one.
    ///
    /// - Throws: `Failure` where it cannot be written; then the old one is still there.
    public static func write(_ run: RecommendationRun, to path: String) throws {
        let bytes = try run.saved()
        do {
            try Data(bytes).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw Failure(
                .badInput, "keeping the state", "\(path): \(error.localizedDescription)", .needsHuman)
        }
    }
}
