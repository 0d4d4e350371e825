internal import Diagnostics
internal import Model
internal import Settings

/// What `.trimtab.yml` asked for where a change lies, as far as paths and services tell where that is.
///
/// Of an override for environments or owners nothing can be said from outside, so it is left alone.
struct WatchedOverride {
    let name: String
    let posture: Posture
    let approvals: Int
    private let paths: [Glob]
    private let services: [String]
    private let environments: Bool
    private let windows: [String: ConfigNode]

    /// Nil where the entry cannot be understood.
    init?(_ node: ConfigNode) {
        guard let name = node["name"]?.scalarText, let match = node["match"] else { return nil }
        self.name = name
        if let text = node["posture"]?.scalarText {
            guard let posture = Posture(name: text) else { return nil }
            self.posture = posture
        } else {
            posture = .auto
        }
        approvals = node["approvals"]?.scalarText.flatMap { Int($0) } ?? 0
        paths = (match["paths"]?.texts ?? []).map { Glob($0) }
        services = match["services"]?.texts ?? []
        environments = match["environments"] != nil || match["owners"] != nil
        windows = ["sweep", "alert"].reduce(into: [:]) { $0[$1] = node["windows"]?[$1] }
    }

    /// True where it surely speaks of a change of these files on this service.
    func concerns(_ files: [String], _ service: String?) -> Bool {
        guard !environments else { return false }
        if !paths.isEmpty, !files.contains(where: { file in paths.contains { $0.matches(file) } }) {
            return false
        }
        guard !services.isEmpty else { return true }
        guard let service else { return false }
        return services.contains { WatchedOverride.fits(service[...], $0[...]) }
    }

    /// Whether a trigger may merge at a moment; where it says nothing of the trigger, it may.
    func isOpen(for trigger: String, at time: Timestamp) -> Bool {
        windows[trigger].map { WatchedPolicy.isOpen($0, at: time) } ?? true
    }

    /// `shop/*` and its like: `*` stands for any text.
    private static func fits(_ text: Substring, _ pattern: Substring) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        if first == "*" {
            return fits(text, pattern.dropFirst()) || !text.isEmpty && fits(text.dropFirst(), pattern)
        }
        return text.first == first && fits(text.dropFirst(), pattern.dropFirst())
    }
}
