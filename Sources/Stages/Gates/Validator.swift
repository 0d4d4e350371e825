internal import Model
internal import Ports
internal import Settings

/// What a gate is to look at.
struct GateSubject: Sendable {
    /// The files that the change writes, by path.
    var files: [String]
    /// Directories whose deployed attributes change, by path.
    var roots: [String]
    /// All paths of the tree.
    var paths: Set<String>

    /// The nearest directory at or above each changed file, or root, that holds one of `names`.
    func directories(holding names: [String]) -> [String] {
        var found: Set<String> = []
        for start in files.map(GateSubject.directory) + roots {
            var place: String? = start
            while let directory = place {
                if names.contains(where: { paths.contains(directory.isEmpty ? $0 : "\(directory)/\($0)") }) {
                    found.insert(directory)
                    break
                }
                place = directory.isEmpty ? nil : GateSubject.directory(of: directory)
            }
        }
        return found.sorted()
    }

    /// Directories of changed files, and roots, that hold Terraform files themselves.
    var terraformDirectories: [String] {
        Set(
            files.filter { $0.hasSuffix(".tf") || $0.hasSuffix(".tfvars") }.map(GateSubject.directory) + roots
        )
        .filter { directory in
            paths.contains { $0.hasSuffix(".tf") && GateSubject.directory(of: $0) == directory }
        }.sorted()
    }

    static func directory(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
    }

    /// As an argument: nothing that begins with a dash is taken for an option.
    static func argument(_ path: String) -> String { path.isEmpty ? "." : "./\(path)" }
}

/// A gate that runs a program of the machine; the repository chooses by name, never what is run.
struct Validator: Sendable {
    /// What is run, or why there is nothing to look at: a gate that sees nothing has not passed.
    enum Job: Sendable {
        case run(SandboxJob)
        case nothing(String)
    }

    let name: String
    let job: @Sendable (GateSubject) -> Job

    /// The validators of these settings, by name.
    static func all(_ settings: GateSettings) -> [String: Validator] {
        var all: [String: Validator] = [:]
        for validator in builtIn { all[validator.name] = validator }
        for command in settings.commands where all[command.name] == nil {
            all[command.name] = Validator(name: command.name) { subject in
                .run(
                    SandboxJob(
                        command.run.flatMap {
                            $0 == "{files}" ? subject.files.map(GateSubject.argument) : [$0]
                        }))
            }
        }
        return all
    }

    private static let builtIn = [
        terraformFormat, terraformValidate, helmLint, helmTemplate, kustomizeBuild, yamlParse,
    ]

    private static let quiet = ["CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1"]

    private static let terraformFormat = Validator(name: "terraform-fmt") { subject in
        let files = subject.files.filter { $0.hasSuffix(".tf") || $0.hasSuffix(".tfvars") }
        guard !files.isEmpty else { return .nothing("no Terraform file changes") }
        return .run(
            SandboxJob(
                ["terraform", "fmt", "-check", "-diff", "-no-color"] + files.map(GateSubject.argument),
                variables: quiet))
    }

    /// Roots are initialised without a backend; providers must be where the operator lets gates read.
    private static let terraformValidate = Validator(name: "terraform-validate") { subject in
        each(
            subject.terraformDirectories, "no root of Terraform changes",
            """
            export TF_DATA_DIR=/scratch/terraform/$number
            terraform -chdir="$directory" init -backend=false -input=false -lockfile=readonly -no-color >/scratch/said 2>&1 ||
                { cat /scratch/said; exit 1; }
            terraform -chdir="$directory" validate -no-color
            """, variables: quiet)
    }

    private static let helmLint = Validator(name: "helm-lint") { subject in
        each(charts(subject), "no chart is changed", #"helm lint "$directory""#)
    }

    private static let helmTemplate = Validator(name: "helm-template") { subject in
        each(charts(subject), "no chart is changed", #"helm template gate "$directory" >/dev/null"#)
    }

    private static let kustomizeBuild = Validator(name: "kustomize-build") { subject in
        each(
            subject.directories(holding: ["kustomization.yaml", "kustomization.yml", "Kustomization"]),
            "no kustomization is changed", #"kubectl kustomize "$directory" >/dev/null"#)
    }

    /// Another reader than ours.
    private static let yamlParse = Validator(name: "yaml-parse") { subject in
        let files = subject.files.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }
        guard !files.isEmpty else { return .nothing("no YAML file changes") }
        let script = """
            import sys, yaml
            for name in sys.argv[1:]:
                with open(name, "rb") as file:
                    for _ in yaml.compose_all(file, yaml.SafeLoader): pass
            """
        return .run(SandboxJob(["python3", "-I", "-c", script] + files.map(GateSubject.argument)))
    }

    private static func charts(_ subject: GateSubject) -> [String] {
        subject.directories(holding: ["Chart.yaml"])
    }

    /// One of our own scripts over directories, which it gets as arguments and never reads as words.
    private static func each(
        _ directories: [String], _ nothing: String, _ script: String, variables: [String: String] = [:]
    ) -> Job {
        guard !directories.isEmpty else { return .nothing(nothing) }
        let loop = "set -eu\nnumber=0\nfor directory; do\nnumber=$((number + 1))\n\(script)\ndone\n"
        return .run(
            SandboxJob(
                ["/bin/sh", "-c", loop, "gate"] + directories.map(GateSubject.argument), variables: variables
            ))
    }
}
