/// Repositories in which something else asks for a workload by its name, and workloads that come and go.
extension MovedFileEstate {
    private static func sized(_ name: String) -> String {
        workload(name: name).replacing("spec:\n  template", with: "spec:\n  replicas: 2\n  template")
    }

    private static func scaler(_ target: String, kind: String = "HorizontalPodAutoscaler") -> String {
        """
        apiVersion: autoscaling/v2
        kind: \(kind)
        metadata: {name: scaler}
        spec:
          minReplicas: 1
          maxReplicas: 9
          scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: \(target)}
        """
    }

    private static let base = [
        "base/web.yaml": sized("web"), "base/kustomization.yaml": "resources: [web.yaml]\n",
        "one/kustomization.yaml": "resources: [../base]\nnamespace: shop\n",
    ]

    private static func overlay(_ prefix: String, _ more: String = "") -> String {
        "resources: [../base\(more)]\nnamespace: shop\nnamePrefix: \(prefix)-\n"
    }

    private static func beside(_ files: [String: String]) -> [String: String] { base.merging(files) { $1 } }

    static let names = [
        Self(
            "an autoscaler of another root names what is new",
            beside([
                "scalers/hpa.yaml": scaler("more-web"),
                "scalers/kustomization.yaml": "resources: [hpa.yaml]\nnamespace: shop\n",
            ]),
            ["two/kustomization.yaml": overlay("other")], ["three/kustomization.yaml": overlay("more")],
            ["two/kustomization.yaml": nil], ["three/kustomization.yaml": nil]),
        Self(
            "an autoscaler of a folder names what is new", beside(["scalers/hpa.yaml": scaler("more-web")]),
            ["two/kustomization.yaml": overlay("other")], ["three/kustomization.yaml": overlay("more")],
            ["three/kustomization.yaml": nil]),
        Self(
            "a template makes autoscalers",
            beside([
                "scalers/hpa.yaml": scaler("'{{ name }}'").replacing("9", with: "{{ most }}") + "# more-web\n"
            ]),
            ["two/kustomization.yaml": overlay("other")], ["three/kustomization.yaml": overlay("more")]),
        Self(
            "an autoscaler comes with a root", base,
            [
                "two/kustomization.yaml": overlay("more", ", hpa.yaml"), "two/hpa.yaml": scaler("web"),
            ], ["two/kustomization.yaml": overlay("more"), "two/hpa.yaml": nil]),
        Self(
            "a folder has a workload of the same name", beside(["plain/web.yaml": sized("more-web")]),
            ["plain/two/kustomization.yaml": overlay("more").replacing("../base", with: "../../base")],
            ["plain/two/kustomization.yaml": nil]),
        Self(
            "a workload comes with a root", base,
            [
                "two/kustomization.yaml": "resources: [db.yaml]\nnamespace: shop\n",
                "two/db.yaml": sized("db"),
            ],
            ["one/kustomization.yaml": "resources: [../base, ../two]\nnamespace: shop\n"],
            ["two/kustomization.yaml": nil, "one/kustomization.yaml": "resources: [../base]\n"]),
        Self(
            "a root takes a workload more", base,
            ["base/kustomization.yaml": "resources: [web.yaml, db.yaml]\n", "base/db.yaml": sized("db")],
            ["base/kustomization.yaml": "resources: [web.yaml]\n", "base/db.yaml": nil]),
        Self(
            "a script sets the number of what is new",
            beside(["deploy.sh": "kubectl scale deployment/more-web --replicas=3\n"]),
            ["three/kustomization.yaml": overlay("more")]),
    ]
}
