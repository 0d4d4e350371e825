internal import Diagnostics
internal import HelmChart
internal import Model
internal import YAML

/// A chart rendered once more with something changed, and what became of its attributes.
struct ChartTrial {
    /// Attribute → its values, in the order in which they are rendered.
    typealias Values = [Fact.Key: [String]]

    let ecosystem: ChartEcosystem
    let context: ChartContext

    /// Everything rendered in a context, with a file replaced or a layer on top; nil when Helm refuses that.
    func values(
        of chart: Chart, replacing: [String: [UInt8]] = [:], adding layer: ValueLayer? = nil
    ) throws -> Values? {
        var changed = chart
        for (path, bytes) in replacing { changed = changed.replacing(path, with: bytes) }
        guard case .success(var release) = try ecosystem.release(context, replacing: replacing) else {
            return nil
        }
        if let layer { release.layers.append(layer) }
        let limits = ecosystem.index.store.limits
        let rendered = ecosystem.renderer.render(changed, release)
        let evaluation = ChartEvaluation(context, changed, rendered, limits: limits)
        guard evaluation.hold == nil else { return nil }
        return ChartTrial.values(evaluation, limits)
    }

    static func values(_ evaluation: ChartEvaluation, _ limits: TracingLimits) -> Values {
        var values: Values = [:]
        for object in evaluation.objects {
            let naming = ChartNaming(object, evaluation.context)
            for leaf in FieldWalk(object.manifest.node, limit: limits.attributesPerObject).leaves {
                values[naming.key(leaf.steps), default: []].append(leaf.node.scalar?.text ?? "")
            }
        }
        return values
    }
}

/// Another value of the same kind, so that what follows a token can be seen.
enum TrialToken {
    /// `513Mi` of `512Mi`, `4` of `3`, `v1.3` of `v1.2`; quotes stay.
    static func changed(_ token: String) -> String {
        var characters = Array(token)
        // The first number that is not part of a word; of text with several (a version) the last.
        guard let last = characters.lastIndex(where: { $0.isASCII && $0.isNumber }) else {
            let isQuoted = ["\"", "'", "`"].contains(where: token.hasPrefix)
            return isQuoted ? String(token.dropLast()) + "x" + String(token.suffix(1)) : token + "x"
        }
        var first = last
        while first > 0, characters[first - 1].isASCII, characters[first - 1].isNumber { first -= 1 }
        let digits = String(characters[first...last])
        // One more keeps the length mostly, and no leading zero appears or goes.
        guard let number = Int(digits), number < Int.max else { return token + "1" }
        let next = String(number + 1)
        let padded = String(repeating: "0", count: max(0, digits.count - next.count)) + next
        characters.replaceSubrange(first...last, with: Array(padded))
        return String(characters)
    }
}
