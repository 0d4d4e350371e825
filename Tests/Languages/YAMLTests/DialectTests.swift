import Testing
import YAML

/// Each table was taken from the program itself: Helm 4.2.3 and Terraform 1.11.4.
///
/// Kustomize follows the third version of Go's YAML package, which it keeps scalars with.
@Suite struct DialectTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var token: String
        var helm: YAMLScalarValue
        var terraform: YAMLScalarValue
        var kustomize: YAMLScalarValue
        var testDescription: String { token }

        init(
            _ token: String, _ helm: YAMLScalarValue, _ terraform: YAMLScalarValue,
            _ kustomize: YAMLScalarValue
        ) {
            self.token = token
            self.helm = helm
            self.terraform = terraform
            self.kustomize = kustomize
        }

        init(_ token: String, all: YAMLScalarValue) { self.init(token, all, all, all) }
    }

    static let rows: [Row] = [
        Row("12", all: .int("12")), Row("-12", all: .int("-12")), Row("+12", all: .int("12")),
        Row("00", all: .int("0")), Row("TRUE", all: .bool(true)), Row("false", all: .bool(false)),
        Row("tRUE", all: .string("tRUE")), Row("~", all: .null), Row("", all: .null), Row("Null", all: .null),
        Row("512Mi", all: .string("512Mi")), Row("0.5", all: .float(0.5)), Row(".5", all: .float(0.5)),
        Row("+.5", all: .float(0.5)), Row("1.50", all: .float(1.5)), Row("5.", all: .float(5)),
        Row("1e3", all: .float(1000)), Row("5.e3", all: .float(5000)), Row("-1.50E+2", all: .float(-150)),
        Row("1e", all: .string("1e")), Row(".5e", all: .string(".5e")), Row("1p3", all: .string("1p3")),
        Row("1.2.3", all: .string("1.2.3")), Row("+Inf", all: .string("+Inf")),
        Row("NaN", all: .string("NaN")),
        Row("12:30:45", all: .string("12:30:45")), Row("0x1.8p1", all: .string("0x1.8p1")),
        Row("'12'", all: .string("12")), Row("\"y\"", all: .string("y")), Row("\"\"", all: .string("")),
        Row("!!str 12", all: .string("12")), Row("!!str true", all: .string("true")),
        Row("y", .bool(true), .bool(true), .string("y")), Row("N", .bool(false), .bool(false), .string("N")),
        Row("on", .bool(true), .bool(true), .string("on")),
        Row("Off", .bool(false), .bool(false), .string("Off")),
        Row("0777", .int("511"), .int("777"), .int("511")), Row("08", .float(8), .int("8"), .float(8)),
        Row("0777.5", all: .float(777.5)), Row("010e2", all: .float(1000)),
        Row("0x1F", all: .int("31")), Row("-0x1F", .int("-31"), .string("-0x1F"), .int("-31")),
        Row("0X1F", .int("31"), .string("0X1F"), .int("31")), Row("0o17", all: .int("15")),
        Row("-0o17", .int("-15"), .string("-0o17"), .int("-15")), Row("0o8", all: .string("0o8")),
        Row("0b11", .int("3"), .string("0b11"), .int("3")),
        Row("-0b11", .int("-3"), .string("-0b11"), .int("-3")),
        Row("0b12", all: .string("0b12")), Row("0x", all: .string("0x")),
        Row("1_000", .int("1000"), .string("1_000"), .int("1000")),
        Row("1_0.5", .float(10.5), .string("1_0.5"), .float(10.5)),
        Row("._5", all: .string("._5")), Row(".5_0", .float(0.5), .string(".5_0"), .float(0.5)),
        Row("_1", all: .string("_1")),
        Row("9007199254740992", all: .int("9007199254740992")),
        Row("9007199254740993", .float(9007199254740992), .int("9007199254740993"), .int("9007199254740993")),
        Row(
            "18446744073709551615", .float(18_446_744_073_709_551_616), .int("18446744073709551615"),
            .int("18446744073709551615")),
        Row(
            "12345678901234567890123", .float(1.2345678901234568e22), .int("12345678901234567890123"),
            .int("12345678901234567890123")),
        Row(
            "0xFFFFFFFFFFFFFFFF", .float(18_446_744_073_709_551_616), .int("18446744073709551615"),
            .int("18446744073709551615")),
        Row("1e400", .string("1e400"), .float(.infinity), .string("1e400")),
        Row(".inf", .invalid("JSON has no word for inf"), .float(.infinity), .float(.infinity)),
        Row("-.INF", .invalid("JSON has no word for -inf"), .float(-.infinity), .float(-.infinity)),
        Row("2001-12-14", .string("2001-12-14"), .string("2001-12-14T00:00:00Z"), .string("2001-12-14")),
        Row("2001-13-40", all: .string("2001-13-40")), Row("2001-02-30", all: .string("2001-02-30")),
        Row(
            "2001-12-14 10:11:12.5", .string("2001-12-14 10:11:12.5"), .string("2001-12-14T10:11:12Z"),
            .string("2001-12-14 10:11:12.5")),
        Row(
            "2001-1-2T3:4:5Z", .string("2001-1-2T3:4:5Z"), .string("2001-01-02T03:04:05Z"),
            .string("2001-1-2T3:4:5Z")),
        Row(
            "2001-12-14t21:59:43.10-05:00", .string("2001-12-14t21:59:43.10-05:00"),
            .string("2001-12-14T21:59:43-05:00"), .string("2001-12-14t21:59:43.10-05:00")),
        Row("2001-12-14T10:11:12", all: .string("2001-12-14T10:11:12")),
        Row("\"2001-12-14\"", all: .string("2001-12-14")),
        Row("!!int \"12\"", .int("12"), .string("12"), .int("12")),
        Row("!!bool \"yes\"", .bool(true), .string("yes"), .invalid("`yes` is not a boolean")),
        Row("!!float 3", .float(3), .int("3"), .float(3)),
        Row("!foo bar", .string("bar"), .invalid("the tag `!foo` is not supported"), .string("bar")),
        Row("! 12", .string("12"), .invalid("the tag `!` is not supported"), .string("12")),
        Row("!!binary aGk=", .string("hi"), .string("aGk="), .string("hi")),
        Row("!!null foo", .invalid("`foo` is not null"), .null, .invalid("`foo` is not null")),
    ]

    @Test(arguments: rows)
    func scalars(_ row: Row) throws {
        let file = assertParse("a: \(row.token)\n")
        let scalar = try #require(file.documents.first?.root?["a"]?.scalar)
        #expect(scalar.value(in: .helm) == row.helm)
        #expect(scalar.value(in: .terraform) == row.terraform)
        #expect(scalar.value(in: .kustomize) == row.kustomize)
    }

    @Test func notANumberIsNotEqualToItselfButFound() throws {
        let scalar = try #require(assertParse("a: .nan\n").documents.first?.root?["a"]?.scalar)
        guard case .float(let number) = scalar.value(in: .kustomize) else {
            Issue.record("not a float")
            return
        }
        #expect(number.isNaN)
        #expect(scalar.value(in: .helm).family == .invalid)
        #expect(scalar.value(in: .terraform).family == .invalid)
    }

    @Test(
        arguments: [
            ("y", "true", "true", "y"), ("n", "false", "false", "n"), ("'y'", "y", "y", "y"),
            ("0777", "511", "777", "0777"), ("0x10", "16", "16", "0x10"), ("1.10", "1.1", "1.1", "1.10"),
            ("1000000.5", "1.0000005e+06", "1000000.5", "1000000.5"), ("1e7", "1e+07", "10000000", "1e7"),
            ("1e-7", "1e-07", "0.0000001", "1e-7"),
            ("123456789.0", "1.2345679e+08", "123456789", "123456789.0"),
            ("100000.5", "100000.5", "100000.5", "100000.5"), ("0.0001", "0.0001", "0.0001", "0.0001"),
            ("2001-01-01", "2001-01-01", "2001-01-01T00:00:00Z", "2001-01-01"), ("~", nil, nil, "~"),
            ("-0.50", "-0.5", "-0.5", "-0.50"),
            (
                "app.kubernetes.io/name", "app.kubernetes.io/name", "app.kubernetes.io/name",
                "app.kubernetes.io/name"
            ),
        ] as [(String, String?, String?, String?)])
    func namesOfKeys(key: String, helm: String?, terraform: String?, kustomize: String?) throws {
        let entry = try #require(assertParse("\(key): 1\n").documents.first?.root?.entries.first)
        #expect(entry.name(in: .helm) == helm)
        #expect(entry.name(in: .terraform) == terraform)
        #expect(entry.name(in: .kustomize) == kustomize)
    }
}
