internal import Diagnostics
internal import Foundation

/// Reads and writes the files of a recording, with failures that name the file.
enum RecordedFiles {
    static func read(_ path: String, atMost maximum: Int, _ activity: String) throws(Failure) -> [UInt8] {
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw Failure(.badInput, activity, "\(path) is missing or not readable", .needsHuman)
        }
        defer { try? handle.close() }
        let data: Data
        do {
            data = try handle.read(upToCount: maximum + 1) ?? Data()
        } catch {
            throw Failure(
                .badInput, activity, "\(path) cannot be read: \(error.localizedDescription)", .needsHuman)
        }
        guard data.count <= maximum else {
            throw Failure(
                .badInput, activity, "\(path) is longer than the \(maximum) bytes expected", .needsHuman)
        }
        return Array(data)
    }

    /// Writes whole files or nothing, directories included.
    static func write(_ bytes: [UInt8], _ path: String, _ activity: String) throws(Failure) {
        do {
            let url = URL(fileURLWithPath: path)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(bytes).write(to: url, options: .atomic)
        } catch {
            throw Failure(
                .tool, activity, "\(path) cannot be written: \(error.localizedDescription)", .needsHuman)
        }
    }
}
