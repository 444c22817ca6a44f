@testable import MeshNetwork
import Testing

@Suite struct MultiTreeTests {
    @Test(arguments: [(1, 2), (1, 5), (2, 2), (3, 3), (4, 4), (8, 7)]) func noStepUsesALinkTwice(
        width: Int, height: Int
    ) {
        let mesh = Mesh(width: width, height: height)
        let trees = MultiTree(width: width, height: height)
        let count = mesh.nodeCount
        #expect(trees.edges.count == count * (count - 1))
        var used = Set<[Int]>()
        var reached = (0..<count).map { [$0: -1] }
        for edge in trees.edges {
            #expect(mesh.distance(from: edge.parent, to: edge.child) == 1)
            #expect(used.insert([edge.step, edge.parent, edge.child]).inserted)
            // A node hands on only what it got in an earlier step.
            #expect(reached[edge.tree][edge.parent].map { $0 < edge.step } == true)
            #expect(reached[edge.tree].updateValue(edge.step, forKey: edge.child) == nil)
        }
        // The node with the fewest links takes in all parts but its own through them.
        let fewest = width > 1 && height > 1 ? 2 : 1
        let least = (count - 1 + fewest - 1) / fewest
        #expect(trees.steps >= least)
        #expect(4 * trees.steps <= 5 * least, "\(trees.steps) steps, at least \(least)")
    }
}
