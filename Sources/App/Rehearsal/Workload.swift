internal import Model

/// One Deployment of the simulated estate, and what it really needs.
struct Workload: Sendable {
    static let mebi = 1_048_576.0
    static let namespace = "shop"
    static let container = "app"

    var name: String
    var replicas = 1
    /// Mebibytes, as first committed.
    var request = 256
    /// Mebibytes, as first committed.
    var limit = 512
    /// Mebibytes at a quiet hour.
    var base = 200.0
    /// Mebibytes at the top of the week, once a week for two hours.
    var weekly = 0.0
    /// Mebibytes that it grows by in a day between restarts.
    var leak = 0.0
    /// The share of its limit that it takes, whatever the limit is: more only makes it take more.
    var appetite = 0.0
    /// From when on it needs more, and how much more.
    var surge: (from: Timestamp, factor: Double)?
    /// `HorizontalPodAutoscaler` or `VerticalPodAutoscaler` that has a hand on it.
    var autoscaler: String?

    var path: String { "apps/\(name).yaml" }

    /// The least that it needs at a moment, in bytes, whatever it is given.
    func need(at time: Timestamp, limit: Double) -> Double {
        let hours = time.milliseconds / 3_600_000
        var need = base * (1 + 0.04 * Chance.noise(name, hours))
        if weekly > 0, hours % 168 < 2 { need = max(need, weekly) }
        if let surge, time >= surge.from { need *= surge.factor }
        if leak > 0 { need += leak * Double(hours % 96) / 24 }
        return max(need * Workload.mebi, appetite * limit)
    }

    /// Its manifest; `extra` stands behind it in the same file.
    func manifest(extra: String = "") -> String {
        """
        # \(name): written by hand, and to stay so.
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: \(name)
          namespace: \(Workload.namespace)
        spec:
          replicas: \(replicas)
          selector:
            matchLabels: { app: \(name) }
          template:
            metadata:
              labels: { app: \(name) }
            spec:
              containers:
                - name: \(Workload.container)
                  image: registry.example/\(name):1.0
                  resources:
                    requests:
                      cpu: 100m
                      memory: \(request)Mi # measured once
                    limits:
                      memory: \(limit)Mi
        \(extra)
        """
    }
}

/// What a manifest says about memory, read without any of the bot's code.
struct Sizes: Equatable, Sendable {
    var request: Double
    var limit: Double

    init(request: Double, limit: Double) {
        (self.request, self.limit) = (request, limit)
    }

    /// Nil when the text is no longer a manifest of this form.
    init?(_ manifest: [UInt8]) {
        var section = ""
        var found: [String: Double] = [:]
        for line in String(decoding: manifest, as: UTF8.self).split(separator: "\n") {
            let text = line.drop { $0 == " " }
            if text.hasPrefix("requests:") { section = "requests" }
            if text.hasPrefix("limits:") { section = "limits" }
            if text.hasPrefix("memory:"), found[section] == nil {
                found[section] = Sizes.bytes(text.dropFirst(7).drop { $0 == " " })
            }
        }
        guard let request = found["requests"], let limit = found["limits"] else { return nil }
        (self.request, self.limit) = (request, limit)
    }

    private static func bytes(_ text: Substring) -> Double? {
        let word = text.prefix { !" #\n".contains($0) }.filter { $0 != "\"" }
        let digits = word.prefix { $0.isNumber || $0 == "." }
        guard let number = Double(digits) else { return nil }
        switch word.dropFirst(digits.count) {
        case "Ki": return number * 1024
        case "Mi": return number * Workload.mebi
        case "Gi": return number * 1024 * Workload.mebi
        case "M": return number * 1e6
        case "G": return number * 1e9
        case "": return number
        default: return nil
        }
    }
}
