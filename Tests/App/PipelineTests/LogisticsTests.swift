internal import Foundation
internal import TestSupport
internal import Testing

/// The sizes of the logistics account stand in every form in which estates write them: what a sweep of its own signals
/// makes of each, byte for byte; and for resources that no signal speaks of, what `trace` finds and an edit there does.
@Suite struct LogisticsTests {
    /// The sweep that all cases look at.
    private static let swept = Result { () -> (Storefront, RunSeen) in
        let storefront = try Storefront()
        return (storefront, try storefront.sweep(signals: Storefront.logistics))
    }

    @Test(arguments: Expected.logistics.findings)
    func everyFormEndsAsItShould(_ expected: Expected.Finding) throws {
        let (storefront, run) = try Self.swept.get()
        let form = expected.form ?? ""
        let row = try #require(run.row(expected.target, expected.what), "not found: \(form)")
        #expect(row.result == expected.outcome, "\(form): \(row)")
        #expect(expected.hold?.contains(row.reason ?? "none") == true, "\(form): \(row)")
        #expect(row.origin == expected.origin, "\(form)")
        #expect(row.after == expected.proposed?.least, "\(form)")
        guard expected.outcome != "held" else {
            #expect(row.pullRequest == nil && row.branch == nil, "\(form)")
            return
        }
        #expect(row.before == expected.now && row.category == expected.category)
        let commit = try #require(row.commit)
        let place = try Place(try #require(expected.origin))
        let read = { (revision: String) in
            try storefront.git.run(["git", "cat-file", "blob", "\(revision):\(place.file)"]).output
        }
        let changed = try storefront.git.run(["git", "diff", "--name-only", "\(commit)^", commit]).text
        #expect(changed == place.file, "\(form)")
        let (old, new) = (expected.now, try #require(row.after))
        #expect(try read(commit) == place.replacing(old, with: new, in: read("\(commit)^")), "\(form)")
        let modes = try storefront.git.run(["git", "diff", "--summary", "\(commit)^", commit]).text
        #expect(modes.isEmpty, "\(form): modes and links stay: \(modes)")
    }

    @Test func nothingElseIsFound() throws {
        let (_, run) = try Self.swept.get()
        let known = Set(Expected.logistics.findings.map { "\($0.target) \($0.what)" })
        #expect(run.rows.map { "\($0.target) \($0.what)" }.filter { !known.contains($0) } == [])
        for quiet in Expected.logistics.nothing {
            #expect(!run.rows.contains { $0.target == quiet.target }, "\(quiet.target): \(quiet.why)")
        }
        #expect(run.answer.status == 0, "\(run.answer.everything)")
    }

    /// The way of a human: an origin from `trace`, another token there, and what `inventory` says before and after.
    struct Question: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var root: String
        var environment: String?
        var address: String
        var attribute: String
        /// `file:line:column`.
        var origin: String
        var before: String
        var after: String
        /// The same value for `trimtab set`, where the place has a path in its file.
        var path: String?
        /// Resources whose attribute of the same name the token decides too.
        var shared: [String] = []
    }

    static let questions = [
        Question(
            testDescription: "containers of a task in jsonencode, the image from a data source",
            root: "terraform/warehouse",
            address: "aws_ecs_task_definition.labels", attribute: "container_definitions[0].memory",
            origin: "terraform/warehouse/tasks.tf:16:19", before: "2048", after: "1024"),
        Question(
            testDescription: "containers of a task in a heredoc, with parts that only production knows",
            root: "terraform/warehouse",
            address: "aws_ecs_task_definition.returns", attribute: "container_definitions[0].memory",
            origin: "terraform/warehouse/tasks.tf:32:19", before: "4096", after: "512"),
        Question(
            testDescription: "containers of a task in a template file, with parts that only production knows",
            root: "terraform/warehouse",
            address: "aws_ecs_task_definition.tracking", attribute: "container_definitions[0].cpu",
            origin: "terraform/warehouse/tasks/tracking.json.tftpl:5:12", before: "256", after: "128"),
        Question(
            testDescription: "setproduct: one token for the same line in every hall",
            root: "terraform/warehouse", address: "aws_instance.picker[\"north-bulky\"]",
            attribute: "instance_type", origin: "terraform/warehouse/locals.tf:27:13", before: "c5.4xlarge",
            after: "c5.2xlarge", path: "locals.picker_types.bulky",
            shared: ["aws_instance.picker[\"south-bulky\"]"]),
        Question(
            testDescription: "a dynamic block over a list of a .tfvars.json",
            root: "terraform/warehouse", address: "aws_opensearch_domain.parcels",
            attribute: "cluster_config[0].instance_type",
            origin: "terraform/warehouse/terraform.tfvars.json:4:30", before: "r6g.xlarge.search",
            after: "r6g.large.search", path: "search_tiers[0].type"),
        Question(
            testDescription: "an argument of a module that is not in the repository",
            root: "terraform/warehouse", address: "module.wms", attribute: "instance_class",
            origin: "terraform/warehouse/database.tf:8:23", before: "db.r6g.2xlarge", after: "db.r6g.xlarge",
            path: "module.wms.instance_class"),
        Question(
            testDescription: "inputs over a module that is not in the repository",
            root: "terragrunt/prod/queue", address: "inputs", attribute: "instance_type",
            origin: "terragrunt/prod/queue/terragrunt.hcl:11:19", before: "m5.2xlarge", after: "m5.xlarge",
            path: "inputs.instance_type"),
        Question(
            testDescription: "a part of nested merges that another environment leaves alone",
            root: "terraform/analytics", environment: "prod", address: "aws_db_instance.warehouse",
            attribute: "allocated_storage", origin: "terraform/analytics/locals.tf:21:69", before: "300",
            after: "400"),
        Question(
            testDescription: "an include that the unit does not override",
            root: "terragrunt/staging/orders", address: "aws_db_instance.this", attribute: "instance_class",
            origin: "terragrunt/_envcommon/orders.hcl:12:23", before: "db.t4g.large", after: "db.t4g.medium",
            path: "inputs.instance_class"),
    ]

    @Test(arguments: questions) func aTracedTokenDecidesExactlyWhatIsSaid(_ question: Question) throws {
        let storefront = try Storefront()
        defer { storefront.directory.remove() }
        let trace = try TraceSeen(storefront, question)
        #expect(trace.status == (question.shared.isEmpty ? "literal" : "shared"), "\(trace)")
        #expect(trace.alsoDecides?.map(\.resource) ?? [] == question.shared, "\(trace)")
        #expect(trace.value == question.before)
        let origin = try #require(trace.origin)
        #expect("\(origin.file):\(origin.line):\(origin.column)" == question.origin)
        let inventory = try Self.inventory(storefront, question)

        let file = URL(fileURLWithPath: "\(storefront.clone)/\(origin.file)")
        let old = try Data(contentsOf: file)
        let place = try Place(question.origin)
        #expect(try place.offset(in: old) == origin.start)
        let new = try Data(
            place.replacing(question.before, with: question.after, in: old))
        if let path = question.path {
            let value = question.after.contains(".") ? "\"\(question.after)\"" : question.after
            let set = try storefront.product().run(["set", "clone/\(origin.file)", path, value])
            #expect(set.output == new, "\(set.everything)")
        }
        try storefront.push([origin.file: String(decoding: new, as: UTF8.self)])

        let again = try TraceSeen(storefront, question)
        #expect(again.value == question.after)
        #expect(again.origin?.start == origin.start)
        let changed = Set(try Self.inventory(storefront, question)).symmetricDifference(inventory)
        let said = ([question.address] + question.shared).flatMap { resource in
            [question.before, question.after].map { "\(resource) \(question.attribute) \($0)" }
        }
        #expect(changed == Set(said), "\(changed.sorted())")
    }

    /// `resource attribute value` of every sizing attribute of the root.
    private static func inventory(_ storefront: Storefront, _ question: Question) throws -> [String] {
        struct Row: Decodable {
            var resource: String
            var attribute: String
            var environment: String?
            var value: String?
        }
        let answer = try storefront.trimtab("inventory", "--root", question.root, "-o", "json")
        guard answer.status == 0 else { throw Unexpected(answer.everything) }
        return try JSONDecoder().decode([Row].self, from: answer.output)
            .filter { $0.environment == question.environment || question.environment == nil }
            .map { "\($0.resource) \($0.attribute) \($0.value ?? "–")" }
    }
}

/// Where a token stands: `file:line:column`, both from 1, columns in bytes.
private struct Place {
    var file: String
    var line: Int
    var column: Int

    init(_ text: String) throws {
        let parts = text.split(separator: ":")
        guard parts.count == 3, let line = Int(parts[1]), let column = Int(parts[2]) else {
            throw Unexpected("no place: \(text)")
        }
        (file, self.line, self.column) = (String(parts[0]), line, column)
    }

    func offset(in bytes: Data) throws -> Int {
        var start = 0
        for _ in 1..<line {
            guard let end = bytes[start...].firstIndex(of: 0x0A) else { throw Unexpected("no line \(line)") }
            start = end + 1
        }
        return start + column - 1
    }

    /// The bytes with this one token replaced, its quotes left where they are.
    func replacing(_ old: String, with new: String, in bytes: Data) throws -> Data {
        var start = try offset(in: bytes)
        if bytes[start] == UInt8(ascii: "\"") { start += 1 }
        let range = start..<start + old.utf8.count
        guard bytes[range].elementsEqual(old.utf8) else {
            throw Unexpected("\(file):\(line):\(column) is not \(old)")
        }
        var result = bytes
        result.replaceSubrange(range, with: new.utf8)
        return result
    }
}

/// The answer of `trace -o json`.
private struct TraceSeen: Decodable {
    struct Origin: Decodable {
        var file: String
        var line: Int
        var column: Int
        var start: Int
        var end: Int
        var token: String
    }

    var status: String
    var reason: String?
    var detail: String?
    var value: String?
    var origin: Origin?
    var alsoDecides: [Decided]?

    struct Decided: Decodable { var resource: String }
    enum CodingKeys: String, CodingKey {
        case status, reason, detail, value, origin
        case alsoDecides = "also_decides"
    }

    init(_ storefront: Storefront, _ question: LogisticsTests.Question) throws {
        var arguments = [
            "trace", "--repo", "clone", "--root", question.root, question.address, question.attribute, "-o",
            "json",
        ]
        if let environment = question.environment { arguments += ["--environment", environment] }
        let answer = try storefront.product().run(arguments)
        guard answer.status == 0 else { throw Unexpected(answer.everything) }
        self = try JSONDecoder().decode(TraceSeen.self, from: answer.output)
    }
}
