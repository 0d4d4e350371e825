import Foundation
import RightSizing
// Samples per second of the usual strategy over arrays in memory.
let values: [[Double]] = (0..<64).map { (seed: Int) -> [Double] in
    (0..<16_128).map { (place: Int) -> Double in
        let noise = Double((place &* 2_654_435_761 &+ seed) & 1023) / 5000
        return 0.3 + 0.2 * sin(Double(place) / 183) + noise
    }
}
let bytes = values.map { $0.map { $0 * 1_073_741_824 } }
var sum = 0.0
let clock = ContinuousClock()
var best = Duration.seconds(1000)
for _ in 0..<5 {
    let took = clock.measure {
        for place in values.indices {
            for (resource, list) in [(SizedResource.cpu, values[place]), (.memory, bytes[place])] {
                var meter = TrimtabSizing().makeMeter(of: resource, origin: 0)
                meter.observe(list, from: 1_700_006_400, step: 75)
                sum += meter.need()?.amount ?? 0
            }
        }
    }
    best = min(best, took)
}
let seconds = Double(best.components.seconds) + Double(best.components.attoseconds) / 1e18
print("\(Int(Double(64 * 2 * 16_128) / seconds)) \(sum)")
