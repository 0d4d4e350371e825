import Model
import Provenance
import Testing

@testable import Tracing

@Suite("Terragrunt: what a unit runs, and what holds it")
struct TerragruntUnitTests {
    private static let module = ["modules/app/main.tf": "variable \"size\" {}\n"]

    private func unit(_ text: String, _ files: [String: String] = [:]) throws -> TerragruntUnit? {
        try TerragruntSample(
            Self.module.merging(["live/app/terragrunt.hcl": text + "\n"]) { $1 }.merging(files) { $1 }
        ).unit("live/app")
    }

    private func source(_ source: String) -> String { "terraform {\n  source = \(source)\n}\n" }

    @Test(
        "sources in the repository",
        arguments: [
            #""../../modules/app""#, #""../../modules//app""#, #""../..//modules/app?ref=v1""#,
            #""${get_repo_root()}//modules/app""#, #""${get_terragrunt_dir()}/../../modules/app""#,
            #""${dirname(find_in_parent_folders("root.hcl"))}/modules/${basename(get_terragrunt_dir())}""#,
        ])
    func local(source text: String) throws {
        #expect(try unit(source(text), ["root.hcl": ""])?.module == .directory("modules/app"))
    }

    @Test(
        "sources that are not",
        arguments: [
            (#""git::git@example.com:x/y.git//modules/app?ref=v1""#, HoldReason.external),
            (#""github.com/x/y//modules/app""#, .external), (#""tfr:///x/y/aws?version=1""#, .external),
            (#""https://example.com/x.zip""#, .external), (#""../../../modules/app""#, .outsidePaths),
            (#""../../modules/none""#, .noSuchResource), (#""${get_env("X")}//app""#, .unsupported),
            (#""../../modules/${length(split("/", get_terragrunt_dir()))}""#, .unsupported),
        ])
    func missing(source text: String, reason: HoldReason) throws {
        guard case .missing(let hold)? = try unit(source(text))?.module else {
            Issue.record("\(text) leads to a directory")
            return
        }
        #expect(hold.reason == reason)
    }

    @Test("without a source the unit's own directory is run")
    func own() throws {
        #expect(try unit("", ["live/app/main.tf": ""])?.module == .directory("live/app"))
        #expect(try unit("")?.excluded == "it runs no module")
    }

    @Test("the source of an include starts from the unit")
    func included() throws {
        let unit = try unit(
            "include \"r\" { path = \"../../_envcommon/deep/app.hcl\" }",
            ["_envcommon/deep/app.hcl": source(#""../../modules/app""#)])
        #expect(unit?.module == .directory("modules/app"))
    }

    @Test("variable files in the order of the command line, the unit's own first")
    func variableFiles() throws {
        let unit = try unit(
            source(#""../../modules/app""#).replacing(
                "}\n",
                with: """
                      extra_arguments "vars" {
                        commands           = get_terraform_commands_that_need_vars()
                        arguments          = ["-lock=true", "-var-file=${get_terragrunt_dir()}/a.tfvars"]
                        required_var_files = ["b.tfvars"]
                        optional_var_files = ["none.tfvars", find_in_parent_folders("c.tfvars", "ignore")]
                      }
                      extra_arguments "other" {
                        commands           = ["init"]
                        required_var_files = ["d.tfvars"]
                      }
                    }

                    """),
            [
                "live/app/terraform.tfvars": "", "live/app/a.tfvars": "", "live/app/b.tfvars": "",
                "live/c.tfvars": "",
                "live/app/d.tfvars": "",
            ])
        #expect(
            unit?.variableFiles == [
                "live/app/terraform.tfvars", "live/app/a.tfvars", "live/app/b.tfvars", "live/c.tfvars",
            ])
        #expect(unit?.hold == nil)
    }

    struct Held: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var unit: String
        var files: [String: String] = [:]
        var reason: HoldReason = .unsupported
        var mentions: String
    }

    private static let runs = "terraform {\n  source = \"../../modules/app\"\n}\n"
    private static func extra(_ text: String) -> String {
        "terraform {\n  source = \"../../modules/app\"\n  extra_arguments \"e\" {\n    commands = [\"plan\"]\n    \(text)\n  }\n}\n"
    }
    private static func generate(_ path: String, _ contents: String, _ more: String = "") -> String {
        runs
            + "generate \"g\" {\n  path = \"\(path)\"\n  if_exists = \"overwrite\"\n  contents = <<EOF\n\(contents)\nEOF\n\(more)\n}\n"
    }

    static let held: [Held] = [
        Held(
            testDescription: "a -var that names nothing", unit: extra("arguments = [\"-var=size\"]"),
            mentions: "-var"),
        Held(
            testDescription: "a variable file that is not there",
            unit: extra("required_var_files = [\"secret.tfvars\"]"), mentions: "secret.tfvars"),
        Held(
            testDescription: "arguments that are not known", unit: extra("arguments = [get_env(\"X\")]"),
            mentions: "arguments"),
        Held(
            testDescription: "Terraform files beside the unit", unit: runs,
            files: ["live/app/extra.tf": "locals {}\n"], mentions: "extra.tf"),
        Held(
            testDescription: "variable files of the unit and of the module", unit: runs,
            files: ["live/app/terraform.tfvars": "", "modules/app/x.auto.tfvars": ""], reason: .ambiguous,
            mentions: "x.auto.tfvars"),
        Held(
            testDescription: "generated variables of any name",
            unit: generate("x.auto.tfvars", "${get_env(\"X\", \"size\")} = ${get_env(\"Y\")}"),
            mentions: "x.auto.tfvars"),
        Held(
            testDescription: "generated variables that somebody hands over",
            unit: generate("x.tfvars", "size = 1"), mentions: "x.tfvars"),
        Held(
            testDescription: "a generated override",
            unit: generate("x_override.tf", "${dependency.vpc.outputs.text}"),
            mentions: "x_override.tf"),
        Held(
            testDescription: "a generated file in the place of one",
            unit: generate("main.tf", "${dependency.vpc.outputs.text}"), mentions: "modules/app/main.tf"),
        Held(
            testDescription: "an include that is not there", unit: "include \"r\" { path = \"../none.hcl\" }",
            reason: .notInRepository, mentions: "is not in the repository"),
        Held(
            testDescription: "an include that nobody finds",
            unit: "include \"r\" { path = find_in_parent_folders(\"none.hcl\") }", reason: .unparsable,
            mentions: "none.hcl is in no folder above"),
        Held(
            testDescription: "an include of an include", unit: "include \"r\" { path = \"../r.hcl\" }",
            files: ["live/r.hcl": "include \"s\" { path = \"s.hcl\" }\n", "live/s.hcl": ""],
            mentions: "includes others"),
        Held(
            testDescription: "a merge strategy that nobody knows",
            unit: "include \"r\" {\n  path = \"../r.hcl\"\n  merge_strategy = \"sideways\"\n}",
            files: ["live/r.hcl": ""], reason: .unparsable, mentions: "merge strategy"),
        Held(
            testDescription: "a broken file", unit: "inputs = {", reason: .unparsable,
            mentions: "live/app/terragrunt.hcl:"),
        Held(
            testDescription: "a broken include", unit: "include \"r\" { path = \"../r.hcl\" }",
            files: ["live/r.hcl": "inputs = ]\n"], reason: .unparsable, mentions: "live/r.hcl:1"),
        Held(
            testDescription: "inputs that are unknown as a whole",
            unit: "inputs = merge({ a = 1 }, yamldecode(sops_decrypt_file(\"x.yaml\")))", mentions: "decrypt"),
        Held(
            testDescription: "two configurations that read each other",
            unit: "locals {\n  a = read_terragrunt_config(\"../b.hcl\").locals.b\n}\ninputs = local.a\n",
            files: [
                "live/b.hcl": "locals {\n  b = read_terragrunt_config(\"app/terragrunt.hcl\").locals.a\n}\n"
            ],
            reason: .unparsable, mentions: "itself"),
    ]

    @Test("is held with the reason", arguments: held)
    func holds(_ held: Held) throws {
        let hold = try unit(held.unit, held.files)?.hold
        #expect(hold?.reason == held.reason)
        #expect(hold?.detail.contains(held.mentions) == true, "\(hold?.detail ?? "not held")")
    }

    @Test(
        "what is stronger than an input holds the variables that it names",
        arguments: [
            (extra("arguments = [\"-var=size=1\"]"), ["size"]),
            (extra("arguments = [\"-var\", \"size=1\", \"-var\", \"'n=2'\"]"), ["n", "size"]),
            (generate("x.auto.tfvars", "size = 1\nn = \"${get_env(\"N\")}\""), ["n", "size"]),
            (generate("terraform.tfvars.json", "{\"size\": 1}"), ["size"]),
            (generate("x.auto.tfvars", "size = 1", "disable = true"), []),
        ])
    func contested(text: String, names: [String]) throws {
        let unit = try #require(try unit(text))
        #expect(unit.hold == nil && unit.overriding == nil)
        #expect(unit.contested.keys.sorted() == names)
    }

    @Test(
        "generated files that can change no value hold nothing",
        arguments: [
            generate("provider.tf", "provider \"aws\" {\n  region = \"${run_cmd(\"x\")}\"\n}"),
            generate("provider_override.tf", "provider \"aws\" {}"), generate("note.txt", "x"),
            generate("main.tf", "x", "disable = true"), generate("backend.tf", "terraform {}"),
        ])
    func harmless(text: String) throws { #expect(try unit(text)?.hold == nil) }

    @Test(
        "what does not count as deployed says why",
        arguments: [
            ("skip = true", "`skip` leaves it out"),
            ("exclude {\n  if = true\n  actions = [\"all\"]\n}", "`exclude` leaves it out"),
            ("inputs = { a = values.a }", "it needs the values of a stack"),
        ])
    func excluded(text: String, reason: String) throws {
        #expect(try unit(Self.runs + text)?.excluded == reason)
    }

    @Test("a skipped root skips nothing below it, an exclusion does, and what is included is no unit")
    func inherited() throws {
        let root = "skip = true\n"
        let unit = Self.runs + "include \"r\" { path = find_in_parent_folders() }"
        #expect(try self.unit(unit, ["live/terragrunt.hcl": root])?.excluded == nil)
        let excluding = "exclude {\n  if = true\n  actions = [\"all\"]\n}\n"
        #expect(try self.unit(unit, ["live/terragrunt.hcl": excluding])?.excluded != nil)
        let sample = try TerragruntSample(
            Self.module.merging(["live/app/terragrunt.hcl": unit, "live/terragrunt.hcl": root]) { $1 })
        #expect(sample.unit("live")?.excluded?.isEmpty == false)
    }

    @Test("an exclusion of some commands leaves the unit deployed")
    func excludesDestroy() throws {
        let text = "exclude {\n  if = true\n  actions = [\"destroy\"]\n}\n"
        #expect(try unit(Self.runs + text)?.excluded == nil)
    }

    @Test("an unknown part of an include leaves the rest known")
    func further() throws {
        let unit = try unit(
            "include \"r\" { path = \"../r.hcl\" }\ninputs = { size = 1 }\n",
            ["live/r.hcl": "inputs = yamldecode(sops_decrypt_file(\"x.yaml\"))\n"])
        #expect(unit?.hold == nil)
        #expect(unit?.inputs["size"]?.number != nil)
        #expect(unit?.furtherInputs != nil)
    }

    @Test("a file that grows by itself ends in a hold")
    func bomb() throws {
        var text = "locals {\n  a0 = \"xxxxxxxxxxxxxxxx\"\n"
        for level in 1...40 { text += "  a\(level) = \"${local.a\(level - 1)}${local.a\(level - 1)}\"\n" }
        let unit = try unit(text + "}\ninputs = { size = local.a40 }\n")
        #expect(unit?.inputs["size"]?.unknown?.reason == .limit)
    }
}
