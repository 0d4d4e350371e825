/// Templates of Applications and Kustomizations that nothing here renders, read as text.
///
/// One that says nothing but where its files are, and how it is called, applies them as they are, whatever it is filled in
/// with. Where a whole value may be put in, or something is said that changes objects, that is not known.
enum PassingTemplate {
    /// True when whatever the template makes hands on the files that it takes as they are.
    static func passesOn(_ text: String) -> Bool {
        if text.contains("<%") || text.contains("#@") || changes(text) { return false }
        return text.split(whereSeparator: \.isNewline).allSatisfy { passesOn(line: $0) }
    }

    /// Keys of what changes objects on the way.
    private static let changing = [
        "kustomize", "plugin", "patches", "patchesStrategicMerge", "patchesJson6902", "postBuild",
        "components",
        "images", "namePrefix", "nameSuffix", "commonMetadata", "commonLabels", "commonAnnotations",
        "templatePatch",
    ]

    private static func changes(_ text: String) -> Bool {
        changing.contains { key in
            text.contains(key)
                && text.ranges(of: key).contains { place in
                    let before = text[..<place.lowerBound].last
                    let after = text[place.upperBound...].drop { "\"' ".contains($0) }.first
                    return after == ":" && before.map { !$0.isLetter && !$0.isNumber && $0 != "." } != false
                }
        }
    }

    /// Keys with more below them: one expression for them may say anything.
    private static let wide: Set<String> = [
        "spec", "template", "source", "sources", "directory", "resources", "content", "<<",
    ]

    /// Words with which an expression makes more than one value.
    private static let making = [
        "toYaml", "indent", "include", "tpl", "to_nice_yaml", "to_yaml", "toJson", "tojson", "to_json",
        "fromYaml",
        ".Files",
    ]

    private static func passesOn(line: Substring) -> Bool {
        guard line.contains("{{") || line.contains("${") || line.contains("{%") else { return true }
        var rest = line.drop { $0 == " " || $0 == "\t" }
        if rest.hasPrefix("#") { return true }
        if let control = rest.prefixMatch(of: /(\{\{|\{%)[-+]?\s*([\/$#A-Za-z]+)/) {
            return String(control.2).contains(
                /^(if|else|elif|end|endif|range|for|endfor|with|raw|endraw|#|\/)$/)
        }
        let expressions = line.firstRange(of: /[{$][{%]/).map { line[$0.lowerBound...] } ?? line
        if making.contains(where: { expressions.contains($0) }) { return false }
        while rest.hasPrefix("- ") { rest = rest.dropFirst(2).drop { $0 == " " } }
        guard let key = rest.prefixMatch(of: /["']?([A-Za-z<][A-Za-z0-9_.\-\/<]*)["']?\s*:(\s|$)/) else {
            // An item of a list; what begins with an expression may be a whole one.
            return !rest.hasPrefix("{{") && !rest.hasPrefix("${")
        }
        return !wide.contains(String(key.1))
    }
}
