/// Numbers rows of codes in the order in which they first come: equal rows have the same number.
///
/// A hash table with open addressing over one flat array, as it is asked once for each subject.
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
  /// `codes` holds the rows one after the other; what is left over at its end is no row.
  mutating func number(_ codes: [Int64]) -> (numbers: [Int], new: [Int]) {
    guard width > 0 else { return ([], []) }
    let rows = codes.count / width
    var new: [Int] = []
    let numbers = codes.withUnsafeBufferPointer { codes in
      [Int](unsafeUninitializedCapacity: rows) { numbers, filled in
        for row in 0..<rows {
          let (number, isNew) = number(codes, from: row * width)
          numbers.initializeElement(at: row, to: number)
          if isNew { new.append(row) }
        }
        filled = rows
      }
    }
    return (numbers, new)
  }

  private mutating func number(
    _ codes: UnsafeBufferPointer<Int64>, from start: Int
  ) -> (Int, isNew: Bool) {
    var slot = hash(codes, from: start) & mask
    while true {
      let number = Int(slots[slot])
      if number < 0 { break }
      if equals(number, codes, from: start) { return (number, false) }
      slot = (slot + 1) & mask
    }
    let number = count
    slots[slot] = Int32(truncatingIfNeeded: number)
    for offset in 0..<width { keys.append(codes[start + offset]) }
    count += 1
    if count * 2 > slots.count { grow() }
    return (number, true)
  }

  private func equals(
    _ number: Int, _ codes: UnsafeBufferPointer<Int64>, from start: Int
  ) -> Bool {
    let key = number * width
    for offset in 0..<width where keys[key + offset] != codes[start + offset] { return false }
    return true
  }

  private func hash(_ codes: UnsafeBufferPointer<Int64>, from start: Int) -> Int {
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
    keys.withUnsafeBufferPointer { keys in
      for number in 0..<count {
        var slot = hash(keys, from: number * width) & mask
        while slots[slot] >= 0 { slot = (slot + 1) & mask }
        slots[slot] = Int32(truncatingIfNeeded: number)
      }
    }
  }
}
