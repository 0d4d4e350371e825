import Diagnostics
import GoTemplate
import HelmChart
import Testing
import YAML

/// Charts made of texts.
enum Sample {
    static func chart(_ files: [String: String]) throws -> Chart {
        let list = files.map { ChartFile(name: $0.key, path: "chart/\($0.key)", bytes: Array($0.value.utf8)) }
        return try ChartLoader().load(directory: list.sorted { $0.name < $1.name }, path: "chart")
    }

    static func values(_ text: String, name: String = "env.yaml") throws -> ValueLayer {
        let file = YAMLParser.parse(Array(text.utf8), path: name)
        return ValueLayer(.mapping(try #require(file.documents.first?.root)), label: name)
    }

    static let name = "name: shop\nversion: 1.2.0\n"

    /// What the root's `out.yaml` prints for the values of `files` under `layers`.
    static func output(
        _ files: [String: String], _ layers: [ValueLayer] = [], version: HelmVersion = .three
    ) throws -> String {
        let rendered = ChartRenderer().render(
            try chart(files), ChartRelease(name: "rel", layers: layers, version: version))
        if let error = rendered.error { return "error: \(error.message)" }
        return rendered.files.first { $0.name == "shop/templates/out.yaml" }?.text.string ?? "nothing"
    }
}

@Suite struct ChartTests {
    @Test func aSubchartSeesItsSectionAndItsOwnDefaults() throws {
        let chart = try Sample.chart([
            "Chart.yaml": Sample.name + "appVersion: \"2\"\n",
            "values.yaml": "size: 1Gi\ncache:\n  size: 2Gi\n",
            "templates/a.yaml": "size: {{ .Values.size }}\napp: {{ .Chart.AppVersion }}\n",
            "charts/cache/Chart.yaml": "name: cache\nversion: 1.0.0\n",
            "charts/cache/values.yaml": "size: 3Gi\nport: 1\n",
            "charts/cache/templates/b.yaml": "size: {{ .Values.size }}:{{ .Values.port }}\n",
        ])
        let rendered = ChartRenderer().render(
            chart, ChartRelease(layers: [try Sample.values("size: 9Gi\n")]))
        #expect(rendered.diagnostics.isEmpty)
        #expect(
            rendered.files.map(\.name) == ["shop/charts/cache/templates/b.yaml", "shop/templates/a.yaml"])
        #expect(rendered.files.map(\.text.string) == ["size: 2Gi:1\n", "size: 9Gi\napp: 2\n"])
    }

    @Test func everyByteKnowsTheLayerThatWon() throws {
        let chart = try Sample.chart([
            "Chart.yaml": Sample.name, "values.yaml": "a: 1Gi\nb: 2Gi\n",
            "templates/out.yaml": "a: {{ .Values.a }}\nb: {{ .Values.b }}\n",
        ])
        let rendered = ChartRenderer().render(
            chart, ChartRelease(layers: [try Sample.values("b: 3Gi\n")]))
        let file = try #require(rendered.files.first)
        func token(of text: String) throws -> SourceSpan? {
            let bytes = Array(text.utf8)
            let start = try #require(
                file.text.bytes.indices.first { file.text.bytes[$0...].starts(with: bytes) })
            return file.text.origins(in: start..<(start + bytes.count)).origins.tokens.members.first
                .map { rendered[$0] }
        }
        #expect(try token(of: "1Gi") == SourceSpan(path: "chart/values.yaml", range: ByteRange(3..<6)))
        #expect(try token(of: "3Gi") == SourceSpan(path: "env.yaml", range: ByteRange(3..<6)))
    }

    // MARK: Values

    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var defaults = ""
        var layers: [String] = []
        var three: String
        var four: String?
        var testDescription: String { name }
    }

    static let coalescing = [
        Case(name: "a later file wins", defaults: "a: 1", layers: ["a: 2", "a: 3"], three: #"{"a":3}"#),
        Case(
            name: "maps are merged", defaults: "m: {a: 1, b: 2}", layers: ["m: {b: 3}", "m: {c: 4}"],
            three: #"{"m":{"a":1,"b":3,"c":4}}"#),
        Case(name: "lists are replaced", defaults: "l: [1, 2]", layers: ["l: [3]"], three: #"{"l":[3]}"#),
        Case(name: "null deletes a default", defaults: "a: 1\nb: 2", layers: ["a: null"], three: #"{"b":2}"#),
        Case(
            name: "null deletes inside of a map", defaults: "m: {a: 1, b: 2}", layers: ["m: {a: null}"],
            three: #"{"m":{"b":2}}"#),
        Case(
            name: "a null default stays in Helm 3", defaults: "a: null\nm: {b: null, c: 1}",
            three: #"{"a":null,"m":{"b":null,"c":1}}"#, four: #"{"m":{"c":1}}"#),
        Case(name: "a scalar over a map", defaults: "m: {a: 1}", layers: ["m: 2"], three: #"{"m":2}"#),
        Case(name: "the last of equal keys", defaults: "a: 1\na: 2", three: #"{"a":2}"#),
        Case(
            name: "merge keys, and `y` as a key", defaults: "b: &b {x: 1}\nm:\n  <<: *b\n  y: 2",
            three: #"{"b":{"x":1},"m":{"true":2,"x":1}}"#),
        Case(
            name: "octal, and large numbers", defaults: "a: 0777\nb: 12345678901234567890",
            three: #"{"a":511,"b":12345678901234567000}"#),
    ]

    @Test(arguments: coalescing) func coalesces(_ example: Case) throws {
        let files = [
            "Chart.yaml": Sample.name, "values.yaml": example.defaults,
            "templates/out.yaml": "{{ toJson .Values }}",
        ]
        let layers = try example.layers.map { try Sample.values($0) }
        #expect(try Sample.output(files, layers) == example.three)
        #expect(try Sample.output(files, layers, version: .four) == example.four ?? example.three)
    }

    struct Assignment: Sendable, CustomTestStringConvertible {
        var text: String
        var kind: ValueLayer.Assignment = .typed
        var result: String
        var testDescription: String { text }
    }

    static let assignments = [
        Assignment(text: "a=1,b=x,c=true,d=null", result: #"{"a":1,"b":"x","c":true,"d":null}"#),
        Assignment(text: "a.b.c=1", result: #"{"a":{"b":{"c":1}}}"#),
        Assignment(text: "a={x,1,true}", result: #"{"a":["x",1,true]}"#),
        Assignment(text: "a={}", result: #"{"a":[""]}"#),
        Assignment(text: "a[1].b=2", result: #"{"a":[null,{"b":2}]}"#),
        Assignment(text: #"a\.b=1\,2"#, result: #"{"a.b":"1,2"}"#),
        Assignment(text: "a=007,b=0,c=1.5", result: #"{"a":"007","b":0,"c":"1.5"}"#),
        Assignment(text: "a=", result: #"{"a":""}"#),
        Assignment(text: "a=1,b=true", kind: .text, result: #"{"a":"1","b":"true"}"#),
        Assignment(text: #"a={"x":[1,2]},b="z""#, kind: .json, result: #"{"a":{"x":[1,2]},"b":"z"}"#),
        Assignment(text: "a=x,y=z", kind: .literal, result: #"{"a":"x,y=z"}"#),
    ]

    @Test(arguments: assignments) func readsAssignments(_ example: Assignment) throws {
        let files = ["Chart.yaml": Sample.name, "templates/out.yaml": "{{ toJson .Values }}"]
        let layer = ValueLayer(.assignments(example.text, example.kind), label: "--set \(example.text)")
        #expect(try Sample.output(files, [layer]) == example.result)
    }

    @Test(arguments: ["a", "a[x]=1", "a[-1]=2", "a[70000]=1", "a={1", "a.=1", "a[0]b=1"])
    func refusesBadAssignments(_ text: String) throws {
        let files = ["Chart.yaml": Sample.name, "templates/out.yaml": "{{ toJson .Values }}"]
        let layer = ValueLayer(.assignments(text, .typed), label: "--set \(text)")
        #expect(try Sample.output(files, [layer]).hasPrefix("error: --set \(text)"))
    }

    // MARK: Dependencies

    private static func shop(_ dependency: String, _ values: String, _ out: String) -> [String: String] {
        [
            "Chart.yaml": Sample.name + "dependencies:\n- {name: cache, version: ^1.0.0\(dependency)}\n",
            "values.yaml": values, "templates/out.yaml": out,
            "charts/cache/Chart.yaml": "name: cache\nversion: 1.3.0\n",
            "charts/cache/values.yaml": "size: 3\nexports: {data: {port: 7}}\ninner: {deep: {k: 1}}\n",
            "charts/cache/templates/c.yaml": "name: {{ .Chart.Name }} {{ .Values.global.g }}\n",
        ]
    }

    @Test func conditionsAndTagsSwitchDependencies() throws {
        let out = "{{ hasKey .Subcharts \"cache\" }}"
        for (dependency, values, isThere) in [
            (", condition: cache.enabled", "cache: {enabled: false}", "false"),
            (", condition: cache.enabled", "cache: {enabled: true}", "true"),
            (", condition: \"nothing,cache.enabled\"", "cache: {enabled: false}", "false"),
            (", tags: [back]", "tags: {back: false}", "false"),
            (", tags: [back]", "tags: {back: true}", "true"),
            (
                ", tags: [back], condition: cache.enabled", "tags: {back: false}\ncache: {enabled: true}",
                "true"
            ),
        ] {
            #expect(
                try Sample.output(Self.shop(dependency, values, out)) == isThere, "\(dependency) \(values)")
        }
    }

    @Test func anAliasIsTheNameEverywhere() throws {
        let files = Self.shop(
            ", alias: front", "front: {size: 4}\nglobal: {g: 9}\n", "{{ .Subcharts.front.Values.size }}")
        #expect(try Sample.output(files) == "4")
        let rendered = ChartRenderer().render(try Sample.chart(files), ChartRelease())
        #expect(rendered.files.first?.name == "shop/charts/front/templates/c.yaml")
        #expect(rendered.files.first?.text.string == "name: front 9\n")
    }

    @Test func valuesAreImported() throws {
        let out = "{{ .Values.port }} {{ .Values.here.deep.k }}"
        let dependency = ", import-values: [data, {child: inner, parent: here}]"
        #expect(try Sample.output(Self.shop(dependency, "", out)) == "7 1")
        #expect(try Sample.output(Self.shop(dependency, "port: 8", out)) == "8 1")
    }

    @Test func aMissingDependencyIsNamed() throws {
        let chart = try Sample.chart([
            "Chart.yaml": Sample.name + "dependencies: [{name: common, version: 2.x.x}]\n",
            "templates/out.yaml": "x: {{ include \"common.name\" . }}\n",
        ])
        #expect(chart.missing.map(\.name) == ["common"])
        let rendered = ChartRenderer().render(chart, ChartRelease())
        #expect(rendered.missing.map(\.dependency.name) == ["common"])
        #expect(rendered.files.first?.error?.message.contains("common.name") == true)
    }

    @Test func aLibraryPrintsNothing() throws {
        let files = [
            "Chart.yaml": Sample.name, "templates/out.yaml": "{{ include \"lib.x\" . }}",
            "charts/lib/Chart.yaml": "name: lib\nversion: 1.0.0\ntype: library\n",
            "charts/lib/templates/_x.tpl": "{{ define \"lib.x\" }}of the library{{ end }}",
            "charts/lib/templates/y.yaml": "not: printed\n",
        ]
        #expect(try Sample.output(files) == "of the library")
        #expect(ChartRenderer().render(try Sample.chart(files), ChartRelease()).files.count == 1)
    }

    // MARK: Files

    @Test func helmignoreLeavesFilesOut() throws {
        let chart = try Sample.chart([
            ".helmignore": "# a comment\n*.bak\n/secret.txt\ndocs/\n", "Chart.yaml": Sample.name,
            "templates/out.yaml": "a", "templates/out.bak": "b", "templates/.hidden": "c", "secret.txt": "d",
            "sub/secret.txt": "e", "docs/x.txt": "f",
        ])
        #expect(chart.templates.map(\.name) == ["templates/out.yaml"])
        #expect(chart.files.map(\.name) == [".helmignore", "sub/secret.txt"])
    }

    @Test func filesAreReadThroughFiles() throws {
        let files = [
            "Chart.yaml": Sample.name, "conf/a.txt": "hello",
            "templates/out.yaml": "{{ .Files.Get \"conf/a.txt\" }} {{ .Files.Get \"../../etc/passwd\" }}",
        ]
        #expect(try Sample.output(files) == "hello ")
    }

    // MARK: Schema

    @Test func aSchemaIsHeeded() throws {
        func output(_ values: String) throws -> String {
            try Sample.output([
                "Chart.yaml": Sample.name, "values.yaml": values, "templates/out.yaml": "fine",
                "values.schema.json": """
                {"type": "object", "required": ["size"], "additionalProperties": false,
                 "properties": {"size": {"$ref": "#/definitions/size"}, "count": {"type": "integer", "maximum": 3},
                                "mode": {"enum": ["a", "b"]}},
                 "definitions": {"size": {"type": ["string", "null"], "minLength": 2}}}
                """,
            ])
        }
        #expect(try output("size: 1Gi\ncount: 3\nmode: a") == "fine")
        for (values, reason) in [
            ("count: 1", "the top has no `size`"), ("size: 1", "`size` is not of type string or null"),
            ("size: x", "`size` is too short"), ("size: 1Gi\ncount: 4", "`count` is too large"),
            ("size: 1Gi\ncount: 1.5", "`count` is not of type integer"),
            ("size: 1Gi\nmode: c", "`mode` is none of"),
            ("size: 1Gi\nother: 1", "`other` must not be there"),
        ] {
            #expect(try output(values).contains(reason), "\(values)")
        }
    }
}
