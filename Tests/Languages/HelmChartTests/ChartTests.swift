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
}

@Suite struct ChartTests {
    @Test func aChartWithASubchartIsRendered() throws {
        let chart = try Sample.chart([
            "Chart.yaml": "name: shop\nversion: 1.0.0\nappVersion: \"2\"\n",
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
}
