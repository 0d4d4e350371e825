internal import CZlib

/// Unpacks gzip, bounded: a few bytes that would become gigabytes are refused before they do.
enum Gzip {
    static func inflate(_ bytes: [UInt8], path: String, limit: Int) throws(ChartProblem) -> [UInt8] {
        var stream = z_stream()
        guard czlib_inflate_init_gzip(&stream) == Z_OK else {
            throw ChartProblem(.invalid, "\(path): the archive cannot be unpacked")
        }
        defer { inflateEnd(&stream) }
        var output: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        var input = bytes
        let status: (code: Int32, tooLarge: Bool) = input.withUnsafeMutableBufferPointer { source in
            stream.next_in = source.baseAddress
            stream.avail_in = UInt32(clamping: source.count)
            while true {
                let code = chunk.withUnsafeMutableBufferPointer { target in
                    stream.next_out = target.baseAddress
                    stream.avail_out = UInt32(target.count)
                    return CZlib.inflate(&stream, Z_NO_FLUSH)
                }
                let made = chunk.count - Int(stream.avail_out)
                guard output.count + made <= limit else { return (Z_OK, true) }
                output.append(contentsOf: chunk[..<made])
                // Without progress there is nothing more to come.
                if code != Z_OK || (made == 0 && stream.avail_in == 0) { return (code, false) }
            }
        }
        if status.tooLarge {
            throw ChartProblem(.limit, "\(path): the archive unpacks to more than \(limit) bytes")
        }
        guard status.code == Z_STREAM_END else {
            throw ChartProblem(.invalid, "\(path): the archive is damaged or cut short")
        }
        return output
    }
}
