public import Foundation

/// A text that is compared with a recorded one under `Tests/Fixtures/snapshots`.
public enum Snapshot {
    /// Nil when `text` is what was recorded, otherwise the first line that differs.
    ///
    /// With `RECORD=1` in the environment the text is recorded, and reported as different: a recording is never a pass.
    public static func difference(of text: String, from name: String) throws -> String? {
        let url = Fixtures.root.appendingPathComponent("snapshots/\(name)")
        if ProcessInfo.processInfo.environment["RECORD"] == "1" {
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url)
            return "\(name) was recorded; run again without RECORD"
        }
        guard let data = try? Data(contentsOf: url) else {
            return "\(name) is not recorded; run with RECORD=1 and read what it writes"
        }
        let recorded = String(decoding: data, as: UTF8.self)
        guard recorded != text else { return nil }
        let (old, new) = (lines(recorded), lines(text))
        for index in 0..<max(old.count, new.count) {
            let (before, after) = (
                index < old.count ? old[index] : "(end)", index < new.count ? new[index] : "(end)"
            )
            if before != after { return "\(name):\(index + 1): recorded «\(before)», now «\(after)»" }
        }
        return "\(name): the line ends differ"
    }

    private static func lines(_ text: String) -> [String] {
        text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { String($0) }
    }
}

/// Where recorded files and the package's own files are.
public enum Fixtures {
    /// `Tests/Fixtures`.
    public static var root: URL { package.appendingPathComponent("Tests/Fixtures") }

    /// The package's root.
    public static var package: URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
    }
}
