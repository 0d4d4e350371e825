import Model
import Testing

@testable import Policy

@Suite struct ClassifierTests {
    struct Case: CustomTestStringConvertible {
        let kind: String
        let attribute: String
        let before: String
        let after: String
        let expected: ActionClass
        var testDescription: String { "\(kind) \(attribute) \(before)→\(after)" }

        init(_ kind: String, _ attribute: String, _ before: String, _ after: String, _ expected: ActionClass)
        {
            self.kind = kind
            self.attribute = attribute
            self.before = before
            self.after = after
            self.expected = expected
        }

        var target: Target {
            kind.contains("_")
                ? Target(
                    .terraform(
                        TerraformAddress(root: "r", address: "module.a[\"x.y\"].module.b.\(kind).c[0]")),
                    attribute)
                : Target(.kubernetes(KubernetesAddress(namespace: "n", kind: kind, name: "c")), attribute)
        }
    }

    @Test(arguments: [
        // Kubernetes: amounts follow their direction.
        Case("Deployment", "resources.limits.memory", "512Mi", "768Mi", .raiseOrTune),
        Case("Deployment", "resources.limits.memory", "1Gi", "1000Mi", .shrink),
        Case("Deployment", "resources.requests.cpu", "2", "800m", .shrink),
        Case("Deployment", "resources.requests.cpu", "800m", "2", .raiseOrTune),
        Case(
            "Deployment", "spec.template.spec.containers[0].resources.requests.cpu", "1", "2",
            .replaceOrDestroy),
        Case("StatefulSet", "resources.requests.memory", "4Gi", "2Gi", .shrink),
        Case("Deployment", "replicas", "2", "4", .raiseOrTune),
        Case("Deployment", "spec.replicas", "4", "2", .shrink),
        Case("Deployment", "replicas", "4", "0", .replaceOrDestroy),
        Case("HorizontalPodAutoscaler", "spec.maxReplicas", "4", "8", .raiseOrTune),
        Case("Deployment", "resources.limits.cpu", "", "1", .shrink),
        Case("Deployment", "resources.requests.cpu", "", "1", .raiseOrTune),
        Case("Deployment", "resources.limits.cpu", "1", "", .replaceOrDestroy),
        Case("Deployment", "resources.limits.cpu", "1", "lots", .replaceOrDestroy),
        Case("Deployment", "resources.limits.cpu", "{{ .Values.x }}", "1", .replaceOrDestroy),
        Case("Deployment", "livenessProbe.failureThreshold", "3", "6", .raiseOrTune),
        Case("Deployment", "livenessProbe.httpGet.path", "/a", "/b", .replaceOrDestroy),
        Case("Deployment", "env[LOG_LEVEL].value", "debug", "info", .raiseOrTune),
        Case("Deployment", "env[DB_PASSWORD].value", "a", "b", .dataOrIdentity),
        Case("Deployment", "serviceAccountName", "a", "b", .dataOrIdentity),
        Case("Secret", "data.x", "a", "b", .dataOrIdentity),
        Case("ClusterRoleBinding", "subjects", "a", "b", .dataOrIdentity),
        Case("NetworkPolicy", "spec.egress", "a", "b", .dataOrIdentity),
        Case(
            "StatefulSet", "volumeClaimTemplates[0].spec.resources.requests.storage", "1Gi", "2Gi",
            .replaceOrDestroy),
        Case("StatefulSet", "serviceName", "a", "b", .replaceOrDestroy),
        Case("StatefulSet", "selector.matchLabels.app", "a", "b", .replaceOrDestroy),
        Case("PersistentVolumeClaim", "spec.resources.requests.storage", "1Gi", "2Gi", .growOnly),
        Case("PersistentVolumeClaim", "spec.resources.requests.storage", "2Gi", "1Gi", .replaceOrDestroy),
        Case("Job", "resources.limits.memory", "1Gi", "2Gi", .replaceOrDestroy),
        Case("CronJob", "resources.limits.memory", "1Gi", "2Gi", .raiseOrTune),
        Case("Deployment", "image", "a", "b", .replaceOrDestroy),
        Case("Deployment", "topologySpreadConstraints", "a", "b", .restart),
        // Terraform: the table decides, and what it does not name is the worst.
        Case("aws_instance", "instance_type", "m5.large", "m5.xlarge", .interrupt),
        Case("aws_instance", "instance_type", "m5.xlarge", "m5.large", .interrupt),
        Case("aws_instance", "ami", "a", "b", .replaceOrDestroy),
        Case("aws_instance", "root_block_device[0].volume_size", "20", "40", .growOnly),
        Case("aws_instance", "root_block_device.0.volume_size", "40", "20", .replaceOrDestroy),
        Case("aws_instance", "ebs_block_device[0].volume_size", "20", "40", .replaceOrDestroy),
        Case("aws_db_instance", "instance_class", "db.m5.large", "db.m5.xlarge", .interrupt),
        Case("aws_db_instance", "allocated_storage", "100", "200", .growOnly),
        Case("aws_db_instance", "allocated_storage", "200", "100", .replaceOrDestroy),
        Case("aws_db_instance", "backup_retention_period", "7", "1", .dataOrIdentity),
        Case("aws_db_instance", "password", "a", "b", .dataOrIdentity),
        Case("aws_ebs_volume", "size", "1", "2", .growOnly),
        Case("aws_lambda_function", "memory_size", "512", "256", .shrink),
        Case("aws_lambda_function", "memory_size", "256", "512", .raiseOrTune),
        Case("aws_lambda_function", "timeout", "3", "30", .raiseOrTune),
        Case("aws_autoscaling_group", "desired_capacity", "4", "2", .shrink),
        Case("aws_ecs_task_definition", "memory", "512", "1024", .replaceOrDestroy),
        Case("aws_iam_role", "max_session_duration", "1", "2", .dataOrIdentity),
        Case("aws_security_group_rule", "to_port", "1", "2", .dataOrIdentity),
        Case("aws_secretsmanager_secret", "name", "1", "2", .dataOrIdentity),
        Case("aws_new_thing", "size", "1", "2", .replaceOrDestroy),
        Case("google_compute_instance", "machine_type", "a", "b", .interrupt),
        Case("azurerm_managed_disk", "disk_size_gb", "1", "2", .growOnly),
    ]) func tellsTheClassFromTheChange(_ one: Case) {
        #expect(
            Classifier().actionClass(of: one.target, before: one.before, after: one.after) == one.expected)
    }

    @Test(arguments: [
        ("aws_instance.web", "aws_instance"), ("module.web.aws_instance.app[\"eu\"]", "aws_instance"),
        ("module.a[0].module.b[\"x.module.y\"].aws_db_instance.c", "aws_db_instance"), ("", ""),
    ]) func readsTheTypeOfAnAddress(address: String, expected: String) {
        #expect(ResourceKind.of(.terraform(TerraformAddress(root: "r", address: address))) == expected)
    }

    @Test(arguments: [
        ("*", "anything", true), ("a*c", "abc", true), ("a*c", "ac", true), ("a*c", "ab", false),
        ("a*a", "a", false),
        ("*_iam_*", "aws_iam_role", true), ("*_iam_*", "aws_iam", false), ("*a*b*", "xaxbx", true),
        ("*a*b*", "xbxax", false), ("abc", "abcd", false),
    ]) func matchesWildcards(pattern: String, text: String, expected: Bool) {
        #expect(Wildcard.matches(pattern, text) == expected)
    }
}
