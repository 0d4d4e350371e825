import BigInt
import Provenance

/// An address range: a prefix of a 32-bit or 128-bit address.
private struct Network {
    var address: BigUInt
    var bits: Int
    var width: Int

    init(_ text: String) throws(FunctionError) {
        let parts = Function.split("/", text)
        guard parts.count == 2, let bits = Int(parts[1]), bits >= 0, parts[1] == String(bits) else {
            throw .message("\"\(text.prefix(50))\" is no CIDR prefix")
        }
        guard !parts[0].contains(":") else {
            throw .unknown(.unsupported, "IPv6 prefixes are not computed here")
        }
        let octets = Function.split(".", parts[0])
        guard octets.count == 4, bits <= 32 else {
            throw .message("\"\(text.prefix(50))\" is no CIDR prefix")
        }
        var address = BigUInt(0)
        for octet in octets {
            guard let value = UInt8(octet), String(value) == octet || Int(octet) != nil else {
                throw .message("\"\(text.prefix(50))\" is no CIDR prefix")
            }
            address = address << 8 | BigUInt(value)
        }
        self.bits = bits
        width = 32
        self.address = (address >> (32 - bits)) << (32 - bits)
    }

    func text(_ address: BigUInt) -> String {
        stride(from: 24, through: 0, by: -8).map { ((address >> $0) & 255).description }.joined(
            separator: ".")
    }

    func subnet(_ newBits: Int, _ number: BigInt) throws(FunctionError) -> Network {
        let total = bits + newBits
        guard newBits >= 0, total <= width else {
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
    /// Address ranges, of IPv4.
    static let networks: [String: Function] = [
        "cidrhost": Function(2...2) { a, _ throws(FunctionError) in
            let network = try Network(try a[0].text())
            let number = try a[1].amount()
            guard number.isInteger else { throw .message("a whole number is required") }
            let host = try network.subnet(network.width - network.bits, number.truncated)
            return .string(network.text(host.address))
        },
        "cidrnetmask": Function(1...1) { a, _ throws(FunctionError) in
            let network = try Network(try a[0].text())
            let all = (BigUInt(1) << network.width) - 1
            let hosts = (BigUInt(1) << (network.width - network.bits)) - 1
            return .string(network.text(all - hosts))
        },
        "cidrsubnet": Function(3...3) { a, _ throws(FunctionError) in
            let network = try Network(try a[0].text())
            let number = try a[2].amount()
            guard number.isInteger, number.signum >= 0 else { throw .message("a whole number is required") }
            let subnet = try network.subnet(try a[1].whole(), number.truncated)
            return .string("\(subnet.text(subnet.address))/\(subnet.bits)")
        },
        "cidrsubnets": Function(1...many) { a, _ throws(FunctionError) in
            let network = try Network(try a[0].text())
            var next = network.address
            let end = network.address + (BigUInt(1) << (network.width - network.bits))
            var subnets: [String] = []
            for value in a.dropFirst() {
                let bits = network.bits + (try value.whole())
                guard bits > network.bits || bits == network.bits, bits <= network.width,
                    bits - network.bits >= 1
                else { throw .message("each prefix must be extended by at least one bit that fits") }
                let size = BigUInt(1) << (network.width - bits)
                let start = (next + size - 1) / size * size
                guard start + size <= end else { throw .message("the prefix has no room for all subnets") }
                subnets.append("\(network.text(start))/\(bits)")
                next = start + size
            }
            return .strings(subnets)
        },
    ]
}
