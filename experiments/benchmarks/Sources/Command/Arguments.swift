/// What the command line asks for.
struct Arguments: Sendable {
    /// The parts that can be run.
    enum Part: String, CaseIterable, Sendable {
        case speed, quality, search, fidelity, wafer, fidelities, watos, tmac, attention, campaign
    }

    /// A command line that cannot be followed.
    struct Mistake: Error, CustomStringConvertible {
        var description: String
    }

    static let usage = """
        benchmarks [speed] [quality] [search] [fidelity] [wafer] [fidelities] [watos] [tmac] [attention]
                   [campaign] [options]

        Without a part: speed, quality, search and fidelity.

          --seeds N or A-B   seeds 1 to N, or A to B (search 1-5, fidelity and wafer 1-10)
          --problems A,B     of search and fidelity only these problems; of watos and tmac only these models
          --large            speed: also fits of 2000 and 5000 observations
          --methods A,B      wafer: only these methods
          --cost C           wafer: the budget of every run (120)
          --campaign FILE    wafer: the campaign file (experiments/gpt3-175b.yaml)
          --csv FILE         wafer: the curves (.build/wafer.csv)
          --designs FILE     fidelities: the CSV of all designs (.build/fidelities.csv); --seeds N draws others
          --append           wafer: keep what the CSV holds and run only what it lacks
        """

    var parts: [Part] = [.speed, .quality, .search, .fidelity]
    var seeds: ClosedRange<UInt64>?
    var problems: [String]?
    var methods: [String]?
    var isLarge = false
    var cost = 120.0
    var campaign = "experiments/gpt3-175b.yaml"
    var csv = ".build/wafer.csv"
    var agreementCSV = ".build/fidelities.csv"
    var isAppending = false

    /// Reads the arguments after the program's name.
    init(_ words: [String]) throws(Mistake) {
        var named: [Part] = []
        var rest = words[...]
        while let word = rest.popFirst() {
            if let part = Part(rawValue: word) {
                named.append(part)
                continue
            }
            switch word {
            case "--large": isLarge = true
            case "--append": isAppending = true
            case "--seeds": seeds = try Self.range(try Self.value(of: word, from: &rest))
            case "--problems":
                let names = try Self.list(of: word, from: &rest)
                let known = PeerSearch.all.map(\.problem) + FidelityBenchmarks.problemNames + PlannerStudy.models
                if let other = names.first(where: { !known.contains($0) }) {
                    throw Mistake(
                        description: "no problem is called '\(other)'; give some of \(known.joined(separator: ", "))")
                }
                problems = names
            case "--methods": methods = try Self.list(of: word, from: &rest)
            case "--campaign": campaign = try Self.value(of: word, from: &rest)
            case "--designs": agreementCSV = try Self.value(of: word, from: &rest)
            case "--csv": csv = try Self.value(of: word, from: &rest)
            case "--cost":
                let text = try Self.value(of: word, from: &rest)
                guard let number = Double(text), number > 0, number.isFinite else {
                    throw Mistake(description: "--cost is '\(text)'; give a positive number")
                }
                cost = number
            default: throw Mistake(description: "unknown argument '\(word)'\n\n\(Self.usage)")
            }
        }
        if !named.isEmpty { parts = Part.allCases.filter(named.contains) }
    }

    /// The seeds to run where a part has its own number of them.
    func seeds(orFirst count: UInt64) -> [UInt64] { Array(seeds ?? 1...count) }

    /// Whether a problem is asked for.
    func wants(_ problem: String) -> Bool { problems?.contains(problem) ?? true }

    private static func value(of option: String, from rest: inout ArraySlice<String>) throws(Mistake) -> String {
        guard let value = rest.popFirst() else { throw Mistake(description: "\(option) needs a value") }
        return value
    }

    private static func list(of option: String, from rest: inout ArraySlice<String>) throws(Mistake) -> [String] {
        try value(of: option, from: &rest).split(separator: ",").map(String.init)
    }

    private static func range(_ text: String) throws(Mistake) -> ClosedRange<UInt64> {
        let ends = text.split(separator: "-").map { UInt64($0) }
        if ends.count == 1, let last = ends[0], last >= 1 { return 1...last }
        if ends.count == 2, let first = ends[0], let last = ends[1], first <= last { return first...last }
        throw Mistake(description: "--seeds is '\(text)'; give a number or a range such as 1-3")
    }
}
