import Model
import TestSupport

/// A query answer made up from a seed, as text and as the series it means.
struct RandomAnswer {
    let text: String
    let series: [Series]

    init(_ random: inout SeededGenerator) {
        var series: [Series] = []
        var written: [String] = []
        for number in 0..<Int.random(in: 0...4, using: &random) {
            let (one, text) = Self.series(number, &random)
            series.append(one)
            written.append(text)
        }
        let blank = Self.blank
        let data =
            #""data":{"# + blank(&random) + #""resultType":"matrix","result":["# + blank(&random)
            + written.joined(separator: "," + blank(&random)) + "]" + blank(&random) + "}"
        let parts = [#""status":"success""#, data, #""stats":{"x":[1,{"y":null}],"z":-1.5e3,"t":true}"#]
        text =
            blank(&random) + "{" + parts.shuffled(using: &random).joined(separator: blank(&random) + ",")
            + "}\n"
        self.series = series
    }

    private static func series(_ number: Int, _ random: inout SeededGenerator) -> (Series, String) {
        var labels: Labels = ["number": String(number)]
        var members = [#""number":"\#(number)""#]
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            let name = "l\(Int.random(in: 0...99, using: &random))"
            let (value, written) = label(&random)
            guard labels[name] == nil else { continue }
            labels[name] = value
            members.append("\"\(name)\":\(blank(&random))\"\(written)\"")
        }
        var times: [Int64] = []
        var values: [Double] = []
        var samples: [String] = []
        var time: Int64 = Int64.random(in: 0...2_000_000_000_000, using: &random)
        for _ in 0..<Int.random(in: 0...30, using: &random) {
            time += Int64.random(in: 1...100_000, using: &random)
            let (value, text) = value(&random)
            times.append(time)
            values.append(value)
            let seconds =
                "\(time / 1000)" + (time % 1000 == 0 ? "" : "." + "\(1000 + time % 1000)".dropFirst())
            let isSpaced = Int.random(in: 0...9, using: &random) == 0
            samples.append(isSpaced ? "[ \(seconds) ,\n \"\(text)\" ]" : "[\(seconds),\"\(text)\"]")
        }
        let metric = #""metric":{"# + members.joined(separator: ",") + "}"
        let list = #""values":["# + samples.joined(separator: ",") + "]"
        let order = Bool.random(using: &random) ? [metric, list] : [list, metric]
        return (
            Series(labels: labels, timestamps: times, values: values),
            "{" + order.joined(separator: "," + blank(&random)) + "}"
        )
    }

    private static func value(_ random: inout SeededGenerator) -> (Double, String) {
        switch Int.random(in: 0...9, using: &random) {
        case 0: return (.infinity, "+Inf")
        case 1: return (-.infinity, "-Inf")
        case 2:
            let whole = Double(Int.random(in: -1_000_000...1_000_000, using: &random))
            return (whole, String(Int(whole)))
        case 3:
            let any = Double(bitPattern: random.next())
            return any.isFinite ? (any, any.description) : (0, "0")
        default:
            let value = Double.random(in: -1000...1000, using: &random)
            return (value, value.description)
        }
    }

    private static func label(_ random: inout SeededGenerator) -> (String, String) {
        let pieces = [
            ("a", "a"), ("é", "é"), ("é", #"\u00e9"#), ("😀", #"\ud83d\ude00"#), ("\"", #"\""#),
            ("\\", #"\\"#),
            ("\n", #"\n"#), ("/", #"\/"#),
            ("a text that is longer than fifteen bytes", "a text that is longer than fifteen bytes"),
        ]
        var value = ""
        var written = ""
        for _ in 0..<Int.random(in: 0...5, using: &random) {
            let piece = pieces[Int.random(in: 0..<pieces.count, using: &random)]
            value += piece.0
            written += piece.1
        }
        return (value, written)
    }

    private static func blank(_ random: inout SeededGenerator) -> String {
        ["", "", "", " ", "\n", "\r\n\t"][Int.random(in: 0..<6, using: &random)]
    }
}
