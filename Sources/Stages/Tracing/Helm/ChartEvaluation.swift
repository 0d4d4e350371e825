internal import Diagnostics
internal import GoTemplate
internal import HelmChart
internal import Model
internal import YAML

/// An object that a chart renders.
struct ChartObject: Sendable {
    /// The object as it came out of the template; positions are those of the rendered text.
    let manifest: ManifestObject
    /// The text of its document with origins.
    let text: GoText
    /// The template.
    let template: RenderedChart.File
    /// What `helm.sh/hook` says; nil for an ordinary object.
    let hook: String?

    /// True for hooks that run tests only.
    var isTest: Bool {
        guard let hook else { return false }
        return hook.split(separator: ",").contains { $0.drop { $0 == " " }.hasPrefix("test") }
    }
}

/// One document that a template gives, whatever is in it: an object, a list of them, or what only a person would read.
struct ChartDocument: Sendable {
    /// Its text with origins.
    let text: GoText
    /// The template.
    let template: RenderedChart.File
    /// Which of the objects of the chart are in it; none where it has no kind or no name.
    let objects: Range<Int>
    /// What its `kind` says; empty without one.
    let kind: String
    /// What `helm.sh/hook` says; nil for an ordinary document.
    let hook: String?
}

/// A chart rendered in one context, taken apart into objects.
struct ChartEvaluation: Sendable {
    let context: ChartContext
    let chart: Chart
    let rendered: RenderedChart
    let objects: [ChartObject]
    /// All that is installed, or that Kubernetes is asked to install.
    let documents: [ChartDocument]
    /// Why Helm would refuse it; nothing of it is installed then.
    let hold: Hold?
    /// Outputs that could not be finished or read, with the reason.
    let broken: [(path: String, reason: Hold)]

    /// True where the chart asks for a value that nobody sets: whoever installs it gives it.
    var lacksValues: Bool { rendered.files.contains { $0.error?.id == "template-required" } }

    init(_ context: ChartContext, _ chart: Chart, _ rendered: RenderedChart, limits: TracingLimits) {
        self.context = context
        self.chart = chart
        self.rendered = rendered
        var objects: [ChartObject] = []
        var documents: [ChartDocument] = []
        var broken: [(path: String, reason: Hold)] = []
        var refused = context.hold
        if let error = rendered.diagnostics.first(where: { $0.severity == .error }) {
            refused = refused ?? Hold(.unsupported, "Helm would refuse \(context.label): \(error.message)")
        }
        for file in rendered.files {
            if let error = file.error {
                // Values that no layout foresees: the chart itself may take them.
                guard !LaidOutCharts.isPath(file.path) else { continue }
                let reason = ChartEvaluation.hold(error, chart, rendered)
                if reason.reason == .notInRepository { refused = refused ?? reason }
                broken.append((file.path, reason))
                continue
            }
            guard !file.name.hasSuffix("NOTES.txt") else { continue }
            for document in ManifestDocuments.split(file.text) {
                let yaml = YAMLParser.parse(document.bytes, path: file.path)
                if let error = yaml.diagnostics.first(where: { $0.severity == .error }) {
                    guard !LaidOutCharts.isPath(file.path) else { continue }
                    broken.append(
                        (
                            file.path,
                            Hold(.unparsable, "\(file.name) does not render to YAML: \(error.message)")
                        ))
                    continue
                }
                let source = SourceFile(path: file.path, bytes: document.bytes)
                let first = objects.count
                for root in yaml.documents.compactMap(\.root) {
                    objects += ManifestObject.read(root, document: 0, file: source).map { manifest in
                        let hook = manifest.node["metadata"]?["annotations"]?["helm.sh/hook"]?.scalar?.text
                        return ChartObject(manifest: manifest, text: document, template: file, hook: hook)
                    }
                }
                let root = yaml.documents.first?.root
                documents.append(
                    ChartDocument(
                        text: document, template: file, objects: first..<objects.count,
                        kind: root?["kind"]?.scalar?.text ?? "",
                        hook: root?["metadata"]?["annotations"]?["helm.sh/hook"]?.scalar?.text))
            }
        }
        self.objects = objects
        self.documents = documents
        self.broken = broken
        hold = refused
    }

    /// What an error of a template means for those who ask about its objects.
    private static func hold(_ error: Diagnostic, _ chart: Chart, _ rendered: RenderedChart) -> Hold {
        // The innermost place that is one of a file, and the calls that led there.
        let spans = [error.subject] + error.notes.compactMap(\.span)
        let subject = spans.first { chart.hasTemplate($0.path) } ?? error.subject
        var place = "\(chart.location(subject)): \(error.message)"
        for note in error.notes.prefix(3) {
            place += "; \(note.message)" + (note.span.map { " at \(chart.location($0))" } ?? "")
        }
        if error.notes.count > 3 { place += "; and \(error.notes.count - 3) calls more" }
        if error.id == "template-limit" { return Hold(.limit, place) }
        let missing = rendered.missing.map(\.dependency.name)
        if !missing.isEmpty, error.message.contains("no template") || error.message.contains("not defined") {
            return Hold(
                .external,
                "\(place); the charts \(missing.joined(separator: ", ")) are not in this repository")
        }
        if error.id == "template-required" || error.id == "template-fail" {
            return Hold(.notInRepository, place)
        }
        return Hold(.unsupported, place)
    }
}

/// Splits the text of a template into documents as Helm does.
enum ManifestDocuments {
    /// The documents that are not empty, blanks around them removed.
    static func split(_ text: GoText) -> [GoText] {
        var documents: [GoText] = []
        let bytes = text.bytes
        var start = 0
        var line = 0
        while line < bytes.count {
            var end = line
            while end < bytes.count, bytes[end] != 0x0A { end += 1 }
            if end - line >= 3, bytes[line] == 0x2D, bytes[line + 1] == 0x2D, bytes[line + 2] == 0x2D {
                add(text, start..<line, to: &documents)
                start = line + 3
            }
            line = end + 1
        }
        add(text, start..<bytes.count, to: &documents)
        return documents
    }

    private static func add(_ text: GoText, _ range: Range<Int>, to documents: inout [GoText]) {
        var range = range
        while let first = range.first, isBlank(text.bytes[first]) { range = (first + 1)..<range.upperBound }
        while let last = range.last, isBlank(text.bytes[last]) { range = range.lowerBound..<last }
        if !range.isEmpty { documents.append(text.slice(range)) }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
