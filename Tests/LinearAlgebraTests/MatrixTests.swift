import Foundation
import LinearAlgebra
import Testing

@Suite struct MatrixTests {
    @Test func `elements are stored column after column`() throws {
        let matrix = try Matrix(rows: [[1, 2, 3], [4, 5, 6]])
        #expect(matrix.storage == [1, 4, 2, 5, 3, 6])
        #expect(matrix[1, 2] == 6)
        #expect(matrix.row(1) == [4, 5, 6])
        #expect(matrix.column(1) == [2, 5])
        #expect(matrix.transposed.storage == [1, 2, 3, 4, 5, 6])
    }

    @Test func `products agree with the definition for every transposition`() throws {
        let left = randomMatrix(4, 3, seed: 1)
        let right = randomMatrix(3, 5, seed: 2)
        var expected = Matrix(rows: 4, columns: 5)
        for row in 0..<4 {
            for column in 0..<5 {
                for inner in 0..<3 { expected[row, column] += left[row, inner] * right[inner, column] }
            }
        }
        let (leftT, rightT) = (left.transposed, right.transposed)
        #expect(largestDifference(try left.multiplied(by: right), expected) < 1e-15)
        #expect(largestDifference(try leftT.multiplied(by: right, transposingLeft: true), expected) < 1e-15)
        #expect(largestDifference(try left.multiplied(by: rightT, transposingRight: true), expected) < 1e-15)
        #expect(
            largestDifference(
                try leftT.multiplied(by: rightT, transposingLeft: true, transposingRight: true), expected) < 1e-15)
        let vector = right.column(3)
        #expect(zip(try left.multiplied(by: vector), expected.column(3)).allSatisfy { abs($0 - $1) < 1e-15 })
        #expect(
            zip(try leftT.multiplied(by: vector, transposing: true), expected.column(3))
                .allSatisfy { abs($0 - $1) < 1e-15 })
    }

    @Test func `products with an empty side are zero or empty`() throws {
        let product = try Matrix(rows: 2, columns: 0).multiplied(by: Matrix(rows: 0, columns: 3))
        #expect(product == Matrix(rows: 2, columns: 3))
        #expect(try Matrix(rows: 0, columns: 2).multiplied(by: [1, 2]).isEmpty)
    }

    @Test func `shapes that do not fit are refused`() {
        #expect(throws: LinearAlgebraError.self) { try Matrix(rows: [[1], [1, 2]]) }
        #expect(throws: LinearAlgebraError.self) { try Matrix(rows: 2, columns: 2, columnMajor: [1]) }
        #expect(throws: LinearAlgebraError.self) {
            try Matrix.identity(2).multiplied(by: Matrix.identity(3))
        }
        #expect(throws: LinearAlgebraError.self) { try Matrix.identity(2).appending(rows: .identity(3)) }
    }

    @Test func `rows are selected and appended in order`() throws {
        let matrix = try Matrix(rows: [[1, 2], [3, 4], [5, 6]])
        #expect(try matrix.selecting(rows: [2, 0, 2]) == Matrix(rows: [[5, 6], [1, 2], [5, 6]]))
        #expect(
            try matrix.appending(rows: Matrix(rows: [[7, 8]])) == Matrix(rows: [[1, 2], [3, 4], [5, 6], [7, 8]]))
    }

    @Test func `a copy does not see later changes`() throws {
        var first = Matrix.identity(2)
        let second = first
        first[0, 1] = 9
        #expect(second[0, 1] == 0)
        let decoded = try JSONDecoder().decode(Matrix.self, from: JSONEncoder().encode(first))
        #expect(decoded == first)
    }
}
