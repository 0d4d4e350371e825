import GoTemplate
import HelmChart
import Testing

/// What Helm 3 and Helm 4 do differently, one case for each difference.
@Suite struct VersionTests {
    /// What is said of the cluster becomes a whole version, as Helm makes it.
    @Test(
        arguments: [
            ("1.29", "v1.29.0"), ("v1.29", "v1.29.0"), ("1", "v1.0.0"), ("1.29.3", "v1.29.3"),
            ("v1.29.3-eks-1a2b", "v1.29.3-eks-1a2b"), ("1.30+k3s1", "v1.30.0+k3s1"), ("vv1.29", nil),
            ("", nil),
            ("1.029", nil), ("1..2", nil), ("1.2.3.4", nil), ("1.x", nil), ("1.29-", nil), ("latest", nil),
        ] as [(String, String?)])
    func versionsOfKubernetes(text: String, version: String?) {
        #expect(Capabilities.kubernetesVersion(text) == version)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var template: String
        var values = ""
        var files: [String: String] = [:]
        var layers: [String] = []
        /// Without `files`, these are what `templates/out.yaml` prints.
        var three: String
        var four: String
        var testDescription: String { name }
    }

    static let cases = [
        Case(
            name: "null in a chart's defaults", template: "{{ toJson .Values }}",
            values: "a: null\nm: {b: null, c: 1}", three: #"{"a":null,"m":{"b":null,"c":1}}"#,
            four: #"{"m":{"c":1}}"#),
        Case(
            name: "null in a map of defaults that a values file adds to", template: "{{ toJson .Values }}",
            values: "m: {b: null, c: 1}", layers: ["m: {d: 2}"], three: #"{"m":{"b":null,"c":1,"d":2}}"#,
            four: #"{"m":{"c":1,"d":2}}"#),
        Case(
            name: "a second document of the defaults", template: "{{ toJson .Values }}",
            values: "a: 1\nm: {b: 1}\n---\nm: {c: 2}\n", three: #"{"a":1,"m":{"b":1}}"#,
            four: #"{"a":1,"m":{"b":1,"c":2}}"#),
        Case(
            name: "mustToYaml", template: "{{ mustToYaml .Values.a }}", values: "a: [1]",
            three: "error: function \"mustToYaml\" not defined", four: "- 1"),
        Case(
            name: "mustToToml", template: "{{ mustToToml .Values }}", values: "a: x",
            three: "error: function \"mustToToml\" not defined", four: "a = \"x\"\n"),
        Case(
            name: "a key of Chart.yaml that is none", template: "{{ .Chart.Nothing }}",
            three:
                "error: executing \"shop/templates/out.yaml\" at <.Chart.Nothing>: can't evaluate field Nothing in type struct { chart.Metadata; IsRoot bool }",
            four: ""),
        Case(
            name: "the whole of Chart.yaml", template: "{{ toYaml .Chart }}",
            three: "IsRoot: true\napiVersion: v1\nname: shop\nversion: 1.2.0",
            four: """
                APIVersion: v1
                Annotations: {}
                AppVersion: ""
                Condition: ""
                Dependencies: []
                Deprecated: false
                Description: ""
                Home: ""
                Icon: ""
                IsRoot: true
                Keywords: []
                KubeVersion: ""
                Maintainers: []
                Name: shop
                Sources: []
                Tags: ""
                Type: ""
                Version: 1.2.0
                """),
        Case(
            name: "map functions on Chart.yaml", template: "{{ kindOf .Chart }}", three: "struct", four: "map"
        ),
        Case(
            name: "lines of an empty file", template: "{{ len (.Files.Lines \"e.txt\") }}",
            files: ["e.txt": ""], three: "0",
            four:
                "error: executing \"shop/templates/out.yaml\" at <.Files.Lines>: error calling Lines: runtime error: index out of range [-1]"
        ),
        Case(
            name: "names of types",
            template:
                "{{ typeOf .Values }} {{ typeOf .Capabilities }} {{ typeOf .Capabilities.APIVersions }}",
            three: "chartutil.Values *chartutil.Capabilities chartutil.VersionSet",
            four: "common.Values *common.Capabilities common.VersionSet"),
        Case(
            name: "Helm's own version",
            template: "{{ semver .Capabilities.HelmVersion.Version | toString | trunc 2 }}", three: "3.",
            four: "4."),
        Case(
            name: "the version of the Kubernetes client",
            template: "{{ hasSuffix \"v1.36}\" (toString .Capabilities.HelmVersion) }}", three: "false",
            four: "true"),
    ]

    @Test(arguments: cases) func differ(_ example: Case) throws {
        let files = [
            "Chart.yaml": Sample.name, "values.yaml": example.values, "templates/out.yaml": example.template,
        ].merging(example.files) { $1 }
        let layers = try example.layers.map { try Sample.values($0) }
        let three = try Sample.output(files, layers)
        let four = try Sample.output(files, layers, version: .four)
        #expect(three == example.three)
        #expect(four == example.four)
    }

    /// One renderer keeps parsed templates of both apart.
    @Test func oneRendererServesBoth() throws {
        let renderer = ChartRenderer()
        let chart = try Sample.chart([
            "Chart.yaml": Sample.name, "templates/out.yaml": "{{ mustToYaml (list 1) }}",
        ])
        for _ in 0..<2 {
            #expect(renderer.render(chart, ChartRelease(version: .three)).error != nil)
            #expect(renderer.render(chart, ChartRelease(version: .four)).error == nil)
        }
    }

    /// The method `AsMap` gives the values themselves, in a subchart too.
    ///
    /// Of any other map it is a key that is not there.
    @Test func valuesAreAMapWhenAsked() throws {
        let files = [
            "Chart.yaml": Sample.name, "values.yaml": "m: {b: 1}\ncache: {size: 2}\n",
            "templates/out.yaml":
                "{{ dig \"m\" \"b\" 9 .Values.AsMap }}{{ dig \"m\" \"z\" 9 $.Values.AsMap }}{{ toJson .Values.m.AsMap }}",
            "charts/cache/Chart.yaml": "name: cache\nversion: 1.0.0\n",
            "charts/cache/templates/c.yaml": "{{ dig \"size\" 9 .Values.AsMap }}",
        ]
        let rendered = ChartRenderer().render(try Sample.chart(files), ChartRelease())
        let texts = rendered.files.map { "\($0.name) \($0.text.string)" }.sorted()
        #expect(texts == ["shop/charts/cache/templates/c.yaml 2", "shop/templates/out.yaml 19null"])
    }

    @Test func threeIsTheDefault() throws {
        #expect(ChartRelease().version == .three)
    }

    @Test func wholeObjectsOnTheCommandLineAreNewInFour() throws {
        let files = ["Chart.yaml": Sample.name, "templates/out.yaml": "{{ toJson .Values }}"]
        let layer = ValueLayer(.assignments(#"{"a":{"b":1}}"#, .json), label: "--set-json")
        #expect(try Sample.output(files, [layer]).hasPrefix("error: --set-json"))
        #expect(try Sample.output(files, [layer], version: .four) == #"{"a":{"b":1}}"#)
    }

    @Test func webhooksHaveAPlaceInTheOrderOfFour() {
        let webhook = "MutatingWebhookConfiguration"
        #expect(InstallOrder.precedes("Certificate", webhook, .three))
        #expect(InstallOrder.precedes(webhook, "Certificate", .four))
        #expect(InstallOrder.precedes("ConfigMap", "Deployment", .three))
    }

    /// An aliased chart that has a chart which it does not declare: Helm 3 leaves that below the own name.
    @Test func undeclaredChartsStayBehindInThree() throws {
        let chart = try Sample.chart([
            "Chart.yaml": Sample.name
                + "dependencies: [{name: cache, version: 1.x.x, alias: a}, {name: cache, version: 1.x.x, alias: b}]\n",
            "charts/cache/Chart.yaml": "name: cache\nversion: 1.0.0\n",
            "charts/cache/templates/c.yaml": "own: {{ .Template.Name }}\n",
            "charts/cache/charts/inner/Chart.yaml": "name: inner\nversion: 1.0.0\n",
            "charts/cache/charts/inner/templates/i.yaml": "size: {{ .Values.size }}\n",
            "values.yaml": "a: {inner: {size: 1}}\nb: {inner: {size: 2}}\n",
        ])
        func files(_ version: HelmVersion) -> [String: String] {
            let rendered = ChartRenderer().render(chart, ChartRelease(version: version))
            return Dictionary(uniqueKeysWithValues: rendered.files.map { ($0.name, $0.text.string) })
        }
        #expect(
            files(.three) == [
                "shop/charts/a/templates/c.yaml": "own: shop/charts/a/templates/c.yaml\n",
                "shop/charts/b/templates/c.yaml": "own: shop/charts/b/templates/c.yaml\n",
                "shop/charts/cache/charts/inner/templates/i.yaml": "size: 2\n",
            ])
        #expect(
            files(.four).filter { $0.key.hasSuffix("i.yaml") } == [
                "shop/charts/a/charts/inner/templates/i.yaml": "size: 1\n",
                "shop/charts/b/charts/inner/templates/i.yaml": "size: 2\n",
            ])
    }
}
