/// The charts, each with the versions whose templates were read.
extension KnownCharts {
    static let all = monitoring + operators + services

    private static func row(
        _ kind: String, _ workload: String, _ container: String, _ resources: String = "resources",
        part: String? = nil
    ) -> Row {
        Row(kind: kind, workload: workload, container: container, resources: resources, part: part)
    }

    /// What watches others.
    private static let monitoring: [KnownCharts] = [
        KnownCharts(
            chart: "alertmanager", isUnsized: true,
            rows: [
                row("StatefulSet", "{fullname}", "alertmanager"),
                row(
                    "StatefulSet", "{fullname}", "alertmanager-configmap-reload", "configmapReload.resources"
                ).when("configmapReload.name", ""),
            ]),
        // 10.5.15
        KnownCharts(
            chart: "grafana", since: 3,
            rows: [
                row("Deployment", "{fullname}", "grafana").when("useStatefulSet", "", "false")
                    .when("persistence.type", "", "pvc")
                    .counted(by: "replicas", unless: "autoscaling.enabled")
            ]),
        KnownCharts(
            chart: "grafana-operator", since: 5,
            rows: [row("Deployment", "{fullname}", "grafana-operator").counted(by: "replicas")]),
        // 88.5.3
        KnownCharts(
            chart: "kube-prometheus-stack", longest: 26,
            rows: [
                row(
                    "Deployment", "{fullname}-operator", "kube-prometheus-stack",
                    "prometheusOperator.resources"
                ).when("prometheusOperator.enabled", "", "true")
                    .when("prometheusOperator.fullnameOverride", "").when("nameOverride", ""),
                row("Deployment", "{fullname}", "grafana", "grafana.resources", part: "grafana")
                    .when("grafana.enabled", "", "true").when("grafana.useStatefulSet", "", "false")
                    .when("grafana.persistence.type", "", "pvc"),
                row(
                    "Deployment", "{fullname}", "{name}", "kube-state-metrics.resources",
                    part: "kube-state-metrics"
                ).when("kubeStateMetrics.enabled", "", "true")
                    .when("kube-state-metrics.autosharding.enabled", "", "false"),
                row(
                    "DaemonSet", "{fullname}", "node-exporter", "prometheus-node-exporter.resources",
                    part: "prometheus-node-exporter"
                ).when("nodeExporter.enabled", "", "true"),
            ]),
        // 8.4.0
        KnownCharts(
            chart: "kube-state-metrics", since: 1,
            rows: [
                row("Deployment", "{fullname}", "{name}").when("autosharding.enabled", "", "false")
                    .counted(by: "replicas")
            ]),
        // 3.13.1; with the nanny beside it, that sizes it.
        KnownCharts(
            chart: "metrics-server",
            rows: [
                row("Deployment", "{fullname}", "metrics-server").when("addonResizer.enabled", "", "false")
                    .counted(by: "replicas")
            ]),
        KnownCharts(
            chart: "opentelemetry-operator", isUnsized: true,
            rows: [row("Deployment", "{fullname}", "manager", "manager.resources")]),
        // 29.27.0
        KnownCharts(
            chart: "prometheus", since: 15,
            rows: [
                row("Deployment", "{fullname}-server", "{name}-server", "server.resources")
                    .when("server.name", "", "server").when("server.statefulSet.enabled", "", "false")
                    .when("server.fullnameOverride", "").when("fullnameOverride", ""),
                row("StatefulSet", "{fullname}-server", "{name}-server", "server.resources")
                    .when("server.name", "", "server").when("server.statefulSet.enabled", "true")
                    .when("server.fullnameOverride", "").when("fullnameOverride", ""),
            ]),
        KnownCharts(
            chart: "prometheus-adapter", isUnsized: true,
            rows: [row("Deployment", "{fullname}", "prometheus-adapter").counted(by: "replicas")]),
        KnownCharts(
            chart: "prometheus-blackbox-exporter",
            rows: [
                row("Deployment", "{fullname}", "blackbox-exporter").when("kind", "", "Deployment")
                    .counted(by: "replicas"),
                row("DaemonSet", "{fullname}", "blackbox-exporter").when("kind", "DaemonSet"),
            ]),
        KnownCharts(
            chart: "prometheus-node-exporter", isUnsized: true,
            rows: [row("DaemonSet", "{fullname}", "node-exporter")]),
        KnownCharts(
            chart: "prometheus-postgres-exporter", isUnsized: true,
            rows: [row("Deployment", "{fullname}", "{name}")]),
        KnownCharts(
            chart: "prometheus-redis-exporter", isUnsized: true,
            rows: [row("Deployment", "{fullname}", "prometheus-redis-exporter")]),
        KnownCharts(
            chart: "prometheus-smartctl-exporter", isUnsized: true,
            rows: [
                row("DaemonSet", "{fullname}-0", "main").when("common.resources", "")
            ]),
        KnownCharts(
            chart: "prometheus-snmp-exporter", isUnsized: true,
            rows: [
                row("Deployment", "{fullname}", "snmp-exporter").when("kind", "", "Deployment"),
                row("DaemonSet", "{fullname}", "snmp-exporter").when("kind", "DaemonSet"),
            ]),
        KnownCharts(
            chart: "promtail",
            rows: [row("DaemonSet", "{fullname}", "promtail").when("daemonset.enabled", "", "true")]),
        KnownCharts(chart: "tempo", rows: [row("StatefulSet", "{fullname}", "tempo", "tempo.resources")]),
    ]

    /// What runs a cluster.
    private static let operators: [KnownCharts] = [
        // 10.1.1; the repository server's size is also that of a container beside it.
        KnownCharts(
            chart: "argo-cd", since: 5, name: "argocd",
            rows: [
                row("Deployment", "{fullname}-server", "server", "server.resources")
                    .when("server.name", "", "server")
                    .counted(by: "server.replicas", unless: "server.autoscaling.enabled"),
                row(
                    "StatefulSet", "{fullname}-application-controller", "application-controller",
                    "controller.resources"
                ).when("controller.name", "", "application-controller").when(
                    "controller.dynamicClusterDistribution", "", "false"),
                row(
                    "Deployment", "{fullname}-applicationset-controller", "applicationset-controller",
                    "applicationSet.resources"
                ).when("applicationSet.name", "", "applicationset-controller")
                    .when("applicationSet.enabled", "", "true"),
                row(
                    "Deployment", "{fullname}-notifications-controller", "notifications-controller",
                    "notifications.resources"
                ).when("notifications.name", "", "notifications-controller")
                    .when("notifications.enabled", "", "true"),
                row("Deployment", "{fullname}-redis", "redis", "redis.resources")
                    .when("redis.name", "", "redis").when("redis.enabled", "", "true")
                    .when("redis-ha.enabled", "", "false"),
            ]),
        // 1.20
        KnownCharts(
            chart: "cert-manager",
            rows: [
                row("Deployment", "{fullname}", "cert-manager-controller").counted(by: "replicaCount"),
                row("Deployment", "{fullname}-cainjector", "cert-manager-cainjector", "cainjector.resources")
                    .when("cainjector.enabled", "", "true").counted(by: "cainjector.replicaCount"),
                row("Deployment", "{fullname}-webhook", "cert-manager-webhook", "webhook.resources")
                    .counted(by: "webhook.replicaCount"),
            ]),
        KnownCharts(
            chart: "cilium",
            rows: [
                row("DaemonSet", "cilium", "cilium-agent").when("agent", "", "true")
                    .when("preflight.enabled", "", "false"),
                row("Deployment", "cilium-operator", "cilium-operator", "operator.resources")
                    .when("operator.enabled", "", "true"),
            ]),
        // 0.29.0
        KnownCharts(
            chart: "cloudnative-pg",
            rows: [row("Deployment", "{fullname}", "manager").counted(by: "replicaCount")]),
        // 1.46.2
        KnownCharts(
            chart: "coredns",
            rows: [
                row("Deployment", "{fullname}", "coredns").when("deployment.enabled", "", "true")
                    .when("deployment.name", "")
                    .counted(by: "replicaCount", unless: "autoscaler.enabled", "hpa.enabled")
            ]),
        // 0.36.0
        KnownCharts(
            chart: "descheduler", before: 1,
            rows: [
                row("CronJob", "{fullname}", "descheduler").when("kind", "", "CronJob"),
                row("Deployment", "{fullname}", "descheduler").when("kind", "Deployment"),
            ]),
        // 1.21.1
        KnownCharts(chart: "external-dns", rows: [row("Deployment", "{fullname}", "external-dns")]),
        // 2.9.0
        KnownCharts(
            chart: "external-secrets",
            rows: [
                row("Deployment", "{fullname}", "external-secrets").when("createOperator", "", "true")
                    .counted(by: "replicaCount"),
                row("Deployment", "{fullname}-webhook", "webhook", "webhook.resources")
                    .when("webhook.create", "", "true").counted(by: "webhook.replicaCount"),
                row("Deployment", "{fullname}-cert-controller", "cert-controller", "certController.resources")
                    .when("certController.create", "", "true")
                    .when("webhook.certManager.enabled", "", "false"),
            ]),
        KnownCharts(chart: "flux-operator", rows: [row("Deployment", "{fullname}", "manager")]),
        KnownCharts(
            chart: "gateway-helm",
            rows: [
                row("Deployment", "envoy-gateway", "envoy-gateway", "deployment.envoyGateway.resources")
            ]),
        KnownCharts(
            chart: "gha-runner-scale-set-controller", name: "gha-rs-controller",
            rows: [row("Deployment", "{fullname}", "manager").counted(by: "replicaCount")]),
        // 4.15.1
        KnownCharts(
            chart: "ingress-nginx", since: 4,
            rows: [
                row("Deployment", "{fullname}-controller", "controller", "controller.resources")
                    .when("controller.kind", "", "Deployment").when("controller.name", "", "controller")
                    .when("controller.containerName", "", "controller"),
                row("DaemonSet", "{fullname}-controller", "controller", "controller.resources")
                    .when("controller.kind", "DaemonSet").when("controller.name", "", "controller")
                    .when("controller.containerName", "", "controller"),
            ]),
        // 2.20.2; the part for one of them, and not what stands for all.
        KnownCharts(
            chart: "keda", since: 2,
            rows: [
                row("Deployment", "keda-operator", "keda-operator", "resources.operator")
                    .when("operator.name", "", "keda-operator").counted(by: "operator.replicaCount")
            ]),
        KnownCharts(
            chart: "kubelet-csr-approver", since: 1,
            rows: [row("Deployment", "{fullname}", "kubelet-csr-approver").counted(by: "replicas")]),
        KnownCharts(
            chart: "metallb",
            rows: [
                row("Deployment", "{fullname}-controller", "controller", "controller.resources")
                    .when("controller.enabled", "", "true"),
                row("DaemonSet", "{fullname}-speaker", "speaker", "speaker.resources")
                    .when("speaker.enabled", "", "true"),
            ]),
        KnownCharts(
            chart: "node-feature-discovery",
            rows: [
                row("DaemonSet", "{fullname}-worker", "worker", "worker.resources").when(
                    "worker.enable", "", "true")
            ]),
        KnownCharts(
            chart: "reflector",
            rows: [
                row("Deployment", "{fullname}", "reflector").when("cron.enabled", "", "false")
                    .counted(by: "replicaCount")
            ]),
        // 2.2.16
        KnownCharts(
            chart: "reloader", isAlwaysJoined: true,
            rows: [row("Deployment", "{fullname}", "{fullname}", "reloader.deployment.resources")]),
        KnownCharts(
            chart: "rook-ceph", rows: [row("Deployment", "rook-ceph-operator", "rook-ceph-operator")]),
        // 2.18.5
        KnownCharts(
            chart: "sealed-secrets", since: 2,
            rows: [
                row("Deployment", "{fullname}", "controller").when("createController", "", "true")
            ]),
        KnownCharts(
            chart: "snapshot-controller", since: 3,
            rows: [
                row("Deployment", "{fullname}", "snapshot-controller", "controller.resources")
                    .when("controller.enabled", "", "true").when("controller.fullnameOverride", "")
                    .when("fullnameOverride", "").when("nameOverride", "")
                    .counted(by: "controller.replicaCount")
            ]),
        KnownCharts(
            chart: "tailscale-operator",
            rows: [row("Deployment", "operator", "operator", "operatorConfig.resources")]),
        // 41.3.0; a variable of the program is computed from the limit of memory.
        KnownCharts(
            chart: "traefik", since: 20,
            rows: ["Deployment", "DaemonSet"].map { kind in
                row(kind, "{fullname}", "{fullname}").when("deployment.enabled", "", "true")
                    .when("deployment.kind", kind == "Deployment" ? ["", kind] : [kind])
                    .taking("limits.cpu", "requests.cpu", "requests.memory")
            }),
        KnownCharts(
            chart: "trust-manager",
            rows: [row("Deployment", "{name}", "{name}").counted(by: "replicaCount")]),
        // 12.1.0
        KnownCharts(
            chart: "velero", since: 3,
            rows: [
                row("DaemonSet", "node-agent", "node-agent", "nodeAgent.resources").when(
                    "deployNodeAgent", "true")
            ]),
        KnownCharts(
            chart: "volsync", rows: [row("Deployment", "{fullname}", "manager").counted(by: "replicaCount")]),
    ]

    /// What others use.
    private static let services: [KnownCharts] = [
        KnownCharts(
            chart: "authentik", since: 2024,
            rows: [
                row("Deployment", "{fullname}-server", "server", "server.resources")
                    .when("server.enabled", "", "true").when("server.name", "", "server")
                    .counted(by: "server.replicas", unless: "server.autoscaling.enabled"),
                row("Deployment", "{fullname}-worker", "worker", "worker.resources")
                    .when("worker.enabled", "", "true").when("worker.name", "", "worker")
                    .counted(by: "worker.replicas", unless: "worker.autoscaling.enabled"),
            ]),
        KnownCharts(chart: "podinfo", isUnsized: true, rows: [row("Deployment", "{fullname}", "podinfo")]),
        // 17.1.0; with certificates of its own a container copies them that has the same size.
        KnownCharts(
            chart: "postgresql", since: 11,
            rows: [
                row("StatefulSet", "{fullname}", "postgresql", "primary.resources")
                    .when("architecture", "", "standalone").when("tls.enabled", "", "false")
                    .when("global.postgresql.fullnameOverride", ""),
                row("StatefulSet", "{fullname}-primary", "postgresql", "primary.resources")
                    .when("architecture", "replication").when("tls.enabled", "", "false")
                    .when("primary.name", "", "primary").when("global.postgresql.fullnameOverride", ""),
            ]),
        // 23.1.1
        KnownCharts(
            chart: "redis", since: 16,
            rows: [
                row("StatefulSet", "{fullname}-master", "redis", "master.resources")
                    .when("sentinel.enabled", "", "false").when("master.kind", "", "StatefulSet"),
                row("StatefulSet", "{fullname}-replicas", "redis", "replica.resources")
                    .when("sentinel.enabled", "", "false").when("replica.kind", "", "StatefulSet")
                    .when("architecture", "", "replication"),
            ]),
    ]
}
