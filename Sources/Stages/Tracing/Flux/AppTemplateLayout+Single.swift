internal import Kustomize
internal import Model

/// Versions of app-template before 2, whose values speak of one controller: `controller`, `image`, `resources`.
extension AppTemplateLayout {
    /// True for values that only those versions understand.
    static func isSingle(_ values: Node) -> Bool {
        values["controllers"] == nil && values.at("image", "repository")?.scalar != nil
    }

    /// The workload with its main container, both named after the release; other containers are not told.
    func single(_ release: LaidOutRelease) -> [LaidOutWorkload] {
        let values = release.values
        let controller = values["controller"]
        guard state(controller?["enabled"]) != false else { return [] }
        let type = controller?["type"]?.text ?? "deployment"
        // Helm cuts names where Kubernetes would.
        let name = String(release.name.prefix(63))
        var container = LaidOutWorkload.Container(
            name: name,
            fields: [
                .init(attribute: "resources", path: ["resources"]),
                .init(attribute: "image", path: ["image", "tag"], isTag: true),
            ], image: image(values))
        if values["image"]?["tag"]?.text?.contains("{{") == true { container.image = nil }
        var workload = LaidOutWorkload(
            kind: AppTemplateLayout.kinds[type] ?? type, names: [name], containers: [container],
            because: "chart app-template: one controller")
        if values["autoscaling"] == nil {
            workload.fields = [.init(attribute: "replicas", path: ["controller", "replicas"])]
        }
        if let key = renamed(release) {
            workload.hold = Hold(
                .unsupported, "`\(key)` in \(release.location) changes the workload's name")
        } else if state(controller?["enabled"]) == nil {
            workload.hold = Hold(
                .templated, "it is not plain whether the controller of \(release.location) is enabled")
        }
        return [workload]
    }
}
