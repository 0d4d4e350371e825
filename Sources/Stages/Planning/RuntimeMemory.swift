public import Model

/// What a container's runtime is told of its memory: heaps and limits of the JVM, Go, Node and .NET.
///
/// A runtime that may take more than the container has is killed, whatever it used so far; one whose heap is fixed gains nothing
/// from a higher limit.
public struct RuntimeMemory: Hashable, Sendable {
    /// One setting.
    public struct Setting: Hashable, Sendable {
        /// How much it allows.
        public enum Amount: Hashable, Sendable {
            /// So many bytes, whatever the limit is.
            case bytes(Double)
            /// So much of the container's limit, 0…1.
            case share(Double)
        }

        /// As people wrote it: `-Xmx768m in JAVA_OPTS`.
        public var words: String
        /// How much.
        public var amount: Amount
        /// What the process takes beside it, as a share of it: the JVM and Node count their heap alone.
        var beside: Double
    }

    /// What was found, in the order of the arguments and the names of variables.
    public let settings: [Setting]

    /// Reads variables and arguments of a container.
    public init(environment: [String: String], arguments: [String]) {
        var found: [Setting] = []
        for (name, value) in environment.sorted(by: { $0.key < $1.key }) {
            if name == "GOMEMLIMIT" {
                if let bytes = RuntimeMemory.goBytes(value) {
                    found.append(Setting(words: "GOMEMLIMIT=\(value)", amount: .bytes(bytes), beside: 0.05))
                }
            } else if RuntimeMemory.options.contains(name) {
                for word in RuntimeMemory.words(value) {
                    guard var setting = RuntimeMemory.setting(word) else { continue }
                    setting.words += " in \(name)"
                    found.append(setting)
                }
            } else if name == "DOTNET_GCHeapHardLimitPercent" || name == "COMPlus_GCHeapHardLimitPercent" {
                // .NET reads these as hexadecimal.
                guard let share = Int(value.drop0x, radix: 16), (1...100).contains(share) else { continue }
                found.append(
                    Setting(words: "\(name)=\(value)", amount: .share(Double(share) / 100), beside: 0.1))
            } else if name == "DOTNET_GCHeapHardLimit" || name == "COMPlus_GCHeapHardLimit" {
                guard let bytes = Int64(value.drop0x, radix: 16), bytes > 0 else { continue }
                found.append(Setting(words: "\(name)=\(value)", amount: .bytes(Double(bytes)), beside: 0.1))
            }
        }
        // An argument may be a whole command line for a shell.
        for word in arguments.flatMap(RuntimeMemory.words) {
            if let setting = RuntimeMemory.setting(word) { found.append(setting) }
        }
        settings = found
    }

    /// The least limit under which a setting of so many bytes has room; nil where there is none.
    private func least(_ setting: Setting) -> Double? {
        guard case .bytes(let bytes) = setting.amount else { return nil }
        return bytes * (1 + setting.beside)
    }

    /// Why a memory limit of `bytes` is too little; nil when it is enough.
    public func hold(limit bytes: Double) -> Hold? {
        for setting in settings {
            guard let least = least(setting), bytes < least else { continue }
            let need = SizeGrid.memory.roundedUp(Quantity(bytes: least))
            return Hold(
                .outsideBounds,
                "\(setting.words) needs a limit of \(need) at least; lower it first, or together with the limit"
            )
        }
        return nil
    }

    /// What people should know when the memory limit goes from `before` to `after`, both in bytes.
    public func remarks(limit before: Double, to after: Double) -> [String] {
        settings.map { setting in
            switch setting.amount {
            case .share(let share):
                let heap = MeasureUnit.bytes.text(after * share)
                return "\(setting.words) follows the limit: it allows \(heap) then."
            case .bytes:
                return after > before
                    ? "\(setting.words) stays as it is: what it counts does not grow with the limit."
                    : "\(setting.words) still fits under the limit."
            }
        }
    }

    /// What people should know when the request goes to `after` bytes, which a heap may exceed.
    public func remarks(request after: Double) -> [String] {
        settings.compactMap { setting in
            guard case .bytes(let bytes) = setting.amount, bytes > after else { return nil }
            return "\(setting.words) allows more than the new request; the window shows no use of it."
        }
    }

    /// Variables whose value is options of a runtime.
    private static let options: Set<String> = [
        "JAVA_OPTS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "JAVA_OPTIONS",
        "JVM_OPTS", "CATALINA_OPTS", "KAFKA_HEAP_OPTS", "ES_JAVA_OPTS", "OPENSEARCH_JAVA_OPTS",
        "SBT_OPTS", "MAVEN_OPTS", "JENKINS_OPTS", "JENKINS_JAVA_OPTS", "SERVER_JVMFLAGS", "NODE_OPTIONS",
    ]

    private static func words(_ text: String) -> [String] {
        text.split(whereSeparator: { $0.isWhitespace || $0 == "\"" || $0 == "'" || $0 == ";" }).map(
            String.init)
    }

    private static func setting(_ word: String) -> Setting? {
        if word.hasPrefix("-Xmx"), let bytes = javaBytes(String(word.dropFirst(4))) {
            return Setting(words: word, amount: .bytes(bytes), beside: 0.25)
        }
        let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return nil }
        switch parts[0] {
        case "-XX:MaxHeapSize":
            return javaBytes(parts[1]).map { Setting(words: word, amount: .bytes($0), beside: 0.25) }
        case "-XX:MaxRAMPercentage":
            guard let share = Double(parts[1]), share > 0, share <= 100 else { return nil }
            return Setting(words: word, amount: .share(share / 100), beside: 0.25)
        case "--max-old-space-size", "--max_old_space_size":
            guard let mebi = Double(parts[1]), mebi > 0, mebi < 1e9 else { return nil }
            return Setting(words: word, amount: .bytes(mebi * 1_048_576), beside: 0.25)
        default: return nil
        }
    }

    /// `768m`, `2G`, `1073741824`.
    private static func javaBytes(_ text: String) -> Double? {
        guard let last = text.last else { return nil }
        let scales: [Character: Double] = [
            "k": 1024, "m": 1_048_576, "g": 1_073_741_824, "t": 1_099_511_627_776,
        ]
        let scale = scales[Character(last.lowercased())]
        let digits = scale == nil ? text : String(text.dropLast())
        guard let number = Int64(digits), number > 0, Double(number) * (scale ?? 1) < 1e15 else { return nil }
        return Double(number) * (scale ?? 1)
    }

    /// `750MiB`, `1GiB`, `786432000`; `off` is none.
    private static func goBytes(_ text: String) -> Double? {
        for (suffix, scale) in [
            ("TiB", 1_099_511_627_776.0), ("GiB", 1_073_741_824), ("MiB", 1_048_576), ("KiB", 1024), ("B", 1),
            ("", 1),
        ] where text.hasSuffix(suffix) {
            guard let number = Int64(text.dropLast(suffix.count)), number > 0,
                Double(number) * scale < 1e15
            else { return nil }
            return Double(number) * scale
        }
        return nil
    }
}

extension String {
    /// Without the `0x` of a hexadecimal number.
    fileprivate var drop0x: Substring { hasPrefix("0x") || hasPrefix("0X") ? dropFirst(2) : self[...] }
}
