import Model

@testable import Detection

let mebi = 1_048_576.0

/// A workload as a test describes it; times are days since the start of the window.
struct FakeWorkload {
    struct FakeKill {
        var day: Double
        var limit: Double?
    }

    var namespace = "prod"
    var kind = "Deployment"
    var name = "shop"
    var container = "app"
    var cluster: String?
    var pods = 1
    /// When each generation of pods lived.
    var generations: [(from: Double, to: Double)] = [(0, 14)]
    var cpu: (Double) -> Double? = { _ in 0.1 }
    var memory: (Double) -> Double? = { _ in 200 * mebi }
    var throttled: ((Double) -> Double?)?
    var kills: [FakeKill] = []
    var restarts: [Double] = []
    var cpuRequest: Double?
    var cpuLimit: Double?
    var memoryRequest: Double?
    var memoryLimit: Double?
    /// The greatest working set of each day before the window; -1 is the last of them.
    var memoryBefore: ((Int) -> Double?)?
    /// What was requested a week before the end, where that is known.
    var requestsBefore: [String: Double] = [:]
    var hasOwners = true
    var images = 1
    /// The pods still exist at the end.
    var isLive = true
    /// Labels added to every series, such as `replica`.
    var extra: Labels = [:]

    static let end = Timestamp(seconds: 1_795_132_800)  // 2026-11-20T00:00:00Z
    static let start = end.adding(seconds: -14 * 86_400)

    static func time(_ day: Double) -> Int64 { start.milliseconds + Int64((day * 86_400_000).rounded()) }

    private static let suffixes = ["bcdfg", "hjklm", "npqrs", "tvwxz", "24567"]

    private func generationName(_ generation: Int) -> String {
        "\(name)-7d9c4b6f\(["8b", "5c", "4d"][generation])"
    }

    func pod(_ index: Int, generation: Int = 0) -> String {
        switch kind {
        case "Deployment": "\(generationName(generation))-\(FakeWorkload.suffixes[index])"
        case "StatefulSet": "\(name)-\(index)"
        case "DaemonSet": "\(name)-\(FakeWorkload.suffixes[index])"
        default: name
        }
    }

    private func labels(_ pod: String, _ more: Labels = [:]) -> Labels {
        var labels = extra
        labels["namespace"] = namespace
        labels["pod"] = pod
        if let cluster { labels["cluster"] = cluster }
        return labels.merging(more) { $1 }
    }

    /// All series of the workload by the signal they answer.
    func series() -> [Signal: [Series]] {
        var made: [Signal: [Series]] = [:]
        func add(_ signal: Signal, _ labels: Labels, _ points: [(Int64, Double)]) {
            guard !points.isEmpty else { return }
            made[signal, default: []].append(
                Series(labels: labels, timestamps: points.map(\.0), values: points.map(\.1)))
        }
        for (number, life) in generations.enumerated() {
            for index in 0..<pods {
                let pod = pod(index, generation: number)
                let own = labels(pod, ["container": container])
                add(.cpuUsage, own, points(life, 300, cpu))
                add(.memoryPeak, own, points(life, 600, memory))
                if let throttled { add(.throttling, own, points(life, 300, throttled)) }
                describe(pod, number, add)
            }
        }
        let first = labels(pod(0), ["container": container])
        if let memoryBefore {
            // A pod of an older generation, which no metric of owners tells of any more.
            var old = labels("\(name)-5f6b7c8d9-zzzzz", ["container": container])
            if kind != "Deployment" { old = first }
            add(
                .memoryBefore, old,
                (-14 ... -1).compactMap { day in
                    memoryBefore(day).map { (FakeWorkload.time(Double(day + 1)), $0) }
                })
        }
        for (resource, value) in requestsBefore.sorted(by: { $0.key < $1.key }) {
            let before = first.merging(["resource": resource]) { $1 }
            add(.requestsBefore, before, [(FakeWorkload.end.milliseconds, value)])
        }
        let killed = kills.map { (step($0.day), 1.0) }
        add(.kills, first, killed)
        add(.restarts, first, (killed + restarts.map { (step($0), 1.0) }).sorted { $0.0 < $1.0 })
        add(.killLimits, first, kills.compactMap { kill in kill.limit.map { (step(kill.day), $0) } })
        return made
    }

    private func describe(
        _ pod: String, _ generation: Int, _ add: (Signal, Labels, [(Int64, Double)]) -> Void
    ) {
        let now = FakeWorkload.end.milliseconds
        let isLast = generation == generations.count - 1 && isLive
        if hasOwners {
            let parent = kind == "Deployment" ? ("ReplicaSet", generationName(generation)) : (kind, name)
            add(.podOwners, labels(pod, ["owner_kind": parent.0, "owner_name": parent.1]), [(now, 1)])
            if kind == "Deployment" {
                var owner = labels(pod, ["replicaset": parent.1, "owner_kind": kind, "owner_name": name])
                owner["pod"] = nil
                add(.replicaSetOwners, owner, [(now, 1)])
            }
            if isLast { add(.livePods, labels(pod), [(now, 1)]) }
        }
        guard isLast else { return }
        for (signal, resource, value) in [
            (Signal.requests, "cpu", cpuRequest), (.requests, "memory", memoryRequest),
            (.limits, "cpu", cpuLimit),
            (.limits, "memory", memoryLimit),
        ] {
            guard let value else { continue }
            add(signal, labels(pod, ["container": container, "resource": resource]), [(now, value)])
        }
        for image in 0..<images {
            add(.images, labels(pod, ["container": container, "image": "registry/app:\(image)"]), [(now, 1)])
        }
    }

    private func points(
        _ life: (from: Double, to: Double), _ step: Int64, _ value: (Double) -> Double?
    ) -> [(Int64, Double)] {
        let width = step * 1000
        let count = 14 * 86_400_000 / width
        return (1...count).compactMap { index in
            let time = FakeWorkload.start.milliseconds + index * width
            let day = Double(index * width) / 86_400_000
            guard day > life.from, day <= life.to, let value = value(day) else { return nil }
            return (time, value)
        }
    }

    private func step(_ day: Double) -> Int64 {
        let time = FakeWorkload.time(day)
        return time - time % 600_000 + 600_000
    }
}

extension [FakeWorkload] {
    func metrics(adding more: [Signal: [Series]] = [:], warnings: [String] = []) -> FakeMetrics {
        var all = more
        for workload in self { all.merge(workload.series()) { $0 + $1 } }
        return FakeMetrics(all, warnings: warnings)
    }

    func sweep(adding more: [Signal: [Series]] = [:], scope: DetectionScope = DetectionScope()) async throws
        -> DetectionReport
    {
        try await Detector(source: metrics(adding: more), scope: scope).sweep(at: FakeWorkload.end)
    }
}

/// Cosine of a day's rhythm without libm: a smooth hill around 14:00, 0…1.
func hill(_ day: Double) -> Double {
    let x = (day - day.rounded(.down) - 14.0 / 24) / 0.3
    return abs(x) < 1 ? (1 - x * x) * (1 - x * x) : 0
}

/// Noise in -1…1 that depends on the moment alone.
func noise(_ day: Double) -> Double {
    var generator = UInt64(bitPattern: Int64(day * 1440)) &* 0x9E37_79B9_7F4A_7C15
    generator ^= generator >> 29
    generator &*= 0xBF58_476D_1CE4_E5B9
    return Double(generator >> 40) / Double(1 << 23) - 1
}
