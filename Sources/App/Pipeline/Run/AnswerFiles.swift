internal import Foundation
internal import Model
internal import Tracing

#if canImport(Glibc)
    internal import Glibc
#endif

/// The files that answers are kept in.
extension AnswerCache {
    /// Keeps an answer under a name.
    func write(
        _ key: String, _ answer: Answer, paths: [String], isPlain: Bool, _ blobs: TreeBlobs,
        _ commit: ObjectID
    ) {
        var list: [UInt8] = []
        for path in paths {
            guard let id = blobs.id(path) else { return }
            list += path.utf8
            list.append(0)
            list += id.utf8
            list.append(0)
        }
        let fixed: [UInt8] = answer.fixed.sorted().flatMap { path -> [UInt8] in Array(path.utf8) + [0] }
        let parts = answer.parts.map(AnswerParts.bytes) ?? []
        let asked = answer.parts == nil ? [] : AnswerParts.bytes(answer.questions)
        let remark = Array(answer.remark.utf8)
        let size = list.count + fixed.count + parts.count + asked.count + remark.count + answer.length
        guard size <= limit / 4 else { return }
        do {
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            guard isOurs(), let text = keep(answer) else { return }
            let lists = [list, fixed, parts, asked, Array(text.list.utf8), remark, text.inline]
            let facts =
                ([
                    text.file.isEmpty ? "-" : text.file, answer.form?.rawValue ?? "none",
                    isPlain ? "plain" : "other", "\(answer.marks.rawValue)", commit.rawValue,
                ] + lists.map { "\($0.count)" }).joined(separator: " ")
            let digest = Digest(ofPieces: [Array(facts.utf8)[...]] + lists.map { $0[...] })
            let head = Array("\(AnswerCache.magic) \(digest) \(facts)\n".utf8)
            put([head[...]] + lists.map { $0[...] }, at: file(key))
            trim(keeping: ["\(key).answer", "\(text.file).text"])
        } catch {
            // Without a place to keep it, it is computed again.
        }
    }

    /// Writes what an answer prints, as far as it does not stand in a file already; nil where that fails.
    private func keep(_ answer: Answer) -> AnswerText? {
        // What is used is not what goes next.
        if let kept = answer.kept, utimes(textFile(kept.file), nil) == 0 { return kept }
        if answer.length <= AnswerText.short { return .short(answer.pieces.flatMap { $0 }) }
        // Answers of many megabytes: no copies of them are made.
        let digest = Digest(ofPieces: answer.pieces).rawValue
        let file = textFile(digest)
        guard utimes(file, nil) == 0 || put(answer.pieces, at: file) else { return nil }
        return .whole(digest, answer.length)
    }

    /// Writes a file whole, or not at all.
    @discardableResult
    private func put(_ pieces: [ArraySlice<UInt8>], at path: String) -> Bool {
        let temporary = "\(directory)/.\(UUID().uuidString)"
        if AnswerCache.write(pieces, to: temporary), rename(temporary, path) == 0 { return true }
        try? FileManager.default.removeItem(atPath: temporary)
        return false
    }

    /// Writes a file that is not there yet; false where that fails.
    private static func write(_ pieces: [ArraySlice<UInt8>], to path: String) -> Bool {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return false }
        let isWritten = pieces.allSatisfy { piece in
            var rest = piece
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return false }
                rest = rest.dropFirst(count)
            }
            return true
        }
        return close(descriptor) == 0 && isWritten
    }

    /// As many bytes of a file as there should be; nil where there are others.
    static func bytes(of file: FileHandle, at start: UInt64, _ count: Int) -> [UInt8]? {
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let read = pread(
                    file.fileDescriptor, buffer.baseAddress.map { $0 + filled }, count - filled,
                    off_t(start) + off_t(filled))
                if read < 0, errno == EINTR { continue }
                guard read > 0 else { break }
                filled += read
            }
        }
        return bytes.count == count ? bytes : nil
    }

    /// All bytes of a file; nil where there is none.
    static func bytes(ofFile path: String) -> [UInt8]? {
        guard let handle = FileHandle(forReadingAtPath: path), let size = try? handle.seekToEnd() else {
            return nil
        }
        return bytes(of: handle, at: 0, Int(size))
    }

    /// False for a directory into which others may write: what lies there could be anybody's answer.
    func isOurs() -> Bool {
        var status = stat()
        guard lstat(directory, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return false }
        return status.st_uid == geteuid() && status.st_mode & 0o022 == 0
    }

    /// Removes what was written longest ago until the rest fits.
    private func trim(keeping names: Set<String>) {
        let manager = FileManager.default
        var files = (try? manager.contentsOfDirectory(atPath: directory)) ?? []
        files = files.filter {
            $0.hasSuffix(".answer") || $0.hasSuffix(".text") || $0.hasSuffix(".last") || $0.hasPrefix(".")
        }
        var known = files.compactMap { name -> (name: String, size: Int, date: Date)? in
            guard let facts = try? manager.attributesOfItem(atPath: "\(directory)/\(name)"),
                let size = facts[.size] as? NSNumber, let date = facts[.modificationDate] as? Date
            else { return nil }
            return (name, size.intValue, date)
        }
        known.sort { ($0.date, $0.name) < ($1.date, $1.name) }
        var total = known.reduce(0) { $0 + $1.size }
        for entry in known where total > limit && !names.contains(entry.name) {
            try? manager.removeItem(atPath: "\(directory)/\(entry.name)")
            total -= entry.size
        }
    }
}
