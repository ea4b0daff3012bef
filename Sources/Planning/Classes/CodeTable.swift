/// Numbers rows of codes in the order in which they first come: equal rows have the same number.
///
/// A hash table with open addressing over one flat array. Where the rows of a batch are dense, it
/// is asked once for each that is new to the batch, and else once for each.
struct CodeTable {
  /// How many codes make a row.
  let width: Int
  private(set) var count = 0
  private var keys: [Int64] = []
  /// Where a hash begins to look: the number of a row, or -1.
  private var slots: [Int32]
  private var mask: Int

  init(width: Int) {
    self.width = width
    slots = Array(repeating: -1, count: 256)
    mask = 255
  }

  /// The number of each row, and the rows that brought a new number, in the order of the numbers.
  /// - Parameter matrix: Of `width` columns.
  mutating func number(_ matrix: CodeColumns) -> (numbers: [Int], new: [Int]) {
    guard width > 0, matrix.columns.count == width else { return ([], []) }
    var new: [Int] = []
    var codes = [Int64](repeating: 0, count: width)
    func number(_ row: Int) -> Int {
      for column in 0..<width { codes[column] = matrix.columns[column][row] }
      let known = count
      let number = self.number(codes)
      if number == known { new.append(row) }
      return number
    }
    guard let dense = DenseCodes(matrix) else { return ((0..<matrix.rows).map(number), new) }
    var numberOfKey = [Int32](repeating: -1, count: dense.bound)
    var numbers = [Int](repeating: 0, count: matrix.rows)
    for row in numbers.indices {
      let key = Int(dense.keys[row])
      if numberOfKey[key] < 0 {
        numberOfKey[key] = Int32(truncatingIfNeeded: number(row))
      }
      numbers[row] = Int(numberOfKey[key])
    }
    return (numbers, new)
  }

  /// The number of a row, which is `count` before the call where it is new.
  private mutating func number(_ codes: [Int64]) -> Int {
    var slot = hash(codes, 0) & mask
    while slots[slot] >= 0 {
      let number = Int(slots[slot])
      if equals(number, codes) { return number }
      slot = (slot + 1) & mask
    }
    let number = count
    slots[slot] = Int32(truncatingIfNeeded: number)
    keys.append(contentsOf: codes)
    count += 1
    if count * 2 > slots.count { grow() }
    return number
  }

  private func equals(_ number: Int, _ codes: [Int64]) -> Bool {
    let key = number * width
    for offset in 0..<width where keys[key + offset] != codes[offset] { return false }
    return true
  }

  private func hash(_ codes: [Int64], _ start: Int) -> Int {
    var hash: UInt64 = 0x9E37_79B9_7F4A_7C15
    for offset in 0..<width {
      hash = (hash ^ UInt64(bitPattern: codes[start + offset])) &* 0xFF51_AFD7_ED55_8CCD
      hash ^= hash >> 32
    }
    return Int(truncatingIfNeeded: hash & 0x7FFF_FFFF_FFFF_FFFF)
  }

  private mutating func grow() {
    slots = Array(repeating: -1, count: slots.count * 2)
    mask = slots.count - 1
    for number in 0..<count {
      var slot = hash(keys, number * width) & mask
      while slots[slot] >= 0 { slot = (slot + 1) & mask }
      slots[slot] = Int32(truncatingIfNeeded: number)
    }
  }
}
