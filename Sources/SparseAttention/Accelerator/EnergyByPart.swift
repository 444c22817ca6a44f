/// Where the energy of a computation goes.
public struct EnergyByPart: Sendable, Hashable {
    /// The shift-and-add array.
    public var prediction: Double
    /// The sorting cores.
    public var sorting: Double
    /// The array that makes keys and values.
    public var generation: Double
    /// The sorted updates.
    public var update: Double
    /// The memories on the chip.
    public var memory: Double
    /// The scheduler.
    public var control: Double
    /// The interface to the memory outside.
    public var interface: Double
    /// The memory outside.
    public var outside: Double

    init(_ work: TileWork, bytes: Double, seconds: Double, size: AcceleratorSize, costs: UnitCosts) {
        prediction = work.shifts * costs.shift.joules
        sorting = work.sortPasses * costs.sort.joules
        generation = work.makings * costs.multiply.joules
        update = work.products * costs.multiply.joules + work.exponentials * costs.exponential.joules
        memory = Double(size.memoryBytes) * costs.wattsPerByte * seconds
        control = costs.controlWatts * seconds
        interface = 8 * bytes * costs.interfaceJoulesPerBit
        outside = 8 * bytes * costs.memoryJoulesPerBit
    }

    /// The energy of the core.
    public var core: Double { prediction + sorting + generation + update + memory + control }
    /// The energy of core, interface and memory outside.
    public var device: Double { core + interface + outside }
    /// The parts with their names.
    public var parts: [(name: String, joules: Double)] {
        [
            ("prediction", prediction), ("sorting", sorting), ("generation", generation), ("update", update),
            ("memory", memory), ("control", control), ("interface", interface), ("memory outside", outside),
        ]
    }
}
