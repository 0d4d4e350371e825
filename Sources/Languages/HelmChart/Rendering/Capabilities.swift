/// What the cluster and Helm say of themselves, since no cluster is asked.
public struct Capabilities: Sendable, Hashable {
    /// `v1.35.0`.
    public var kubernetesVersion: String
    /// `v3.21.4`.
    public var helmVersion: String
    /// Group versions, and `group/version/Kind` where they are given: `apps/v1`.
    public var apiVersions: [String]

    /// Makes capabilities.
    public init(kubernetesVersion: String, helmVersion: String, apiVersions: [String]) {
        self.kubernetesVersion = kubernetesVersion
        self.helmVersion = helmVersion
        self.apiVersions = apiVersions
    }

    /// What `helm template` assumes.
    public static func `default`(_ version: HelmVersion) -> Capabilities {
        switch version {
        case .three:
            Capabilities(kubernetesVersion: "v1.36.0", helmVersion: "v3.21.4", apiVersions: builtIn)
        case .four:
            Capabilities(kubernetesVersion: "v1.36.0", helmVersion: "v4.2", apiVersions: builtIn)
        }
    }

    /// The same for a cluster of which something is known, as `--kube-version` and `--api-versions` say it.
    ///
    /// A version that is none is not taken; API versions are added to those that every cluster has.
    public func adding(kubernetesVersion: String?, apiVersions: [String]) -> Capabilities {
        var capabilities = self
        capabilities.kubernetesVersion =
            kubernetesVersion.flatMap(Capabilities.kubernetesVersion) ?? self.kubernetesVersion
        capabilities.apiVersions += apiVersions
        return capabilities
    }

    /// `v1.29.0` for `1.29`; nil for what is no version of Kubernetes.
    public static func kubernetesVersion(_ text: String) -> String? {
        let bare = text.drop { $0 == "v" }
        guard text.utf8.count - bare.utf8.count <= 1 else { return nil }
        let suffix = bare.firstIndex { $0 == "-" || $0 == "+" } ?? bare.endIndex
        var numbers = bare[..<suffix].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        let areNumbers = numbers.allSatisfy { number in
            !number.isEmpty && number.utf8.allSatisfy { (0x30...0x39).contains($0) }
                && (number == "0" || number.first != "0") && number.utf8.count < 10
        }
        guard areNumbers, numbers.count <= 3, suffix == bare.endIndex || bare[suffix...].count > 1 else {
            return nil
        }
        while numbers.count < 3 { numbers.append("0") }
        return "v" + numbers.joined(separator: ".") + bare[suffix...]
    }

    private static let builtIn = [
        "v1", "admissionregistration.k8s.io/v1", "admissionregistration.k8s.io/v1alpha1",
        "admissionregistration.k8s.io/v1beta1", "internal.apiserver.k8s.io/v1alpha1", "apps/v1",
        "apps/v1beta1", "apps/v1beta2", "authentication.k8s.io/v1", "authentication.k8s.io/v1alpha1",
        "authentication.k8s.io/v1beta1", "authorization.k8s.io/v1", "authorization.k8s.io/v1beta1",
        "autoscaling/v1", "autoscaling/v2", "batch/v1", "batch/v1beta1", "certificates.k8s.io/v1",
        "certificates.k8s.io/v1beta1", "certificates.k8s.io/v1alpha1", "coordination.k8s.io/v1alpha2",
        "coordination.k8s.io/v1beta1", "coordination.k8s.io/v1", "discovery.k8s.io/v1",
        "discovery.k8s.io/v1beta1", "events.k8s.io/v1", "events.k8s.io/v1beta1", "extensions/v1beta1",
        "flowcontrol.apiserver.k8s.io/v1", "flowcontrol.apiserver.k8s.io/v1beta1",
        "flowcontrol.apiserver.k8s.io/v1beta2", "flowcontrol.apiserver.k8s.io/v1beta3",
        "networking.k8s.io/v1", "networking.k8s.io/v1beta1", "node.k8s.io/v1", "node.k8s.io/v1alpha1",
        "node.k8s.io/v1beta1", "policy/v1", "policy/v1beta1", "rbac.authorization.k8s.io/v1",
        "rbac.authorization.k8s.io/v1beta1", "rbac.authorization.k8s.io/v1alpha1", "resource.k8s.io/v1",
        "resource.k8s.io/v1beta2", "resource.k8s.io/v1beta1", "resource.k8s.io/v1alpha3",
        "scheduling.k8s.io/v1alpha2", "scheduling.k8s.io/v1beta1", "scheduling.k8s.io/v1",
        "storage.k8s.io/v1beta1", "storage.k8s.io/v1", "storage.k8s.io/v1alpha1",
        "storagemigration.k8s.io/v1beta1", "apiextensions.k8s.io/v1beta1", "apiextensions.k8s.io/v1",
    ]
}
