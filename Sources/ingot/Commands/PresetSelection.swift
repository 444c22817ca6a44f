import ArgumentParser
import Reporting

/// What `ingot presets` lists: a kind, or the parts of one machine by its name.
enum PresetSelection: ExpressibleByArgument, Equatable {
    case hardware
    case models
    case planners
    case problems
    case chips
    case parts(String)

    private static let kinds: [(name: String, selection: PresetSelection)] = [
        ("hardware", .hardware), ("models", .models), ("planners", .planners), ("problems", .problems),
        ("chips", .chips),
    ]

    init?(argument: String) {
        if let kind = Self.kinds.first(where: { $0.name == argument }) {
            self = kind.selection
        } else if PresetTables.partNames.contains(argument) {
            self = .parts(argument)
        } else {
            return nil
        }
    }

    static var allValueStrings: [String] { kinds.map(\.name) + PresetTables.partNames }
}
