import MeshNetwork
import Testing

@Suite struct RectangleTests {
    @Test func ringsVisitEveryNodeOnceWithTheHopsTheyPromise() {
        let mesh = Mesh(width: 12, height: 12)
        for width in 1...9 {
            for height in 1...9 {
                let rectangle = Rectangle(x: 2, y: 1, width: width, height: height)
                let order = rectangle.ringOrder(in: mesh)
                #expect(order.sorted() == rectangle.nodes(in: mesh).sorted())
                let hops = order.indices.map {
                    mesh.distance(from: order[$0], to: order[($0 + 1) % order.count])
                }
                #expect(hops.max() == rectangle.longestRingHop, "\(width) x \(height)")
                if width > 1, height > 1 {
                    let long = hops.filter { $0 > 1 }.count
                    #expect(long == (rectangle.count.isMultiple(of: 2) ? 0 : 1), "\(width) x \(height)")
                }
            }
        }
    }

    @Test func ringStepsLoadNoLinkTwice() {
        let mesh = Mesh(width: 9, height: 9)
        for (width, height) in [(1, 7), (6, 1), (2, 2), (4, 3), (3, 4), (3, 3), (5, 7), (2, 9)] {
            let rectangle = Rectangle(x: 0, y: 0, width: width, height: height)
            let order = rectangle.ringOrder(in: mesh)
            let bothWays = rectangle.hasOppositeRing
            let step = Collective.ring(.allGather, order: order, bytes: Double(order.count), bothWays: bothWays)
            var loads = LinkLoads(mesh: mesh)
            loads.add(step.phases[0].messages)
            #expect(loads.maximum == (bothWays ? 0.5 : 1), "\(width) x \(height)")
        }
    }

    @Test func snakeStepsTouch() {
        for step in 0..<29 {
            let here = Rectangle.snake(step: step, width: 5)
            let next = Rectangle.snake(step: step + 1, width: 5)
            #expect(abs(here.column - next.column) + abs(here.row - next.row) == 1)
        }
    }
}
