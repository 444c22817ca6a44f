import MeshNetwork
import Testing
import TrainingStrategy

@Suite struct PlacementTests {
    @Test func shapesAreTheMostSquareThatTile() {
        // Tensor degree on 8 x 7 dies, with the width and height expected.
        for (tensor, width, height) in [(1, 1, 1), (2, 2, 1), (4, 4, 1), (8, 8, 1), (7, 1, 7), (14, 2, 7), (56, 8, 7)] {
            let shape = TensorShape(tensor: tensor, diesX: 8, diesY: 7)
            #expect(shape == TensorShape(width: width, height: height))
        }
        #expect(TensorShape(tensor: 8, diesX: 8, diesY: 8) == TensorShape(width: 4, height: 2))
        #expect(TensorShape(tensor: 16, diesX: 8, diesY: 8) == TensorShape(width: 4, height: 4))
        for tensor in [3, 5, 6, 9, 16, 57] {
            #expect(!TensorShape.tensorTiles(tensor: tensor, diesX: 8, diesY: 7))
        }
    }

    /// Every split of every grid: no die twice, all inside, all used when the degrees fill the grid.
    @Test func groupsNeverOverlapAndFillTheGrid() throws {
        var filled = 0
        for (diesX, diesY, wafers) in [(8, 7, 1), (6, 6, 1), (4, 8, 2), (5, 5, 3), (3, 4, 4)] {
            let dies = diesX * diesY * wafers
            for tensor in 1...(diesX * diesY) {
                guard let shape = TensorShape(tensor: tensor, diesX: diesX, diesY: diesY) else { continue }
                for stages in 1...(dies / tensor) {
                    for replicas in 1...(dies / tensor / stages) {
                        guard
                            let placement = Placement(
                                shape: shape, columns: diesX / shape.width, rows: diesY / shape.height,
                                wafers: wafers, stages: stages, replicas: replicas)
                        else {
                            Issue.record("no placement for \(stages) x \(replicas) of \(tensor)")
                            continue
                        }
                        var used = [Bool](repeating: false, count: dies)
                        let mesh = Mesh(width: diesX, height: diesY)
                        for stage in 0..<stages {
                            for replica in 0..<replicas {
                                let site = placement.site(stage: stage, replica: replica)
                                try #require((0..<wafers).contains(site.wafer))
                                try #require(site.rectangle.x + site.rectangle.width <= diesX)
                                try #require(site.rectangle.y + site.rectangle.height <= diesY)
                                for node in site.rectangle.nodes(in: mesh) {
                                    let die = site.wafer * diesX * diesY + node
                                    #expect(!used[die])
                                    used[die] = true
                                }
                            }
                        }
                        if stages * replicas * tensor == dies {
                            #expect(used.allSatisfy { $0 })
                            filled += 1
                        }
                    }
                }
            }
        }
        #expect(filled > 50)
    }

    @Test func neighbouringStagesTouch() throws {
        let shape = TensorShape(width: 2, height: 1)
        for (stages, replicas) in [(28, 1), (14, 2), (7, 4), (4, 7), (2, 14)] {
            let placement = try #require(
                Placement(shape: shape, columns: 4, rows: 7, wafers: 1, stages: stages, replicas: replicas))
            for replica in 0..<replicas {
                for stage in 0..<(stages - 1) {
                    let here = placement.site(stage: stage, replica: replica).rectangle
                    let next = placement.site(stage: stage + 1, replica: replica).rectangle
                    let distance = Placement.distance(here, next)
                    #expect(distance == (here.y == next.y ? 2 : 1), "\(stages) x \(replicas)")
                }
            }
        }
    }

    @Test func theStatedReplicaHopIsTheLongestOfTheRing() throws {
        let shape = TensorShape(width: 1, height: 1)
        for replicas in [2, 3, 4, 6, 8, 12, 16] {
            let placement = try #require(
                Placement(shape: shape, columns: 8, rows: 6, wafers: 1, stages: 48 / replicas, replicas: replicas))
            guard placement.blocksAcross > 0 else { continue }
            let ring = placement.replicaRing()
            #expect(ring.sorted() == Array(0..<replicas))
            let hops = ring.indices.map {
                Placement.distance(
                    placement.site(stage: 0, replica: ring[$0]).rectangle,
                    placement.site(stage: 0, replica: ring[($0 + 1) % replicas]).rectangle)
            }
            let longest = try #require(hops.max())
            #expect(longest <= placement.replicaHop, "\(replicas)")
            #expect(placement.replicaHop <= 2 * longest, "\(replicas)")
        }
    }

    @Test func stagesSpreadOverWafersBeforeReplicasDo() throws {
        let placement = try #require(
            Placement(
                shape: TensorShape(width: 1, height: 1), columns: 4, rows: 4, wafers: 2, stages: 8, replicas: 4))
        #expect(placement.stagesCrossWafers && !placement.replicasCrossWafers)
        #expect((0..<4).allSatisfy { placement.site(stage: 3, replica: $0).wafer == 0 })
        #expect((0..<4).allSatisfy { placement.site(stage: 4, replica: $0).wafer == 1 })
    }
}
