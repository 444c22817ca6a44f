import CoDesign

extension PresetTables {
    /// The planners that design files, campaigns and commands can name.
    public static func planners() -> String {
        TextTable.text(header: ["planner", "what it does"], rows: WaferPlanner.all.map { [$0.name, $0.summary] })
    }
}
