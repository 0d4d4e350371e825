import Foundation

/// The installed `terraform console`, asked many questions at once.
public enum TerraformConsole {
    /// The answers as JSON values; an expression that Terraform refuses answers `"ERROR"`, one that it does not
    /// know before it applies answers `"UNKNOWN"`.
    ///
    /// - Parameters:
    ///   - expressions: asked in the root module.
    ///   - files: further files of the module, by path.
    /// - Returns: one answer for each expression.
    /// - Throws: what Terraform says when it cannot read the module, or answers nothing.
    public static func ask(_ expressions: [String], files: [String: String] = [:]) throws -> [String] {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        var shell = Shell(directory: directory.path)
        shell.environment = environment(directory)
        for (path, text) in files {
            let url = URL(fileURLWithPath: directory.path + "/" + path)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url)
        }
        // Locals of a file, for the console reads one line and heredocs have several.
        let locals = expressions.enumerated().map {
            "  asked\($0.offset) = try(jsonencode(\($0.element)), \"ERROR\")\n"
        }
        try Data("locals {\n\(locals.joined())}\n".utf8).write(
            to: URL(fileURLWithPath: directory.path + "/asked.tf"))
        if files.values.contains(where: { $0.contains("module ") }) {
            try shell.run(["terraform", "init", "-backend=false", "-input=false", "-no-color"])
        }
        let question =
            "base64encode(jsonencode(["
            + expressions.indices.map { "local.asked\($0)" }.joined(separator: ", ") + "]))\n"
        let answer = try shell.attempt(["terraform", "console"], input: Data(question.utf8))
        if answer.text.hasPrefix("(known after apply)") {
            // One that is not known leaves nothing known of the list: the halves are asked again.
            guard expressions.count > 1 else { return ["UNKNOWN"] }
            let middle = expressions.count / 2
            return try ask(Array(expressions[..<middle]), files: files)
                + ask(Array(expressions[middle...]), files: files)
        }
        // In base64 the console has nothing to escape.
        guard let outer = Data(base64Encoded: answer.text.trimmingCharacters(in: ["\"", "\n"])),
            let strings = try? JSONDecoder().decode([String].self, from: outer)
        else {
            throw Shell.Ended(
                description: "terraform console: \(answer.text.suffix(2000)) \(answer.complaint.suffix(2000))"
            )
        }
        return strings
    }

    /// An environment in which Terraform asks nobody and reads nothing of the user's.
    public static func environment(_ directory: TemporaryDirectory) -> [String: String] {
        [
            "HOME": directory.path, "TF_CLI_CONFIG_FILE": "/dev/null", "CHECKPOINT_DISABLE": "1",
            "TF_IN_AUTOMATION": "1",
        ]
    }
}
