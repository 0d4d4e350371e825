import Foundation
import Model
import Settings
import TestSupport
import Testing
import Tracing

/// Questions about the example company whose answers a reader of its files can check.
@Suite struct StorefrontTests {
    struct Question: Sendable, CustomTestStringConvertible {
        var address: String
        var attribute: String
        var namespace = ""
        var environment: String?
        /// `file:line token`, or the reason of the hold.
        var answer: String
        var testDescription: String { "\(environment ?? namespace) \(address) \(attribute)" }
    }

    static let questions: [Question] = [
        Question(
            address: "Deployment/recommender/model", attribute: "resources.requests.cpu", namespace: "shop",
            answer: "kubernetes/shop/recommender.yaml:24 .8"),
        Question(
            address: "Deployment/pricing/app", attribute: "resources.requests.memory", namespace: "shop",
            answer: "kubernetes/shop/pricing.yaml:50 \"2Gi\""),
        Question(address: "Deployment/api", attribute: "replicas", namespace: "prod", answer: "autoscaled"),
        Question(
            address: "Deployment/cart/app", attribute: "resources.limits.memory", namespace: "shop",
            answer: "kustomize/overlays/prod/cart-resources.yaml:15 2Gi"),
        Question(
            address: "Deployment/newsletter/worker", attribute: "resources.limits.memory", namespace: "shop",
            answer: "kustomize/overlays/prod/kustomization.yaml:19 1Gi"),
        Question(
            address: "Deployment/newsletter", attribute: "replicas", namespace: "shop-staging",
            answer: "kustomize/overlays/staging/kustomization.yaml:11 0"),
        Question(
            address: "Deployment/storefront-api/api", attribute: "resources.limits.memory", namespace: "prod",
            answer: "charts/storefront-api/values-prod.yaml:8 1.5Gi"),
        Question(
            address: "Deployment/wiki/app", attribute: "resources.requests.cpu", namespace: "tools",
            answer: "charts/tools/values-prod.yaml:2 500m"),
        Question(
            address: "Deployment/photos/app", attribute: "resources.requests.memory", namespace: "media",
            answer: "flux/apps/media/photos.yaml:40 2Gi"),
        Question(
            address: "Deployment/grafana/grafana", attribute: "resources.limits.memory",
            namespace: "monitoring",
            answer: "external"),
        Question(
            address: "module.web.aws_instance.app", attribute: "instance_type", environment: "prod",
            answer: "terraform/live/prod.tfvars:4 \"m5.2xlarge\""),
        Question(
            address: "module.admin.aws_instance.app", attribute: "instance_type", environment: "prod",
            answer: "terraform/live/web.tf:39 \"m5.large\""),
        Question(
            address: "aws_db_instance.main", attribute: "instance_class", environment: "prod",
            answer: "terraform/live/variables.tf:44 \"db.r6g.2xlarge\""),
        Question(
            address: "aws_db_instance.main", attribute: "allocated_storage", environment: "prod",
            answer: "terraform/live/prod.tfvars:8 500"),
        Question(
            address: "aws_autoscaling_group.workers", attribute: "max_size", environment: "staging",
            answer: "terraform/live/staging.tfvars:7 2"),
        Question(
            address: "aws_launch_template.workers", attribute: "instance_type", environment: "prod",
            answer: "terraform/live/locals.tf:13 \"c5.xlarge\""),
        Question(
            address: "aws_lambda_function.this[\"sitemaps\"]", attribute: "memory_size", environment: "prod",
            answer: "terraform/live/variables.tf:77 256"),
        Question(
            address: "aws_instance.runner", attribute: "instance_type",
            answer: "terraform/tooling/main.tf:28 \"c5.4xlarge\""),
    ]

    @Test(arguments: questions) func isAnsweredRightOrHeld(_ question: Question) throws {
        let tree = try InMemoryTree(
            directory: SourceDirectory.package.appending(path: "infra-examples/storefront"))
        let roots = [
            TerraformRootSettings(
                path: "terraform/live",
                environments: [
                    .init(name: "prod", variableFiles: ["terraform/live/prod.tfvars"], workspace: nil),
                    .init(name: "staging", variableFiles: ["terraform/live/staging.tfvars"], workspace: nil),
                ]), TerraformRootSettings(path: "terraform/tooling", environments: []),
        ]
        let stage = TracingStage(tree: tree, settings: RepositorySettings(terraformRoots: roots))
        let trace = try #require(
            try stage.trace(
                address: question.address, attribute: question.attribute, environment: question.environment,
                namespace: question.namespace))
        let answer =
            trace.origin.map { "\($0.file):\($0.line) \($0.token)" } ?? trace.hold?.reason.rawValue
            ?? trace.statusName
        #expect(answer == question.answer, "\(trace.status)")
    }
}
