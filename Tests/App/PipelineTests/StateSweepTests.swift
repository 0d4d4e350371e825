internal import Foundation
internal import TestSupport
internal import Testing

/// `sweep --state`: production's names lead to addresses without a line in the settings, and a plan leads from a resource of a
/// module that is not in the repository to the argument that sizes it.
@Suite struct StateSweepTests {
    private static let state = """
        {"version":4,"terraform_version":"1.9.0","resources":[
          {"mode":"managed","type":"aws_instance","name":"receiving","instances":[
            {"attributes":{"id":"i-0e01c5a7b9d3f1024","instance_type":"m5.xlarge"}}]},
          {"mode":"managed","type":"aws_eip","name":"receiving","instances":[
            {"attributes":{"id":"eipalloc-1","instance_id":"i-0e01c5a7b9d3f1024"}}]},
          {"mode":"managed","type":"aws_instance","name":"scanner","instances":[
            {"attributes":{"id":"i-0e05c5a7b9d3f1024","instance_type":"m5.xlarge"}}]},
          {"mode":"managed","type":"aws_instance","name":"sorter","instances":[
            {"attributes":{"id":"i-0e05c5a7b9d3f1024","instance_type":"m5.xlarge"}}]}]}
        """

    private static let plan = """
        {"format_version":"1.2","terraform_version":"1.9.0",
         "prior_state":{"values":{"root_module":{"child_modules":[{"address":"module.wms","resources":[
           {"address":"module.wms.aws_db_instance.this[0]","mode":"managed","type":"aws_db_instance","name":"this","index":0,
            "values":{"identifier":"warehouse-wms","instance_class":"db.r6g.2xlarge"}}]}]}}},
         "configuration":{"root_module":{"module_calls":{"wms":{"source":"x/y/z",
           "expressions":{"instance_class":{"constant_value":"db.r6g.2xlarge"}},
           "module":{"variables":{"instance_class":{}},"resources":[
             {"address":"aws_db_instance.this","mode":"managed","type":"aws_db_instance","name":"this",
              "expressions":{"instance_class":{"references":["var.instance_class"]}}}]}}}}}}
        """

    @Test func aSweepReadsStates() throws {
        let storefront = try Storefront()
        var settings = try String(
            contentsOf: URL(fileURLWithPath: storefront.clone).appending(path: ".trimtab.yml"),
            encoding: .utf8)
        let named = ["i-0e01c5a7b9d3f1024", "i-0e05c5a7b9d3f1024", "warehouse-wms"]
        settings = settings.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { line in !named.contains { line.contains("\($0):") } }.joined(separator: "\n")
        try storefront.push([".trimtab.yml": settings])
        let without = try storefront.sweep("--dry-run", signals: Storefront.logistics)
        for name in named {
            let row = try #require(without.rows.first { $0.target.contains(name) }, "\(name)")
            #expect(row.result == "held" && row.reason == "no-target", "\(row)")
        }
        for (name, text) in [("state.json", Self.state), ("plan.json", Self.plan)] {
            try Data(text.utf8).write(
                to: URL(fileURLWithPath: storefront.directory.path).appending(path: name))
        }
        let run = try storefront.sweep(
            "--state", "terraform/warehouse:production=state.json", "--state",
            "terraform/warehouse:production=plan.json", signals: Storefront.logistics)
        let machine = try #require(run.row("terraform/warehouse aws_instance.receiving", "instance_type"))
        let known = try #require(
            Expected.logistics.findings.first {
                $0.target == "terraform/warehouse aws_instance.receiving" && $0.what == "instance_type"
            })
        #expect(machine.origin == known.origin && machine.result == known.outcome, "\(machine)")
        let database = try #require(
            run.row("terraform/warehouse module.wms.aws_db_instance.this[0]", "instance_class"))
        #expect(database.origin == "terraform/warehouse/database.tf:8:23", "\(database)")
        #expect(database.after == "db.r6g.xlarge" && database.category == "rightsize-instance", "\(database)")
        let commit = try #require(database.commit, "\(database)")
        let change = try storefront.git.run(["git", "diff", "-U0", "\(commit)^", commit]).text
        #expect(change.contains("+  instance_class") && change.contains("db.r6g.xlarge"), "\(change)")
        // Two resources have the name: nobody can say which is meant.
        let several = try #require(run.rows.first { $0.target.contains("i-0e05c5a7b9d3f1024") })
        #expect(several.reason == "no-target", "\(several)")
    }

    @Test func aStateThatIsNoneStopsTheSweep() throws {
        let storefront = try Storefront()
        try Data("{".utf8).write(
            to: URL(fileURLWithPath: storefront.directory.path).appending(path: "state.json"))
        let answer = try storefront.product().run(
            Storefront.run("sweep", signals: Storefront.logistics) + ["--state", "state.json"])
        #expect(answer.status == 65, "\(answer.everything)")
        #expect(answer.everything.contains("state.json"))
    }
}
