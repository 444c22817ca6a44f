/// Finds the name that a misspelt one was probably meant to be.
enum Spelling {
    /// The nearest name by Levenshtein distance, where that is at most a third of the text.
    static func nearest(to text: String, among names: [String]) -> String? {
        let limit = max(1, text.count / 3)
        guard text.count <= 80 else { return nil }
        let best = names.map { (name: $0, distance: distance(Array($0.unicodeScalars), Array(text.unicodeScalars))) }
            .min { $0.distance < $1.distance }
        guard let best, best.distance > 0, best.distance <= limit else { return nil }
        return best.name
    }

    private static func distance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
        var previous = Array(0...b.count)
        for (i, x) in a.enumerated() {
            var current = [i + 1]
            for (j, y) in b.enumerated() {
                current.append(min(previous[j] + (x == y ? 0 : 1), previous[j + 1] + 1, current[j] + 1))
            }
            previous = current
        }
        return previous[b.count]
    }
}
