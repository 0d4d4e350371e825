import BigInt
import Provenance

/// An address range: a prefix of a 32-bit or 128-bit address.
private struct Network {
    var address: BigUInt
    var bits: Int
    var width: Int

    init(_ text: String) throws(FunctionError) {
        let parts = Function.split("/", text)
        guard parts.count == 2, (1...3).contains(parts[1].utf8.count),
            parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let bits = Int(parts[1]),
            let (address, width) = Self.address(parts[0]), bits <= width
        else {
            throw .message("\"\(text.prefix(50))\" is no CIDR prefix")
        }
        guard width == 32 || !parts[0].contains(".") else {
            throw .unknown(.unsupported, "an IPv4 address inside an IPv6 one is not computed with here")
        }
        self.bits = bits
        self.width = width
        self.address = (address >> (width - bits)) << (width - bits)
        if width == 128, self.address >> 32 == 0xFFFF {
            throw .unknown(.unsupported, "an IPv4 address inside an IPv6 one is not computed with here")
        }
    }

    private static func address(_ text: String) -> (BigUInt, Int)? {
        guard text.contains(":") else { return octets(text).map { ($0, 32) } }
        // At most one `::`, which stands for as many zeros as are missing.
        let halves = Function.split("::", text)
        guard halves.count <= 2 else { return nil }
        var groups: [[BigUInt]] = []
        for half in halves {
            var list: [BigUInt] = []
            let parts = half.isEmpty ? [] : Function.split(":", half)
            for (index, part) in parts.enumerated() {
                if index == parts.count - 1, half == halves.last, part.contains("."), let four = octets(part)
                {
                    list += [four >> 16, four & 0xFFFF]
                    continue
                }
                guard (1...4).contains(part.utf8.count), part.allSatisfy(\.isHexDigit),
                    let group = UInt16(part, radix: 16)
                else { return nil }
                list.append(BigUInt(group))
            }
            groups.append(list)
        }
        let count = groups.reduce(0) { $0 + $1.count }
        guard halves.count == 2 ? count < 8 : count == 8 else { return nil }
        let zeros = Array(repeating: BigUInt(0), count: 8 - count)
        let all = groups[0] + zeros + (groups.count == 2 ? groups[1] : [])
        return (all.reduce(BigUInt(0)) { $0 << 16 | $1 }, 128)
    }

    private static func octets(_ text: String) -> BigUInt? {
        let octets = Function.split(".", text)
        guard octets.count == 4 else { return nil }
        var address = BigUInt(0)
        for octet in octets {
            // Zeros in front are no sign of octal.
            guard !octet.isEmpty, octet.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                octet.utf8.count <= 20,
                let value = UInt8(octet)
            else { return nil }
            address = address << 8 | BigUInt(value)
        }
        return address
    }

    func text(_ address: BigUInt) -> String {
        guard width == 128 else {
            return stride(from: 24, through: 0, by: -8).map { ((address >> $0) & 255).description }.joined(
                separator: ".")
        }
        let groups = stride(from: 112, through: 0, by: -16).map { (address >> $0) & 0xFFFF }
        // The longest run of zeros, the first of equal ones, is `::` when it has two groups or more.
        var longest = 0..<0
        var start = 0
        for index in 0...8 where index == 8 || groups[index] != 0 {
            if index - start > longest.count { longest = start..<index }
            start = index + 1
        }
        let hex = groups.map { String($0, radix: 16) }
        guard longest.count > 1 else { return hex.joined(separator: ":") }
        return hex[..<longest.lowerBound].joined(separator: ":") + "::"
            + hex[longest.upperBound...].joined(separator: ":")
    }

    var prefixText: String { "\(text(address))/\(bits)" }

    func subnet(_ newBits: Int, _ number: BigInt) throws(FunctionError) -> Network {
        guard newBits >= 0 else {
            throw .unknown(.unsupported, "a prefix that is shortened is not computed here")
        }
        let total = bits + newBits
        guard newBits <= width, total <= width else {
            throw .message("\(newBits) more bits do not fit behind /\(bits)")
        }
        guard
            number.magnitude < BigUInt(1) << newBits
                || (number.sign == .minus && number.magnitude == BigUInt(1) << newBits)
        else {
            throw .message("\(newBits) bits do not hold number \(number)")
        }
        let index = number.sign == .minus ? (BigUInt(1) << newBits) - number.magnitude : number.magnitude
        var result = self
        result.bits = total
        result.address = address | (index << (width - total))
        return result
    }
}

extension Function {
    /// Address ranges.
    static let networks: [String: Function] = [
        "cidrhost": Function(2...2) { a, _ throws(FunctionError) in
            let network = try Network(try a[0].text())
            let host = try network.subnet(network.width - network.bits, try wholeNumber(a[1]))
            return .string(network.text(host.address))
        },
        "cidrnetmask": Function(1...1) { a, _ throws(FunctionError) in
            let network = try Network(try a[0].text())
            guard network.width == 32 else { throw .message("an IPv6 prefix has no netmask") }
            let all = (BigUInt(1) << network.width) - 1
            let hosts = (BigUInt(1) << (network.width - network.bits)) - 1
            return .string(network.text(all - hosts))
        },
        "cidrsubnet": Function(3...3) { a, _ throws(FunctionError) in
            let network = try Network(try a[0].text())
            let number = try wholeNumber(a[2])
            guard number >= 0 else { throw .message("the number is negative") }
            return .string(try network.subnet(try a[1].whole(), number).prefixText)
        },
        "cidrsubnets": Function(1...many) { a, _ throws(FunctionError) in
            let network = try Network(try a[0].text())
            var next = network.address
            let end = network.address + (BigUInt(1) << (network.width - network.bits))
            var subnets: [String] = []
            for value in a.dropFirst() {
                let more = try value.whole()
                guard (1...32).contains(more), network.bits + more <= network.width else {
                    throw .message("each prefix is extended by 1 to 32 bits, as far as they fit")
                }
                let size = BigUInt(1) << (network.width - network.bits - more)
                let start = (next + size - 1) / size * size
                guard start + size <= end else { throw .message("the prefix has no room for all subnets") }
                subnets.append("\(network.text(start))/\(network.bits + more)")
                next = start + size
            }
            return .strings(subnets)
        },
        // OpenTofu's.
        "cidrcontains": Function(2...2) { a, _ throws(FunctionError) in
            let outer = try Network(try a[0].text())
            let text = try a[1].text()
            let inner = try Network(text.contains("/") ? text : text + (text.contains(":") ? "/128" : "/32"))
            guard outer.width == inner.width else {
                throw .message("IPv4 and IPv6 do not contain each other")
            }
            let shift = outer.width - outer.bits
            return Value(.bool(inner.bits >= outer.bits && inner.address >> shift == outer.address >> shift))
        },
    ]

    private static func wholeNumber(_ value: Value) throws(FunctionError) -> BigInt {
        let number = try value.amount()
        guard number.isInteger, !number.isBeyondRange else { throw .message("a whole number is required") }
        return number.truncated
    }
}
