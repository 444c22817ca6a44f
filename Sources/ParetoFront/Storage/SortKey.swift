/// A number to sort by and the element that it belongs to.
struct SortKey {
    var value: Double
    var index: Int32

    /// Sorts keys so that their values fall; equal ones keep their order.
    ///
    /// - Parameters:
    ///   - keys: The keys; none is NaN.
    ///   - scratch: Room for as many.
    /// - Complexity: O(n log n), a merge sort from short runs up.
    static func sortFalling(
        _ keys: UnsafeMutablePointer<SortKey>, scratch: UnsafeMutablePointer<SortKey>, count: Int
    ) {
        let run = 8
        var start = 0
        while start < count {
            let end = min(start &+ run, count)
            var next = start &+ 1
            while next < end {
                let key = keys[next]
                var place = next
                while place > start, keys[place &- 1].value < key.value {
                    keys[place] = keys[place &- 1]
                    place &-= 1
                }
                keys[place] = key
                next &+= 1
            }
            start = end
        }
        var from = keys
        var into = scratch
        var width = run
        while width < count {
            var left = 0
            while left < count {
                let middle = min(left &+ width, count)
                let end = min(middle &+ width, count)
                merge(from, into, left: left, middle: middle, end: end)
                left = end
            }
            swap(&from, &into)
            width &*= 2
        }
        if from != keys { keys.update(from: from, count: count) }
    }

    @inline(__always)
    private static func merge(
        _ from: UnsafeMutablePointer<SortKey>, _ into: UnsafeMutablePointer<SortKey>, left: Int, middle: Int, end: Int
    ) {
        var first = left
        var second = middle
        var place = left
        while first < middle, second < end {
            // Without branches on the values, which would be mispredicted every other time.
            let takesSecond = from[second].value > from[first].value
            into[place] = from[takesSecond ? second : first]
            second &+= takesSecond ? 1 : 0
            first &+= takesSecond ? 0 : 1
            place &+= 1
        }
        while first < middle {
            into[place] = from[first]
            first &+= 1
            place &+= 1
        }
        while second < end {
            into[place] = from[second]
            second &+= 1
            place &+= 1
        }
    }
}
