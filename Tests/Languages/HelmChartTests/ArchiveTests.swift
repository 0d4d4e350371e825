import Foundation
import GoTemplate
import HelmChart
import Testing

/// Charts in gzipped tar files, good and hostile ones; made by tar itself or byte by byte.
@Suite struct ArchiveTests {
    /// A tar of (name, type, body).
    static func tar(_ entries: [(name: String, type: UInt8, body: [UInt8])]) -> [UInt8] {
        var tar: [UInt8] = []
        for entry in entries {
            var header = [UInt8](repeating: 0, count: 512)
            func put(_ text: String, at offset: Int) {
                for (index, byte) in text.utf8.enumerated() { header[offset + index] = byte }
            }
            put(String(entry.name.prefix(100)), at: 0)
            put("0000644\0", at: 100)
            put(
                String(repeating: "0", count: max(0, 11 - String(entry.body.count, radix: 8).count))
                    + String(entry.body.count, radix: 8), at: 124)
            header[156] = entry.type
            put("ustar\u{0}00", at: 257)
            tar += header + entry.body
            tar += [UInt8](repeating: 0, count: (512 - entry.body.count % 512) % 512)
        }
        return tar + [UInt8](repeating: 0, count: 1024)
    }

    /// Gzip without compression: stored blocks.
    static func gzip(_ bytes: [UInt8]) -> [UInt8] {
        var out: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
        var rest = bytes[...]
        repeat {
            let part = rest.prefix(65_535)
            rest = rest.dropFirst(part.count)
            let count = UInt16(part.count)
            out.append(rest.isEmpty ? 1 : 0)
            out += [UInt8(count & 255), UInt8(count >> 8), UInt8(~count & 255), UInt8(~count >> 8)]
            out += part
        } while !rest.isEmpty
        var crc: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
        for value in [~crc, UInt32(truncatingIfNeeded: bytes.count)] {
            for shift in [0, 8, 16, 24] { out.append(UInt8(value >> UInt32(shift) & 255)) }
        }
        return out
    }

    private static let good: [(name: String, type: UInt8, body: [UInt8])] = [
        ("cache/Chart.yaml", 0x30, Array("name: cache\nversion: 1.0.0\n".utf8)),
        ("cache/templates/a.yaml", 0x30, Array("a: {{ .Values.size }}\n".utf8)),
        ("cache/values.yaml", 0x30, Array("size: 5Gi\n".utf8)),
    ]

    @Test func aPackedDependencyIsRendered() throws {
        let files = [
            ChartFile(
                name: "Chart.yaml", path: "c/Chart.yaml", bytes: Array("name: shop\nversion: 1.0.0\n".utf8)),
            ChartFile(
                name: "charts/cache-1.0.0.tgz", path: "c/charts/cache-1.0.0.tgz",
                bytes: Self.gzip(Self.tar(Self.good))),
        ]
        let chart = try ChartLoader().load(directory: files, path: "c")
        let rendered = ChartRenderer().render(chart, ChartRelease())
        #expect(rendered.files.map(\.text.string) == ["a: 5Gi\n"])
        #expect(rendered.files.first?.path == "c/charts/cache-1.0.0.tgz!templates/a.yaml")
    }

    @Test(arguments: ["cache/../../etc/passwd", "/etc/passwd", "cache/..\\x"])
    func aPathThatLeavesTheArchiveIsRefused(_ name: String) {
        let bytes = Self.gzip(Self.tar(Self.good + [(name, 0x30, [1])]))
        #expect(throws: ChartProblem.self) { try ChartArchive.files(bytes, path: "x.tgz") }
    }

    @Test func aBombIsRefusedBeforeItUnpacks() throws {
        let bytes = Self.gzip(Self.tar([("cache/big", 0x30, [UInt8](repeating: 0, count: 200_000))]))
        let error = #expect(throws: ChartProblem.self) {
            try ChartArchive.files(bytes, path: "x.tgz", limits: ChartLimits(archiveBytes: 100_000))
        }
        #expect(error?.kind == .limit)
        let many = Self.gzip(Self.tar((0..<50).map { ("cache/f\($0)", 0x30, []) }))
        let other = #expect(throws: ChartProblem.self) {
            try ChartArchive.files(many, path: "x.tgz", limits: ChartLimits(archiveFiles: 20))
        }
        #expect(other?.kind == .limit)
    }

    @Test func damagedBytesEndInAProblem() throws {
        let whole = Self.gzip(Self.tar(Self.good))
        for cut in stride(from: 0, to: whole.count - 1, by: 97) {
            #expect(throws: ChartProblem.self, "cut at \(cut)") {
                try ChartArchive.files(Array(whole[..<cut]), path: "x.tgz")
            }
        }
        #expect(throws: ChartProblem.self) { try ChartArchive.files(Array("no gzip".utf8), path: "x.tgz") }
    }

    @Test func linksInAnArchiveAreNoFiles() throws {
        let files = try ChartArchive.files(
            Self.gzip(Self.tar(Self.good + [("cache/link", 0x32, [])])), path: "x.tgz")
        #expect(files.map(\.name) == ["Chart.yaml", "templates/a.yaml", "values.yaml"])
    }
}
