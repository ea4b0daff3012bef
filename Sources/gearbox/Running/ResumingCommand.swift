/// Words as they are typed into a shell.
func shellCommand(_ words: [String]) -> String {
  words.map(shellQuoted).joined(separator: " ")
}

private func shellQuoted(_ word: String) -> String {
  let plain = word.allSatisfy {
    $0.isASCII && ($0.isLetter || $0.isNumber || "-_./:=@%".contains($0))
  }
  return plain && !word.isEmpty ? word : "'" + word.replacing("'", with: "'\\''") + "'"
}
