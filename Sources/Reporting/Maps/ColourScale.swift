/// A range of values, the colours that stand for them, and round values to write beside them.
///
/// Colours go from light to dark, so that they keep their order in grey and for every kind of colour vision.
struct ColourScale {
    /// A colour of the screen, each part from 0 to 255.
    struct Colour: Equatable {
        var red: Double
        var green: Double
        var blue: Double

        /// As SVG writes it.
        var text: String {
            let digits = [red, green, blue].map { part in
                let text = String(Int(max(0, min(255, part)).rounded()), radix: 16)
                return text.count < 2 ? "0" + text : text
            }
            return "#" + digits.joined()
        }

        /// The relative luminance of WCAG 2.1, from 0 for black to 1 for white, with the square for its power of 2.4.
        var luminance: Double {
            let parts = [red, green, blue].map { ($0 / 255) * ($0 / 255) }
            return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
        }

        /// The colour of a text that is read on this one.
        var ink: String { luminance > 0.3 ? "#1a1a1a" : "#ffffff" }
    }

    /// The smallest value with a colour of its own.
    let lowest: Double
    /// The largest one.
    let highest: Double
    private let stops: [Colour]

    /// Cream to brown, for power: YlOrBr of colorbrewer2.org.
    static let power = [(255, 247, 219), (254, 227, 145), (254, 196, 79), (254, 153, 41), (217, 95, 14), (140, 45, 4)]
    /// Light to dark blue, for links: PuBu of the same.
    static let load = [(189, 201, 225), (116, 169, 207), (43, 140, 190), (4, 90, 141), (2, 38, 80)]

    /// Light grey, for what has no value to show.
    static let none = Colour(red: 238, green: 238, blue: 238)

    /// Makes a scale of a range that is widened to round values.
    ///
    /// - Parameters:
    ///   - range: The values to show, finite.
    ///   - colours: From light to dark.
    init(_ range: ClosedRange<Double>, colours: [(Int, Int, Int)]) {
        let step = Self.step(range.upperBound - range.lowerBound)
        lowest = (range.lowerBound / step + 1e-9).rounded(.down) * step
        highest = max((range.upperBound / step - 1e-9).rounded(.up) * step, lowest + step)
        stops = colours.map { Colour(red: Double($0.0), green: Double($0.1), blue: Double($0.2)) }
    }

    /// Where a value stands, from 0 to 1.
    func share(_ value: Double) -> Double {
        value.isFinite ? max(0, min(1, (value - lowest) / (highest - lowest))) : 0
    }

    /// The colour of a value.
    func colour(_ value: Double) -> Colour {
        let place = share(value) * Double(stops.count - 1)
        let index = min(Int(place), stops.count - 2)
        let (from, to, part) = (stops[index], stops[index + 1], place - Double(index))
        return Colour(
            red: from.red + part * (to.red - from.red), green: from.green + part * (to.green - from.green),
            blue: from.blue + part * (to.blue - from.blue))
    }

    /// Round values from the lowest to the highest.
    var ticks: [Double] {
        let step = Self.step(highest - lowest)
        let count = Int(((highest - lowest) / step).rounded())
        return (0...max(count, 1)).map { lowest + Double($0) * step }
    }

    /// A round step, 1, 2 or 5 times a power of ten, that divides a range into three to seven parts.
    private static func step(_ range: Double) -> Double {
        guard range > 0, range.isFinite else { return 1 }
        var unit = 1.0
        while unit * 10 <= range { unit *= 10 }
        while unit > range { unit /= 10 }
        let share = range / unit
        return unit * (share < 1.5 ? 0.2 : share < 3.5 ? 0.5 : share < 7.5 ? 1 : 2)
    }
}
