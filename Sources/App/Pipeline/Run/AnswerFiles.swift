internal import Foundation
internal import Model
internal import Tracing

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
        let size =
            list.count + fixed.count + parts.count + asked.count + answer.remark.utf8.count
            + answer.text.utf8.count
        guard size <= limit / 4 else { return }
        // Answers of many megabytes: no more copies than are needed.
        var texts: [UInt8] = []
        texts.reserveCapacity(size)
        texts += answer.remark.utf8
        texts += answer.text.utf8
        let facts = [
            Digest(of: texts).rawValue, answer.form?.rawValue ?? "none", isPlain ? "plain" : "other",
            "\(answer.marks.rawValue)", commit.rawValue, "\(list.count)", "\(fixed.count)", "\(parts.count)",
            "\(asked.count)",
            "\(answer.remark.utf8.count)", "\(answer.text.utf8.count)",
        ].joined(separator: " ")
        let head =
            "\(AnswerCache.magic) \(Digest(of: Array(facts.utf8) + list + fixed + parts + asked)) \(facts)\n"
        var file = Data(capacity: head.utf8.count + size)
        file.append(contentsOf: head.utf8)
        file.append(contentsOf: list)
        file.append(contentsOf: fixed)
        file.append(contentsOf: parts)
        file.append(contentsOf: asked)
        file.append(contentsOf: texts)
        do {
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            guard isOurs() else { return }
            let temporary = "\(directory)/.\(UUID().uuidString)"
            guard
                FileManager.default.createFile(
                    atPath: temporary, contents: file,
                    attributes: [.posixPermissions: 0o600])
            else { return }
            if rename(temporary, self.file(key)) != 0 {
                try? FileManager.default.removeItem(atPath: temporary)
            }
            trim(keeping: key)
        } catch {
            // Without a place to keep it, it is computed again.
        }
    }

    /// False for a directory into which others may write: what lies there could be anybody's answer.
    func isOurs() -> Bool {
        var status = stat()
        guard lstat(directory, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return false }
        return status.st_uid == geteuid() && status.st_mode & 0o022 == 0
    }

    /// Removes what was written longest ago until the rest fits.
    private func trim(keeping key: String) {
        let manager = FileManager.default
        var files = (try? manager.contentsOfDirectory(atPath: directory)) ?? []
        files = files.filter { $0.hasSuffix(".answer") || $0.hasSuffix(".last") || $0.hasPrefix(".") }
        var known = files.compactMap { name -> (name: String, size: Int, date: Date)? in
            guard let facts = try? manager.attributesOfItem(atPath: "\(directory)/\(name)"),
                let size = facts[.size] as? NSNumber, let date = facts[.modificationDate] as? Date
            else { return nil }
            return (name, size.intValue, date)
        }
        known.sort { ($0.date, $0.name) < ($1.date, $1.name) }
        var total = known.reduce(0) { $0 + $1.size }
        for entry in known where total > limit && entry.name != "\(key).answer" {
            try? manager.removeItem(atPath: "\(directory)/\(entry.name)")
            total -= entry.size
        }
    }
}
