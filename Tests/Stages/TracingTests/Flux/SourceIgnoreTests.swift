import Model
import TestSupport
import Testing
import Tracing

/// A directory without a kustomization that Flux builds of all manifests that the source hands on.
@Suite struct SourceIgnoreTests {
    private static let source = """
        apiVersion: source.toolkit.fluxcd.io/v1
        kind: GitRepository
        metadata: {name: flux-system, namespace: flux-system}
        spec:
          url: https://git.example/team/shop

        """

    /// An estate whose directory `apps` has a workload and `file`, which no Kustomization can build.
    private func sample(
        _ file: String, ignore: [String: String] = [:], spec: String = "",
        workload: String = "live/apps/web.yaml"
    ) -> Sample {
        Sample(
            [
                "flux/sync.yaml": SourceIgnoreTests.source + spec + "---\n"
                    + FluxSample.kustomization("shop", "", path: "./live/apps"),
                workload: FluxSample.workload("1️⃣1Gi2️⃣"),
                file: "line-length: {max: 120}\n",
            ].merging(ignore) { $1 })
    }

    private func name(_ sample: Sample) throws -> String {
        let trace = try sample.trace(
            "Deployment/web/app", "resources.limits.memory", root: "flux/sync.yaml#shop")
        return trace.place == sample.marked ? "literal" : trace.hold?.reason.rawValue ?? trace.statusName
    }

    @Test func aFileWithoutKindFailsTheBuild() throws {
        #expect(try name(sample("live/apps/.yamllint.yaml")) == "unparsable")
    }

    @Test(arguments: [
        ".yamllint.yaml", "*lint.yaml", "/live/apps/.yamllint.yaml", "live/apps/.[x-z]amllint.yaml",
        "**/.yamllint.yaml",
        "live/apps/**\n!/live/apps/*.y\n!web.yaml", "/*\n!/live/apps/web.yaml\n!/live/flux",
        ".yamllint.yaml  ",
    ])
    func aFileOfTheRulesIsLeftOut(_ rules: String) throws {
        #expect(
            try name(sample("live/apps/.yamllint.yaml", ignore: [".sourceignore": "# rules\n\(rules)\n"]))
                == "literal")
    }

    @Test(arguments: [
        "# .yamllint.yaml", "/.yamllint.yaml", ".yamllint.yaml/", "live/apps/*/.yamllint.yaml",
        "{.yamllint,x}.yaml",
        "*lint.yaml\n!apps", "live/apps**/.yamllint.yaml",
    ])
    func aRuleThatSpeaksOfSomethingElseLeavesItIn(_ rules: String) throws {
        #expect(
            try name(sample("live/apps/.yamllint.yaml", ignore: [".sourceignore": rules + "\n"]))
                == "unparsable")
    }

    @Test func rulesFurtherDownSpeakOfTheirDirectory() throws {
        #expect(
            try name(sample("live/apps/lint.yaml", ignore: ["live/apps/.sourceignore": "/lint.yaml\r\n"]))
                == "literal")
        #expect(
            try name(sample("live/apps/lint.yaml", ignore: ["other/.sourceignore": "lint.yaml\n"]))
                == "unparsable")
        let again = ["live/apps/.sourceignore": "!lint.yaml\n", ".sourceignore": "lint.yaml\n"]
        #expect(try name(sample("live/apps/lint.yaml", ignore: again)) == "unparsable")
    }

    @Test func theRepositoryOfFluxHasTheLastWord() throws {
        #expect(
            try name(sample("live/apps/lint.yaml", spec: "  ignore: |\n    /live/apps/lint.yaml\n"))
                == "literal")
        #expect(
            try name(
                sample(
                    "live/apps/lint.yaml", ignore: [".sourceignore": "lint.yaml\n"],
                    spec: "  ignore: '!lint.yaml'\n"))
                == "unparsable")
    }

    @Test func whatIsLeftOutIsNotDeployed() throws {
        let sample = sample("docs/x.yaml", ignore: [".sourceignore": "web.yaml\n"])
        #expect(try name(sample) == "no-such-resource")
    }

    @Test(arguments: [
        "live/apps/.github/x.yaml", "live/apps/.sops.yaml", "live/apps/cloudbuild.yaml",
        "live/apps/.flux.yaml",
    ])
    func someFilesNobodyDeploys(_ file: String) throws {
        #expect(try name(sample(file)) == "literal")
        #expect(try name(sample(file, spec: "  ignore: '!*.yaml'\n")) == "unparsable")
    }

    @Test func aKustomizationThatIsLeftOutIsNone() throws {
        let files = [
            ".sourceignore": "kustomization.yaml\n", "live/apps/kustomization.yaml": "resources: []\n",
        ]
        #expect(try name(sample("docs/x.yaml", ignore: files)) == "literal")
    }

    @Test func twoSourcesOfOneNameThatDifferAreHeld() throws {
        let other = SourceIgnoreTests.source + "  ignore: '/live/apps/lint.yaml'\n"
        // Elsewhere it is another cluster's; of two beside the Kustomization one cannot tell.
        #expect(try name(sample("live/apps/lint.yaml", ignore: ["far/source.yaml": other])) == "unparsable")
        let beside = try name(sample("live/apps/lint.yaml", ignore: ["flux/source.yaml": other]))
        #expect(beside == "unsupported")
    }
}
