internal import Alertmanager
internal import Detection
internal import Diagnostics
internal import Model
internal import Policy
internal import Ports
internal import Prometheus
internal import Settings
internal import Tracing

/// Opens the first station: where signals come from, and as of when.
struct Detecting {
    private let workspace: Workspace

    init(_ workspace: Workspace) { self.workspace = workspace }

    func detector() throws -> Detector { try detector(over: try workspace.metrics()) }

    func detector(over source: any MetricsSource) throws -> Detector {
        let choice = StrategyChoice(try CategoryLoader().load(from: workspace.tree))
        let machines = workspace.states.machines(attributes: DetectionScope.machineAttributes)
        return Detector(
            source: source, limits: limits, scope: DetectionScope(workspace.settings, machines: machines),
            strategies: StrategyTable { choice.strategy(kind: $0, attribute: $1) })
    }

    private var limits: DetectionLimits {
        var limits = workspace.outside.limits
        limits.window = workspace.options.window
        return limits
    }

    /// The moment the signals are asked for: `--at`, or the end of a recording, or now.
    func moment() throws -> Timestamp {
        if workspace.options.at == nil, let directory = workspace.options.signalsDirectory,
            let end = try ReplaySource(directory).latest
        {
            return end
        }
        return workspace.time.now()
    }

    /// The moment that open incidents are asked for: now, or the end of the window where answers are recorded.
    func incidentMoment() throws -> Timestamp {
        let moment = try moment()
        return workspace.options.signalsDirectory == nil ? moment : limits.end(at: moment)
    }

    /// The alerts of a payload; resolved ones are kept, detection says what it makes of them.
    ///
    /// What looks like a secret in them goes no further: evidence keeps alerts as they are here.
    func alerts(in payload: [UInt8], _ name: String) throws -> [Alert] {
        let redaction = try workspace.redaction()
        let file = SourceFile(path: name, bytes: payload)
        let decoded = AlertmanagerPayload.decode(file)
        guard let webhook = decoded.payload else {
            let renderer = DiagnosticRenderer(files: [file])
            throw InvalidFiles(
                rendered: decoded.diagnostics.map(renderer.render).joined(), isConfiguration: false)
        }
        return (webhook.firing + webhook.resolved.map(\.alert)).map { alert in
            var alert = alert
            alert.labels = alert.labels.mapValues { SecretText.redacted($0) }
            alert.annotations = alert.annotations.mapValues { SecretText.redacted($0) }
            return redaction?.redacted(alert) ?? alert
        }
    }
}
