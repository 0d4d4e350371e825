import Diagnostics
import GoTemplate
import Testing
import YAML

/// One template with values, rendered.
struct Rendered {
    var text: String
    var error: Diagnostic?
    var rendering: GoRendering
    let tokens: TokenTable
}

func render(
    _ template: String, values: String = "{}", options: GoOptions = GoOptions(),
    others: [String: String] = [:]
) throws -> Rendered {
    let tokens = TokenTable()
    let file = YAMLParser.parse(Array(values.utf8), path: "values.yaml")
    let root = try #require(file.documents.first?.root, "the values are not YAML: \(file.diagnostics)")
    let data: GoValue = .map([
        "Values": try GoValue(root, tokens: tokens),
        "Release": .map([
            "Name": .string("d"), "Namespace": .string("default"), "Service": .string("Helm"),
            "IsInstall": .bool(true), "IsUpgrade": .bool(false), "Revision": .int(1),
        ]),
        "Chart": .map(["Name": .string("t"), "Version": .string("0.1.0")]),
        "Files": GoValue(.object(HelmFiles(["a.txt": GoText("one\ntwo\n"), "d/b.txt": GoText("x")]))),
        "Capabilities": .map(["APIVersions": GoValue(.object(HelmAPIVersions(["v1", "apps/v1"])))]),
        "Template": .map(["Name": .string("t/templates/a.yaml"), "BasePath": .string("t/templates")]),
    ])
    var set = GoTemplateSet()
    var diagnostics: [Diagnostic] = []
    for (name, text) in others { diagnostics += set.add(Array(text.utf8), name: name, path: name) }
    diagnostics += set.add(Array(template.utf8), name: "t/templates/a.yaml", path: "a.yaml")
    if let error = diagnostics.first {
        let empty = GoTemplateSet().render("none", data: .null, tokens: tokens)
        return Rendered(text: "", error: error, rendering: empty, tokens: tokens)
    }
    let rendering = set.render("t/templates/a.yaml", data: data, tokens: tokens, options: options)
    return Rendered(
        text: rendering.text.string, error: rendering.diagnostics.first, rendering: rendering, tokens: tokens)
}
