import Model
import Prometheus
import TestSupport
import Testing

@Suite struct AnswerParserTests {
    private func parse(_ text: String) throws -> ParsedAnswer {
        var parser = AnswerParser()
        try parser.feed(Array(text.utf8))
        return try parser.finish()
    }

    @Test func readsAMatrix() throws {
        let answer = try parse(
            """
            {"status":"success","data":{"resultType":"matrix","result":[
              {"metric":{"__name__":"up","job":"a"},"values":[[1,"1"],[1.5,"NaN"],[2,"+Inf"],[3,"-Inf"],[4,"1e-7"]]},
              {"metric":{},"values":[]}]}}
            """)
        #expect(answer.status == "success")
        #expect(answer.resultType == "matrix")
        #expect(answer.series.map(\.labels) == [["__name__": "up", "job": "a"], [:]])
        #expect(answer.series[0].timestamps == [1000, 1500, 2000, 3000, 4000])
        #expect(answer.series[0].values[1].isNaN)
        #expect(answer.series[0].values[2...].elementsEqual([.infinity, -.infinity, 1e-7]))
        #expect(answer.sampleCount == 5)
    }

    @Test func readsAVector() throws {
        let answer = try parse(
            #"{"status":"success","data":{"resultType":"vector","result":[{"metric":{"a":"b"},"value":[7,"3"]}]}}"#
        )
        #expect(answer.series == [Series(labels: ["a": "b"], timestamps: [7000], values: [3])])
    }

    @Test func readsAScalarAndAText() throws {
        let scalar = try parse(#"{"status":"success","data":{"resultType":"scalar","result":[7.25,"3"]}}"#)
        #expect(scalar.series == [Series(labels: [:], timestamps: [7250], values: [3])])
        let text = try parse(#"{"status":"success","data":{"resultType":"string","result":[7,"hello"]}}"#)
        #expect(text.text == "hello")
        #expect(text.series.isEmpty)
        let number = try parse(#"{"status":"success","data":{"resultType":"string","result":[7,"12"]}}"#)
        #expect(number.text == "12")
    }

    @Test func readsKeysInAnyOrderAndSkipsTheUnknown() throws {
        let answer = try parse(
            """
            {"stats":{"seriesFetched":"2","deep":[[{"values":[[1,"2"]],"metric":{"x":"y"}}]]},"data":{"result":[
            {"values":[[1,"2"]],"extra":[1,2,{"value":3}],"metric":{"a":"1"}}],"more":null,"resultType":"matrix"},
            "status":"success"}
            """)
        #expect(answer.series == [Series(labels: ["a": "1"], timestamps: [1000], values: [2])])
        #expect(answer.resultType == "matrix")
        #expect(answer.status == "success")
    }

    @Test func surfacesWarningsOnce() throws {
        let answer = try parse(
            """
            {"status":"success","isPartial":true,"data":{"resultType":"vector","result":[
            {"metric":{"h":"1"},"histogram":[1,{"count":"2","buckets":[[0,"1","2","1"]]}]}]},
            "warnings":["slow","slow"],"infos":["rate of a gauge"]}
            """)
        #expect(
            answer.warnings == [
                "the answer is partial: a part of the store did not respond",
                "native histograms are not read: ask for histogram_quantile or a sum instead", "slow",
                "rate of a gauge",
            ])
    }

    @Test func readsErrors() throws {
        let answer = try parse(
            #"{"status":"error","errorType":"bad_data","error":"line\n\"two\"","data":null}"#)
        #expect(answer.error?.type == "bad_data")
        #expect(answer.error?.message == "line\n\"two\"")
    }

    @Test(arguments: [
        (#"caf\u00e9"#, "café"), (#"\ud83d\ude00!"#, "😀!"), (#"\ud83d"#, "\u{FFFD}"),
        (#"\ude00\ud83d"#, "\u{FFFD}\u{FFFD}"),
        (#"\ud83dx\ude00"#, "\u{FFFD}x\u{FFFD}"), (#"\ud83d\ud83d\ude00"#, "\u{FFFD}😀"),
        (#"a\/\b\f\n\r\t\\\""#, "a/\u{8}\u{C}\n\r\t\\\""),
        ("", ""), ("naïve 😀", "naïve 😀"),
    ])
    func unescapesLabels(_ written: String, _ read: String) throws {
        let text =
            #"{"status":"success","data":{"result":[{"metric":{"l":""# + written + #""},"value":[1,"1"]}]}}"#
        #expect(try parse(text).series.first?.labels["l"] == read)
    }

    /// The mark stands where the problem is reported.
    @Test(arguments: [
        ("1️⃣<html>", "expected a value, found <"),
        ("{\"status\":\"success\"}1️⃣x", "something follows the end of the answer"),
        ("{\"status\":\"success\" 1️⃣\"data\"", "expected a comma or }, found \""),
        ("{\"status\" 1️⃣\"x\"", "expected a colon, found \""), ("{1️⃣a", "expected a name in quotes, found a"),
        ("{\"a\":1,1️⃣}", "expected a name in quotes, found }"), ("{\"a\":[1,1️⃣]", "expected a value, found ]"),
        ("{\"a\":\"b1️⃣\nc\"", "a text contains a bare control character"),
        ("{\"a\":\"\\1️⃣x\"", "\\x is no escape of JSON"),
        ("{\"a\":\"\\u121️⃣g4\"", "\\u is not followed by four hexadecimal digits"),
        ("{\"a\":tr1️⃣oe", "expected true, false or null"), ("{\"a\":011️⃣,", "this is no number"),
        ("{\"a\":1.1️⃣,", "this is no number"), ("1️⃣[]", "an array stands where a query answer has none"),
        ("1️⃣12 ", "a number stands where a query answer has none"),
        (
            "{\"data\":{\"result\":[{\"values\":[[1,\"2\",\"31️⃣\"",
            "a text stands where a query answer has none"
        ),
        ("{\"data\":{\"result\":[{\"values\":[[11️⃣]", "a sample is a time and a value"),
        (
            "{\"data\":{\"result\":[{\"values\":[[1,21️⃣]",
            "a sample begins with one time in seconds and has its value in quotes"
        ),
        ("{\"data\":{\"result\":[{\"values\":[[1,\"x\"1️⃣]", "the value of a sample is no number"),
        ("{\"data\":{\"result\":[{\"values\":[1️⃣7,", "a number stands where a query answer has none"),
        ("{\"data\":{\"result\":[{\"metric\":{\"a\":1️⃣{", "an object stands where a query answer has none"),
    ])
    func saysWhatIsWrongWhere(_ marked: String, _ reason: String) throws {
        let sample = MarkedText(marked)
        let problem = #expect(throws: AnswerProblem.self) {
            var parser = AnswerParser()
            try parser.feed(sample.bytes)
        }
        #expect(problem?.reason == reason)
        // A token's problem is seen at its first byte or when it ends.
        let distance = abs((problem?.offset ?? -9) - sample.offset("1️⃣"))
        #expect(distance <= 2, "byte \(problem?.offset ?? -1), expected \(sample.offset("1️⃣"))")
        #expect(problem?.isTruncation == false)
    }

    @Test func everyPrefixIsATruncation() throws {
        let text = Array(
            #"{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"a":"\u00e9"},"values":[[1,"2"],[2,"3"]]}]},"warnings":[]}"#
                .utf8)
        for length in text.indices {
            var parser = AnswerParser()
            try parser.feed(Array(text[..<length]))
            let whole = parser
            let problem = #expect(throws: AnswerProblem.self) { try whole.finish() }
            #expect(problem?.isTruncation == true)
            #expect(problem?.offset == length)
        }
    }

    @Test func hostileSizesEndInProblems() throws {
        func problem(_ text: String, maximumSamples: Int = 10) -> String? {
            var parser = AnswerParser(maximumSamples: maximumSamples)
            do {
                try parser.feed(Array(text.utf8))
                return nil
            } catch { return error.reason }
        }
        #expect(problem("{\"a\":" + String(repeating: "[", count: 100_000)) == "nested too deeply")
        #expect(problem("{\"a\":\"" + String(repeating: "x", count: 1_100_000)) == "a text is too long")
        #expect(problem("{\"a\":" + String(repeating: "1", count: 1_100_000)) == "a number is too long")
        let samples = String(repeating: "[1,\"1\"],", count: 11)
        #expect(
            problem("{\"data\":{\"result\":[{\"values\":[" + samples)
                == "more than the 10 samples allowed; ask for less or a longer step")
    }

    @Test func handsSamplesOnInsteadOfKeepingThem() throws {
        let kept = Recorder()
        var parser = AnswerParser { labels, time, value in kept.add("\(labels["l"] ?? "-") \(time) \(value)")
        }
        try parser.feed(
            Array(
                #"{"status":"success","data":{"result":[{"metric":{"l":"a"},"values":[[1,"1"],[2,"2"]]},{"values":[[3,"3"]],"metric":{"l":"b"}}]}}"#
                    .utf8))
        let answer = try parser.finish()
        #expect(kept.lines == ["a 1000 1.0", "a 2000 2.0", "b 3000 3.0"])
        #expect(answer.series.isEmpty)
        #expect(answer.sampleCount == 3)
    }
}
