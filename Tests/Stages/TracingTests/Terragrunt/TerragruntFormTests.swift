import Foundation
import Model
import Provenance
import Testing

@testable import Tracing

/// One way of writing down an input, the value it must have, and the token that decides it (between the marks).
struct TerragruntForm: CustomTestStringConvertible, Sendable {
    var name: String
    var value: String
    var input = "size"
    var files: [String: String]
    var testDescription: String { name }

    static let unit = "live/prod/app"
    private static let root = #"include "root" { path = find_in_parent_folders("root.hcl") }"#

    static let all: [TerragruntForm] = [
        TerragruntForm(
            name: "a literal among the inputs", value: #""m5.large""#,
            files: ["live/prod/app/terragrunt.hcl": "inputs = {\n  size = 1️⃣\"m5.large\"2️⃣\n}\n"]),
        TerragruntForm(
            name: "a local", value: "3",
            files: [
                "live/prod/app/terragrunt.hcl":
                    "locals {\n  a = local.b\n  b = 1️⃣32️⃣\n}\ninputs = { size = local.a }\n"
            ]),
        TerragruntForm(
            name: "an include gives what the unit does not set", value: #""small""#,
            files: [
                "live/root.hcl": "inputs = { size = 1️⃣\"small\"2️⃣, other = 1 }\n",
                "live/prod/app/terragrunt.hcl": root + "\ninputs = { other = 2 }\n",
            ]),
        TerragruntForm(
            name: "the unit overrides what it includes", value: #""big""#,
            files: [
                "live/root.hcl": "inputs = { size = \"small\" }\n",
                "live/prod/app/terragrunt.hcl": root + "\ninputs = { size = 1️⃣\"big\"2️⃣ }\n",
            ]),
        TerragruntForm(
            name: "of two includes the later one wins", value: "2",
            files: [
                "live/a.hcl": "inputs = { size = 1 }\n", "live/b.hcl": "inputs = { size = 1️⃣22️⃣ }\n",
                "live/prod/app/terragrunt.hcl":
                    "include \"a\" { path = find_in_parent_folders(\"a.hcl\") }\ninclude \"b\" { path = \"../../b.hcl\" }\n",
            ]),
        TerragruntForm(
            name: "an include that is not merged gives nothing", value: "1",
            files: [
                "live/a.hcl": "inputs = { size = 1️⃣12️⃣ }\n", "live/b.hcl": "inputs = { size = 2 }\n",
                "live/prod/app/terragrunt.hcl":
                    "include \"a\" { path = find_in_parent_folders(\"a.hcl\") }\ninclude \"b\" {\n  path = \"../../b.hcl\"\n  merge_strategy = \"no_merge\"\n}\n",
            ]),
        TerragruntForm(
            name: "a shallow merge replaces a map as a whole", value: #"{"b":2}"#, input: "sizes",
            files: [
                "live/root.hcl": "inputs = { sizes = { a = 1 } }\n",
                "live/prod/app/terragrunt.hcl": root + "\ninputs = { sizes = { b = 2 } }\n",
            ]),
        TerragruntForm(
            name: "a deep merge goes into maps", value: "1", input: "sizes.a.b",
            files: [
                "live/root.hcl": "inputs = { sizes = { a = { b = 1️⃣12️⃣, c = 2 } } }\n",
                "live/prod/app/terragrunt.hcl":
                    "include \"root\" {\n  path = find_in_parent_folders(\"root.hcl\")\n  merge_strategy = \"deep\"\n}\ninputs = { sizes = { a = { c = 3 } } }\n",
            ]),
        TerragruntForm(
            name: "in a deep merge the unit's scalar wins", value: "3", input: "sizes.a.c",
            files: [
                "live/root.hcl": "inputs = { sizes = { a = { b = 1, c = 2 } } }\n",
                "live/prod/app/terragrunt.hcl":
                    "include \"root\" {\n  path = find_in_parent_folders(\"root.hcl\")\n  merge_strategy = \"deep\"\n}\ninputs = { sizes = { a = { c = 1️⃣32️⃣ } } }\n",
            ]),
        TerragruntForm(
            name: "a deep merge puts lists one after the other", value: #"["x","y","z"]"#, input: "list",
            files: [
                "live/root.hcl": "inputs = { list = [\"x\", \"y\"] }\n",
                "live/prod/app/terragrunt.hcl":
                    "include \"root\" {\n  path = find_in_parent_folders(\"root.hcl\")\n  merge_strategy = \"deep\"\n}\ninputs = { list = [\"z\"] }\n",
            ]),
        TerragruntForm(
            name: "an exposed include", value: "7",
            files: [
                "live/root.hcl": "locals {\n  size = 1️⃣72️⃣\n}\n",
                "live/prod/app/terragrunt.hcl":
                    "include \"root\" {\n  path = find_in_parent_folders(\"root.hcl\")\n  expose = true\n}\ninputs = { size = include.root.locals.size }\n",
            ]),
        TerragruntForm(
            name: "an exposed include without a label", value: "7",
            files: [
                "live/root.hcl": "locals {\n  size = 1️⃣72️⃣\n}\n",
                "live/prod/app/terragrunt.hcl":
                    "include {\n  path = find_in_parent_folders(\"root.hcl\")\n  expose = true\n}\nlocals {\n  s = include.locals.size\n}\ninputs = { size = local.s }\n",
            ]),
        TerragruntForm(
            name: "another configuration is read", value: "4",
            files: [
                "live/prod/env.hcl": "locals {\n  size = 1️⃣42️⃣\n}\n",
                "live/prod/app/terragrunt.hcl":
                    "locals {\n  env = read_terragrunt_config(find_in_parent_folders(\"env.hcl\"))\n}\ninputs = { size = local.env.locals.size }\n",
            ]),
        TerragruntForm(
            name: "inputs of another configuration", value: "4",
            files: [
                "live/prod/env.hcl": "inputs = { size = 1️⃣42️⃣ }\n",
                "live/prod/app/terragrunt.hcl":
                    "inputs = merge(read_terragrunt_config(\"../env.hcl\").inputs, { other = 1 })\n",
            ]),
        TerragruntForm(
            name: "the default of a configuration that is not there", value: "5",
            files: [
                "live/prod/app/terragrunt.hcl":
                    "locals {\n  env = read_terragrunt_config(find_in_parent_folders(\"none.hcl\", \"none.hcl\"), { inputs = { size = 1️⃣52️⃣ } })\n}\ninputs = local.env.inputs\n"
            ]),
        TerragruntForm(
            name: "_envcommon that reads the environment of the unit that includes it", value: "9",
            files: [
                "_envcommon/app.hcl":
                    "locals {\n  env = read_terragrunt_config(find_in_parent_folders(\"env.hcl\"))\n}\ninputs = { size = local.env.locals.size }\n",
                "live/prod/env.hcl": "locals {\n  size = 1️⃣92️⃣\n}\n",
                "live/prod/app/terragrunt.hcl":
                    "include \"envcommon\" { path = \"${get_repo_root()}/_envcommon/app.hcl\" }\n",
            ]),
        TerragruntForm(
            name: "the directory chooses", value: #""m5.large""#,
            files: [
                "live/root.hcl":
                    "locals {\n  env = split(\"/\", path_relative_to_include())[0]\n  sizes = { prod = 1️⃣\"m5.large\"2️⃣, dev = \"t3.small\" }\n}\ninputs = { size = local.sizes[local.env] }\n",
                "live/prod/app/terragrunt.hcl": root,
            ]),
        TerragruntForm(
            name: "YAML of a parent folder", value: #""r5.large""#,
            files: [
                "live/prod/env.yaml": "# sizes\nsize: 1️⃣r5.large2️⃣\n",
                "live/prod/app/terragrunt.hcl":
                    "inputs = yamldecode(file(find_in_parent_folders(\"env.yaml\")))\n",
            ]),
        TerragruntForm(
            name: "JSON beside the unit", value: "11",
            files: [
                "live/prod/app/app.json": "{ \"size\": 1️⃣112️⃣ }\n",
                "live/prod/app/terragrunt.hcl": "inputs = jsondecode(file(\"app.json\"))\n",
            ]),
        TerragruntForm(
            name: "a file beside an included one", value: "12",
            files: [
                "live/common.json": "{ \"size\": 1️⃣122️⃣ }\n",
                "live/root.hcl": "inputs = jsondecode(file(\"common.json\"))\n",
                "live/prod/app/terragrunt.hcl": root,
            ]),
        TerragruntForm(
            name: "variables of a file", value: "13",
            files: [
                "live/prod/app/x.tfvars": "a = \"b\"\nsize = 1️⃣132️⃣\n",
                "live/prod/app/terragrunt.hcl":
                    "inputs = jsondecode(read_tfvars_file(\"x.tfvars\"))\n",
            ]),
        TerragruntForm(
            name: "the default of an environment variable", value: #""t3.micro""#,
            files: [
                "live/prod/app/terragrunt.hcl":
                    "inputs = { size = get_env(\"SIZE\", 1️⃣\"t3.micro\"2️⃣) }\n"
            ]),
        TerragruntForm(
            name: "a feature flag", value: "true", input: "on",
            files: [
                "live/prod/app/terragrunt.hcl":
                    "feature \"f\" {\n  default = 1️⃣true2️⃣\n}\ninputs = { on = feature.f.value }\n"
            ]),
        TerragruntForm(
            name: "what `try` falls back to", value: "14",
            files: [
                "live/prod/app/terragrunt.hcl":
                    "locals {\n  a = {}\n}\ninputs = { size = try(local.a.size, 1️⃣142️⃣) }\n"
            ]),
        TerragruntForm(
            name: "the environment of extra arguments outranks inputs", value: "15",
            files: [
                "live/prod/app/terragrunt.hcl":
                    "terraform {\n  extra_arguments \"e\" {\n    commands = get_terraform_commands_that_need_vars()\n    env_vars = { TF_VAR_size = 1️⃣152️⃣ }\n  }\n}\ninputs = { size = 1 }\n"
            ]),
        TerragruntForm(
            name: "the JSON syntax", value: "16",
            files: [
                "live/root.hcl.json": "{\"locals\": {\"size\": 1️⃣162️⃣}}",
                "live/prod/app/terragrunt.hcl.json":
                    "{\"include\": {\"root\": {\"path\": \"${find_in_parent_folders(\\\"root.hcl.json\\\")}\", \"expose\": true}}, \"inputs\": {\"size\": \"${include.root.locals.size}\"}}",
            ]),
        TerragruntForm(
            name: "values of a file", value: "17",
            files: [
                "live/prod/app/terragrunt.values.hcl": "size = 1️⃣172️⃣\n",
                "live/prod/app/terragrunt.hcl": "inputs = { size = values.size }\n",
            ]),
        TerragruntForm(
            name: "a link leads to the real file", value: "18",
            files: [
                "shared/app.hcl": "inputs = { size = 1️⃣182️⃣ }\n"
            ]),
    ]
}

@Suite("Terragrunt: how inputs are written")
struct TerragruntFormTests {
    private func sample(_ form: TerragruntForm) throws -> TerragruntSample {
        try TerragruntSample(
            form.files,
            links: form.files["shared/app.hcl"] == nil
                ? [:] : ["live/prod/app/terragrunt.hcl": "../../../shared/app.hcl"])
    }

    @Test("the value and the token that decides it", arguments: TerragruntForm.all)
    func form(_ form: TerragruntForm) throws {
        let sample = try sample(form)
        #expect(sample.text(TerragruntForm.unit, form.input) == form.value)
        if let marked = sample.sample.marked {
            #expect(sample.place(TerragruntForm.unit, form.input) == marked)
        }
        #expect(sample.unit(TerragruntForm.unit)?.hold == nil)
    }

    @Test("another token, another value, and nothing else changes", arguments: TerragruntForm.all)
    func mutation(_ form: TerragruntForm) throws {
        guard form.files.values.contains(where: { $0.contains("1️⃣") }) else { return }
        let before = try sample(form)
        var changed = form
        var token = ""
        for (path, text) in form.files {
            guard let start = text.range(of: "1️⃣"), let end = text.range(of: "2️⃣") else { continue }
            token = String(text[start.upperBound..<end.lowerBound])
            let other =
                token == "true"
                ? "false" : token.hasPrefix("\"") ? "\"changed\"" : Int(token) == nil ? "changed" : "777"
            changed.files[path] = text.replacingCharacters(in: start.lowerBound..<end.upperBound, with: other)
        }
        let after = try sample(changed)
        for unit in before.found.units {
            for name in unit.inputs.keys {
                let old = before.text(unit.directory, name)
                let new = after.text(unit.directory, name)
                let isMeant = unit.directory == TerragruntForm.unit && form.input.hasPrefix(name)
                #expect(
                    (old != new) == isMeant, "\(unit.directory) \(name): \(token) \(old ?? "") \(new ?? "")")
            }
        }
    }
}
