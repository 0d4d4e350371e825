import Model
import Provenance
import Testing

@testable import Tracing

@Suite("Terragrunt: functions")
struct TerragruntFunctionTests {
    /// The unit is `live/prod/app`; `root.hcl` lies in `live`, `env.hcl` in `live/prod`, the first of two includes is `root`.
    private func value(_ expression: String, in file: String = "unit") throws -> String? {
        func inputs(_ name: String) -> String { name == file ? "inputs = { x = \(expression) }\n" : "" }
        let files = [
            "live/root.hcl": inputs("root"), "live/prod/env.hcl": inputs("env"), "_envcommon/app.hcl": "",
            "live/prod/vars.tfvars": "a = \"b\\\"c\"\nn = [1, null, true]\n",
            "live/prod/app/terragrunt.hcl": """
            include "root" {
              path = find_in_parent_folders("root.hcl")
            }
            include "common" {
              path = "${get_repo_root()}/_envcommon/app.hcl"
            }
            \(file == "env" ? "inputs = read_terragrunt_config(\"../env.hcl\").inputs" : inputs("unit"))
            """,
        ]
        return try TerragruntSample(files).text("live/prod/app", "x")
    }

    @Test(
        "about paths, in the unit",
        arguments: [
            (#"path_relative_to_include("root")"#, #""prod/app""#),
            (#"path_relative_from_include("root")"#, #""../..""#),
            (#"path_relative_from_include("common")"#, #""../../../_envcommon""#),
            (#"trimprefix(get_parent_terragrunt_dir("root"), get_repo_root())"#, #""/live""#),
            ("get_path_from_repo_root()", #""live/prod/app""#), ("get_path_to_repo_root()", #""../../..""#),
            ("basename(get_terragrunt_dir())", #""app""#),
            ("basename(dirname(get_original_terragrunt_dir()))", #""prod""#),
            (#"trimprefix(find_in_parent_folders("env.hcl"), get_repo_root())"#, #""/live/prod/env.hcl""#),
            (#"find_in_parent_folders("none.hcl", "else")"#, #""else""#),
            // A directory counts, and the unit's own does not.
            (#"basename(find_in_parent_folders("prod"))"#, #""prod""#),
            (#"find_in_parent_folders("terragrunt.hcl", "none")"#, #""none""#),
        ])
    func paths(expression: String, expected: String) throws {
        #expect(try value(expression) == expected)
    }

    @Test(
        "about paths, in a file that is included: of the unit",
        arguments: [
            ("path_relative_to_include()", #""prod/app""#), ("path_relative_from_include()", #""../..""#),
            ("basename(get_terragrunt_dir())", #""app""#),
            ("basename(get_parent_terragrunt_dir())", #""live""#),
            (#"trimprefix(find_in_parent_folders("env.hcl"), get_repo_root())"#, #""/live/prod/env.hcl""#),
        ])
    func included(expression: String, expected: String) throws {
        #expect(try value(expression, in: "root") == expected)
    }

    @Test(
        "about paths, in a file that is read: of that file",
        arguments: [
            ("path_relative_to_include()", #"".""#), ("get_path_from_repo_root()", #""live/prod""#),
            ("basename(get_terragrunt_dir())", #""prod""#),
            ("basename(get_original_terragrunt_dir())", #""app""#),
            (#"trimprefix(find_in_parent_folders("root.hcl"), get_repo_root())"#, #""/live/root.hcl""#),
        ])
    func read(expression: String, expected: String) throws {
        #expect(try value(expression, in: "env") == expected)
    }

    @Test(
        "that have an answer",
        arguments: [
            (#"jsondecode(read_tfvars_file("../vars.tfvars")).a"#, #""b\"c""#),
            (#"jsondecode(read_tfvars_file("../vars.tfvars")).n"#, "[1,null,true]"),
            (#"get_env("HOME_TOWN", "x")"#, #""x""#), (#"fileexists("../env.hcl")"#, "true"),
            (#"fileexists("env.hcl")"#, "false"),
            (#"get_terraform_commands_that_need_parallelism()"#, #"["apply","plan","destroy"]"#),
            (#"basename(mark_as_read("a/b"))"#, #""b""#), (#"fileset("..", "*.hcl")"#, #"["env.hcl"]"#),
            (#"startswith("prod", "pr")"#, "true"),
        ])
    func known(expression: String, expected: String) throws {
        #expect(try value(expression) == expected)
    }

    @Test(
        "that need a cloud, a key, a command or a machine are unknown, not even for try",
        arguments: [
            ("get_aws_account_id()", Unknown.Reason.impureFunction), (#"run_cmd("date")"#, .impureFunction),
            (#"sops_decrypt_file("x.yaml")"#, .impureFunction), (#"get_env("HOME_TOWN")"#, .unsetVariable),
            ("get_platform()", .impureFunction), ("get_terraform_command()", .impureFunction),
            ("dependency.vpc.outputs.id", .computed), ("some_new_function(1)", .unsupported),
            ("get_repo_root()", .impureFunction),
            (#"length(split("/", get_terragrunt_dir()))"#, .impureFunction),
            (#"split("/", get_terragrunt_dir())[2]"#, .impureFunction),
            (#"md5(get_terragrunt_dir())"#, .impureFunction), (#"file("../../../../x")"#, .file),
        ])
    func unknown(expression: String, reason: Unknown.Reason) throws {
        #expect(try value(expression) == "unknown: \(reason.rawValue)")
        #expect(try value("try(\(expression), 1)") == "unknown: \(reason.rawValue)")
    }

    @Test(
        "what an unset variable of the environment chooses is not known; its default is",
        arguments: [
            (#"get_env("SIZE", "small")"#, #""small""#),
            (#"get_env("STAGE", "dev") == "dev" ? "small" : "large""#, "unknown: unsetVariable"),
            (#"{ dev = { size = 1 } }[get_env("STAGE", "dev")].size"#, "unknown: unsetVariable"),
            (#"[{ dev = 1, prod = 2 }[get_env("STAGE", "dev")], 3][0]"#, "unknown: unsetVariable"),
            (#"[{ dev = 1, prod = 2 }[get_env("STAGE", "dev")], 3][1]"#, "3"),
            (#""app-${get_env("STAGE", "dev")}""#, #""app-dev""#),
        ])
    func environment(expression: String, expected: String) throws {
        #expect(try value(expression) == expected)
    }

    @Test(
        "with wrong arguments are errors, which try may fall back from",
        arguments: [
            "find_in_parent_folders(\"none.hcl\")", "read_terragrunt_config(\"none.hcl\")",
            "path_relative_to_include()", "path_relative_to_include(\"other\")", "get_env()", "values.x",
            "include.root.locals.x",
        ])
    func errors(expression: String) throws {
        #expect(try value(expression)?.hasPrefix("unknown: ") == true)
        #expect(try value("try(\(expression), 1)") == "1")
    }
}
