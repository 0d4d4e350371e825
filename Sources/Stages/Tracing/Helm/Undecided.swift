internal import Diagnostics
internal import GoTemplate
internal import HelmChart
internal import Model
internal import YAML

/// What a chart may render beside what is seen, because choices of its templates hang on values that are not known.
struct Undecided {
    let evaluation: ChartEvaluation
    let index: RepositoryIndex

    /// The hold on what a choice decides.
    func hold(_ choice: GoUndecided) -> Hold {
        let place = evaluation.chart.location(choice.place)
        return UnknownValue.hold("the choice at \(place) hangs on", choice.unknown)
    }

    /// Those of templates that are there.
    private var choices: [GoUndecided] {
        evaluation.rendered.files.filter { !LaidOutCharts.isPath($0.path) }.flatMap(\.undecided)
    }

    /// Why more may follow a token than is seen; `isSeen` where something is seen to follow it.
    func hold(on token: SourceSpan, isSeen: Bool) throws -> Hold? {
        let choices = choices
        guard !choices.isEmpty, try mayBeGiven(token) else { return nil }
        // With a value of another shape what failed may be rendered.
        if let broken = evaluation.broken.first { return broken.reason }
        let words = try words(of: token)
        return try choices.first { try mayShow(token, words, $0, isSeen) }.map(hold)
    }

    /// False for a token that surely has no part in the values that the chart is given, nor in the chart.
    private func mayBeGiven(_ token: SourceSpan) throws -> Bool {
        let isInside = evaluation.chart.allPaths.contains(token.path)
        if isInside, try isReadByChart(token.path) { return true }
        let isReadPlainly = evaluation.context.layers.contains { layer in
            switch layer {
            case .file(let path): path == token.path
            case .inline(let node, _), .parameter(_, let node, _): node.tree.path == token.path
            case .computed, .computedParameter, .assignments: false
            }
        }
        guard !isReadPlainly else { return true }
        // Values that were put together beforehand are known as a whole; files of the chart are one token each.
        let size = isInside ? try index.store.source(token.path)?.bytes.count : nil
        return evaluation.rendered.tokens.contains { own in
            own.path == token.path && own.range.lower <= token.range.upper
                && token.range.lower <= own.range.upper
                && !(own.range.lower == 0 && Int(own.range.upper) == size)
        }
    }

    /// False for a file that lies in the chart's directory, where values of other environments often are, and that none of its
    /// templates takes up.
    private func isReadByChart(_ path: String) throws -> Bool {
        let chart = evaluation.chart
        let directory = RepositoryPath.directory(of: path)
        // What Helm reads lies beside the description of the chart, or of one inside of it.
        let isOwn = index.isFile(directory.isEmpty ? "Chart.yaml" : "\(directory)/Chart.yaml")
        guard !isOwn, !chart.templatePaths.contains(path) else { return true }
        let layers = evaluation.context.layers.compactMap { layer -> String? in
            guard case .file(let path) = layer else { return nil }
            return path
        }
        // A text among the values may be a template as well.
        return try
            (chart.templatePaths.union(chart.allPaths.filter { $0.hasSuffix("values.yaml") }).union(layers))
            .contains {
                try index.store.source($0).map { FileMarks.contains($0.bytes, ".Files") } ?? true
            }
    }

    /// Why an object of a kind may be rendered beside those that are seen.
    func hold(on kind: String) throws -> Hold? {
        try choices.first { choice in
            try text(choice).map { $0.contains(kind) || Undecided.calls($0) } ?? true
        }.map(hold)
    }

    private func mayShow(
        _ token: SourceSpan, _ words: Set<String>, _ choice: GoUndecided, _ isSeen: Bool
    ) throws -> Bool {
        if evaluation.chart.templatePaths.contains(token.path) {
            if choice.place.path == token.path {
                let (inner, outer) = (token.range.indices, choice.place.range.indices)
                if outer.lowerBound <= inner.lowerBound && inner.upperBound <= outer.upperBound {
                    return true
                }
            }
            // What is said in a template of its own is shown where that is called.
            guard RepositoryPath.name(of: token.path).hasPrefix("_") else { return false }
            return try text(choice).map { Undecided.calls($0) } ?? true
        }
        if isSeen { return false }
        guard let text = try text(choice) else { return true }
        return words.isEmpty || Undecided.calls(text) || Undecided.passes(text) || text.contains(".Files")
            || words.contains { text.contains($0) }
    }

    private func text(_ choice: GoUndecided) throws -> String? {
        try index.store.source(choice.place.path)?.text(choice.place.range)
    }

    private static func calls(_ text: String) -> Bool {
        ["include", "template", "tpl"].contains(where: text.contains)
    }

    /// True where whole values may be printed whatever they are called.
    private static func passes(_ text: String) -> Bool {
        ["toYaml .", "toYaml $", "toJson", "{{ . ", "{{- . ", "{{.}}", "{{ $", "{{- $"].contains(
            where: text.contains)
    }

    /// The keys on the way to a token of a file of values; none where it is no such file.
    private func words(of token: SourceSpan) throws -> Set<String> {
        guard let source = try index.store.source(token.path) else { return [] }
        let file = YAMLParser.parse(source.bytes, path: token.path)
        guard var node = file.node(withToken: token.range) else { return [] }
        var words: Set<String> = []
        while let parent = node.parent {
            if let entry = parent.entries.first(where: { $0.value == node }),
                let key = entry.key.scalar?.text
            {
                words.insert(key)
            }
            node = parent
        }
        return words
    }
}
