import LinearAlgebra
import Testing

@Suite struct DenseRoutinesTests {
    /// A well-conditioned lower triangular matrix with rubbish above the diagonal, in a buffer of a larger stride.
    private func triangle(_ order: Int, stride: Int) -> [Double] {
        var state = UInt64(order)
        var buffer = [Double](repeating: 99, count: stride * max(order, 1))
        for column in 0..<order {
            for row in column..<order {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let uniform = Double(state >> 11) * 0x1p-53
                buffer[row + column * stride] =
                    row == column ? 1 + uniform : (uniform - 0.5) / Double(order).squareRoot()
            }
        }
        return buffer
    }

    @Test(arguments: [1, 2, 15, 16, 17, 24, 33, 64, 100, 257])
    func `a triangle times its inverse is the identity, and nothing above the diagonal is touched`(order: Int) throws {
        let stride = order + 3
        let original = triangle(order, stride: stride)
        var inverse = original
        let zero = try inverse.withUnsafeMutableBufferPointer { buffer in
            try DenseRoutines.invertTriangular(try #require(buffer.baseAddress), order: order, stride: stride)
        }
        #expect(zero == 0)
        for column in 0..<order {
            for row in 0..<column { #expect(inverse[row + column * stride] == 99) }
            for row in column..<order {
                var sum = 0.0
                for index in column...row { sum += original[row + index * stride] * inverse[index + column * stride] }
                #expect(abs(sum - (row == column ? 1 : 0)) < 1e-13)
            }
        }
    }

    @Test func `a zero on the diagonal is reported by its position`() throws {
        var matrix = triangle(20, stride: 20)
        matrix[7 + 7 * 20] = 0
        let zero = try matrix.withUnsafeMutableBufferPointer { buffer in
            try DenseRoutines.invertTriangular(try #require(buffer.baseAddress), order: 20, stride: 20)
        }
        #expect(zero == 8)
    }

    @Test(arguments: [1, 3, 4, 9], [false, true])
    func `multiplying by a triangle undoes solving with it`(sides: Int, transposed: Bool) throws {
        let factor = triangle(40, stride: 41)
        let start = (0..<(40 * sides)).map { Double($0 % 17) - 8 }
        var right = start
        factor.withUnsafeBufferPointer { factor in
            right.withUnsafeMutableBufferPointer { right in
                guard let factor = factor.baseAddress, let right = right.baseAddress else { return }
                DenseRoutines.multiplyTriangular(
                    factor: factor, order: 40, stride: 41, transposed: transposed, right: right, count: sides,
                    rightStride: 40)
                DenseRoutines.solveTriangular(
                    factor: factor, order: 40, stride: 41, transposed: transposed, right: right, count: sides,
                    rightStride: 40)
            }
        }
        for (found, wanted) in zip(right, start) { #expect(abs(found - wanted) < 1e-11) }
    }
}
