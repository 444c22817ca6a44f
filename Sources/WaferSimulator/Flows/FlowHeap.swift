/// A binary heap of indices by a key each, in which keys may change; every index is in it at most once.
///
/// Equal keys cost a comparison or two whatever the size, which is what many alike flows have.
struct FlowHeap: ~Copyable {
    private var storage = FlowStorage()
    private let keys: UnsafeMutablePointer<Double>
    private let items: UnsafeMutablePointer<Int32>
    private let places: UnsafeMutablePointer<Int32>
    private(set) var count = 0

    init(capacity: Int) {
        keys = storage.make(capacity, 0.0)
        items = storage.make(capacity, Int32(0))
        places = storage.make(capacity, Int32(-1))
    }

    /// The smallest key, infinite when empty.
    var firstKey: Double { count > 0 ? keys[Int(items[0])] : .infinity }

    /// The index with the smallest key; only when not empty.
    var first: Int { Int(items[0]) }

    /// The key of an index that is in the heap.
    func key(of item: Int) -> Double { keys[item] }

    /// Adds an index, or changes its key.
    mutating func set(_ item: Int, _ key: Double) {
        var place = Int(places[item])
        if place < 0 {
            place = count
            count &+= 1
            keys[item] = key
            rise(item, key, from: place)
            return
        }
        let old = keys[item]
        keys[item] = key
        if key < old { rise(item, key, from: place) } else if key > old { sink(item, key, from: place) }
    }

    /// Takes an index out, if it is there.
    mutating func remove(_ item: Int) {
        let place = Int(places[item])
        guard place >= 0 else { return }
        places[item] = -1
        count &-= 1
        guard place < count else { return }
        let last = Int(items[count])
        let key = keys[last]
        if key < keys[item] { rise(last, key, from: place) } else { sink(last, key, from: place) }
    }

    /// Whether an index is in the heap.
    func contains(_ item: Int) -> Bool { places[item] >= 0 }

    /// Adds to the keys of all that are in the heap, which keeps their order.
    mutating func shift(by amount: Double) {
        for place in 0..<count { keys[Int(items[place])] += amount }
    }

    private func rise(_ item: Int, _ key: Double, from start: Int) {
        var place = start
        while place > 0 {
            let parent = (place &- 1) >> 1
            let other = items[parent]
            guard key < keys[Int(other)] else { break }
            items[place] = other
            places[Int(other)] = Int32(truncatingIfNeeded: place)
            place = parent
        }
        items[place] = Int32(truncatingIfNeeded: item)
        places[item] = Int32(truncatingIfNeeded: place)
    }

    private func sink(_ item: Int, _ key: Double, from start: Int) {
        var place = start
        while true {
            var child = 2 &* place &+ 1
            guard child < count else { break }
            if child &+ 1 < count, keys[Int(items[child &+ 1])] < keys[Int(items[child])] { child &+= 1 }
            let other = items[child]
            guard keys[Int(other)] < key else { break }
            items[place] = other
            places[Int(other)] = Int32(truncatingIfNeeded: place)
            place = child
        }
        items[place] = Int32(truncatingIfNeeded: item)
        places[item] = Int32(truncatingIfNeeded: place)
    }
}
