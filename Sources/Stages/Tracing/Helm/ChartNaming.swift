internal import YAML

/// Fields of a rendered object, with the root, release and environment of the chart.
struct ChartNaming: ObjectNaming {
    private let plain: PlainNaming
    private let context: ChartContext

    init(_ object: ChartObject, _ context: ChartContext) {
        plain = PlainNaming(root: context.root, object: object.manifest)
        self.context = context
    }

    func key(_ steps: [FieldStep]) -> Fact.Key {
        var key = plain.key(steps)
        key.environment = context.environment
        key.release = context.release
        key.namespace = key.namespace ?? context.namespace
        return key
    }
}
