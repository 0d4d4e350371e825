extension Statistic {
    /// Name: mean CPU of a machine, in per cent.
    public static let cpuMean = "cpu mean"
    /// Name: p99.5 of a machine's CPU, in per cent.
    public static let cpuBusy = "cpu p99.5"
    /// Name: the share of the window in which a job ran, 0…1; it reserves nothing in between.
    public static let timeRunning = "share of the time running"
    /// Name: the greatest share of a machine's memory in use, in per cent.
    public static let memoryUsedMaximum = "memory used max"
    /// Name: the least free memory of a machine, in bytes.
    public static let memoryFreeMinimum = "memory free min"
    /// Name: the busiest five minutes of a machine's network, in bytes a second, both ways together.
    public static let networkPeak = "network per second max"
    /// Name: the busiest five minutes of a machine's disks, in bytes a second.
    public static let diskPeak = "disk per second max"
    /// Name: the busiest five minutes of a machine's disks, in operations a second.
    public static let operationsPeak = "disk operations per second max"
    /// Name: the fewest CPU credits that a machine had left.
    public static let creditsLeast = "CPU credits min"
}
