import ConfigurationFile
import SearchSpace
import TrainingStrategy

/// One key of a design file: where its value lives in a design, what it may be, and how it is searched.
///
/// The table of keys is the one place that ties design files, the parameters of the joint space, CSV columns and
/// exported designs together.
struct DesignKey: Sendable {
    /// What a value may be.
    enum Kind: Sendable {
        /// A whole number.
        case integer(ClosedRange<Int>)
        /// A number; a design holds it times ten to the power of `exponent`, in SI units.
        case real(exponent: Int)
        /// One name of a list.
        case choice([String])
        /// A switch.
        case boolean
    }

    /// The dotted path, such as `core.macs`.
    let path: String
    /// What it may be.
    let kind: Kind
    /// Whether a file may leave it out where every other key must be there; it has its default then.
    private(set) var isOptional = false
    /// Reads it from a design, in the unit of its name.
    let get: @Sendable (TrainingDesign) -> ParameterValue
    /// Writes it into a design; a value of another kind is left alone.
    let set: @Sendable (inout TrainingDesign, ParameterValue) -> Void
    /// Where a number lives, in SI units; `nil` for every other kind.
    private var quantity: (any WritableKeyPath<TrainingDesign, Double> & Sendable)?

    /// The part before the dot: `wafer`, `die`, `core`, `memory`, `limits` or `strategy`; empty for `technology`.
    var section: String { path.contains(".") ? String(path.prefix { $0 != "." }) : "" }

    /// The part after the dot.
    var name: String { path.contains(".") ? String(path.drop { $0 != "." }.dropFirst()) : path }

    private init(
        path: String, kind: Kind, get: @escaping @Sendable (TrainingDesign) -> ParameterValue,
        set: @escaping @Sendable (inout TrainingDesign, ParameterValue) -> Void
    ) {
        self.path = path
        self.kind = kind
        self.get = get
        self.set = set
    }

    /// The same key, with a default.
    var optional: DesignKey {
        var key = self
        key.isOptional = true
        return key
    }

    /// Whether it belongs to the hardware, and not to the strategy.
    var isHardware: Bool { section != "strategy" }

}

extension DesignKey.Kind {
    /// Reads the value at a place of a file.
    func value(_ node: ConfigurationNode) throws(ConfigurationError) -> ParameterValue {
        switch self {
        case .integer(let range): .integer(try node.integer(in: range))
        case .real: .real(try node.double())
        case .boolean: .boolean(try node.boolean())
        case .choice(let names):
            switch try? node.string() {
            case .some(let text) where names.contains(text): .string(text)
            case let text: throw node.error(accepted: ConfigurationError.oneOf(names, near: text))
            }
        }
    }
}

extension DesignKey {
    /// Reads the value at a place of a file into a design; a number exactly as its digits say.
    func read(_ node: ConfigurationNode, into design: inout TrainingDesign) throws(ConfigurationError) {
        let value = try kind.value(node)
        guard case .real(let exponent) = kind, let quantity else { return set(&design, value) }
        guard let number = DecimalText.number(try node.string(), timesTenTo: exponent) else {
            throw node.error(accepted: "a finite decimal number")
        }
        design[keyPath: quantity] = number
    }

    /// The value in a design as a file holds it, so that `read` gives back the same bits.
    func text(_ design: TrainingDesign) -> String {
        guard case .real(let exponent) = kind, let quantity else { return "\(get(design))" }
        return DecimalText.text(design[keyPath: quantity], overTenTo: exponent)
    }

    static func integer(
        _ path: String, _ range: ClosedRange<Int>, _ place: any (WritableKeyPath<TrainingDesign, Int> & Sendable),
        times factor: Int = 1
    ) -> DesignKey {
        DesignKey(path: path, kind: .integer(range)) { design in
            .integer(design[keyPath: place] / factor)
        } set: { design, value in
            if case .integer(let number) = value { design[keyPath: place] = number * factor }
        }
    }

    static func real(
        _ path: String, exponent: Int, _ place: any (WritableKeyPath<TrainingDesign, Double> & Sendable)
    ) -> DesignKey {
        var key = DesignKey(path: path, kind: .real(exponent: exponent)) { design in
            .real(inUnit(design[keyPath: place], exponent: exponent))
        } set: { design, value in
            if let number = value.number { design[keyPath: place] = inSI(number, exponent: exponent) }
        }
        key.quantity = place
        return key
    }

    static func boolean(
        _ path: String, _ place: any (WritableKeyPath<TrainingDesign, Bool> & Sendable)
    ) -> DesignKey {
        DesignKey(path: path, kind: .boolean) { design in
            .boolean(design[keyPath: place])
        } set: { design, value in
            if case .boolean(let flag) = value { design[keyPath: place] = flag }
        }
    }

    static func choice<Choice>(
        _ path: String, _ place: any (WritableKeyPath<TrainingDesign, Choice> & Sendable)
    ) -> DesignKey where Choice: RawRepresentable<String> & CaseIterable & SendableMetatype {
        DesignKey(path: path, kind: .choice(Choice.allCases.map(\.rawValue))) { design in
            .string(design[keyPath: place].rawValue)
        } set: { design, value in
            if case .string(let name) = value, let choice = Choice(rawValue: name) { design[keyPath: place] = choice }
        }
    }

    /// Powers of ten up to 22 are exact, so that one operation rounds once.
    private static func inSI(_ number: Double, exponent: Int) -> Double {
        exponent < 0 ? number / powerOfTen(-exponent) : number * powerOfTen(exponent)
    }

    /// The number that `inSI` turns into a stored one, the shortest where there are several; the nearest where a stored
    /// number is between those that `inSI` gives.
    private static func inUnit(_ stored: Double, exponent: Int) -> Double {
        let quotient = exponent < 0 ? stored * powerOfTen(-exponent) : stored / powerOfTen(exponent)
        let short = (quotient * 1e6).rounded() / 1e6
        let candidates = [short, quotient, quotient.nextUp, quotient.nextDown]
        return candidates.first { inSI($0, exponent: exponent) == stored } ?? quotient
    }

    private static func powerOfTen(_ exponent: Int) -> Double {
        (0..<exponent).reduce(1) { power, _ in power * 10 }
    }
}
