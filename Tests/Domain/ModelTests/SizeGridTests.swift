import Model
import Testing

@Suite struct SizeGridTests {
    @Test(arguments: [
        ("3m", "5m"), ("98m", "100m"), ("101m", "110m"), ("299m", "300m"), ("301m", "350m"), ("736m", "750m"),
        ("1", "1"), ("3970m", "4"), ("4100m", "4500m"),
    ])
    func cpuGoesUp(_ value: String, _ expected: String) throws {
        let quantity = try #require(Quantity(value))
        #expect(SizeGrid.cpu.roundedUp(quantity) == Quantity(expected))
    }

    @Test(arguments: [
        ("1", "16Mi"), ("113Mi", "128Mi"), ("257Mi", "288Mi"), ("768Mi", "768Mi"), ("1025Mi", "1088Mi"),
        ("5Gi", "5Gi"), ("5121Mi", "5376Mi"),
    ])
    func memoryGoesUp(_ value: String, _ expected: String) throws {
        let quantity = try #require(Quantity(value))
        let rounded = SizeGrid.memory.roundedUp(quantity, in: .binarySI)
        #expect(rounded == Quantity(expected))
    }

    @Test func decimalFilesHaveADecimalGrid() throws {
        let quantity = try #require(Quantity("500M"))
        #expect(SizeGrid.memory.roundedUp(quantity).text() == "512M")
    }

    @Test func downIsNeverAboveAndUpIsNeverBelow() {
        for amount in stride(from: Int64(1), to: 20_000, by: 7) {
            for (grid, quantity) in [
                (SizeGrid.cpu, Quantity.millicores(amount)), (.memory, .bytes(amount << 19)),
            ] {
                let up = grid.roundedUp(quantity)
                #expect(up >= quantity)
                #expect(grid.roundedDown(quantity) <= quantity)
                #expect(grid.roundedUp(up) == up, "\(up) is on the grid")
            }
        }
    }

    @Test func hugeAmountsDoNotOverflow() {
        let most = Quantity(thousandths: .max, family: .binarySI)
        #expect(SizeGrid.memory.roundedUp(most).thousandths == .max)
        #expect(SizeGrid.cpu.roundedUp(Quantity(thousandths: .max)).thousandths > 0)
    }
}
