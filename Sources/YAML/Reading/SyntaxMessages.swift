import Diagnostics

extension SyntaxProblem {
  /// The problem in plain words, with the places that it is about.
  func diagnostic(in scalars: SourceScalars) -> Diagnostic {
    let offset =
      switch place {
      case .scalar(let offset): min(offset, scalars.count)
      case .byte(let byte): scalars.offset(ofByte: byte)
      }
    let scalar = scalars[offset]
    let wording = SyntaxWording(problem: problem, context: context, at: scalar)
    let here = scalars.range(offset..<offset + 1)
    let opening = contextOffset.map { scalars.range($0..<$0 + 1) }

    let help = [wording.help, wording.mayNeedQuotes ? scalars.quoteHint(at: offset) : nil]
    guard let opening, opening != here else {
      return diagnostic(wording, at: here, wording.label, also: [], help)
    }
    if wording.isAboutOpening {
      let also = wording.label.isEmpty ? [] : [Diagnostic.Label(range: here, text: wording.label)]
      return diagnostic(wording, at: opening, wording.openingLabel, also: also, help)
    }
    let also =
      wording.openingLabel.isEmpty
      ? [] : [Diagnostic.Label(range: opening, text: wording.openingLabel)]
    return diagnostic(wording, at: here, wording.label, also: also, help)
  }

  private func diagnostic(
    _ wording: SyntaxWording, at range: SourceRange, _ label: String, also: [Diagnostic.Label],
    _ help: [String?]
  ) -> Diagnostic {
    var result = Diagnostic("yaml-syntax", wording.message, at: range, label: label, also: also)
    result.help = help.compactMap { $0 }
    return result
  }
}

/// How one of libyaml's problems is said to the writer of a rule file.
struct SyntaxWording {
  var message: String
  /// What is said of the place where libyaml stopped.
  var label = ""
  /// What is said of the place where it began what it could not finish.
  var openingLabel = ""
  /// The fault is there, and not where libyaml noticed it.
  var isAboutOpening = false
  var mayNeedQuotes = true
  var help: String?

  init(problem: String, context: String?, at scalar: Unicode.Scalar?) {
    let shown =
      scalar.map { $0.isBreak ? "the end of the line" : "'\($0)'" } ?? "the end of the file"
    message = context.map { "\(problem) (\($0))" } ?? problem
    switch problem {
    case "mapping values are not allowed in this context":
      message = "a ':' stands where no key can stand"
      label = "YAML takes what stands before this ':' for a key"
    case "could not find expected ':'":
      message = "a key without a ':'"
      openingLabel = "this is taken for a key"
      isAboutOpening = true
      help = "write 'name: value'"
    case "found character that cannot start any token":
      if scalar == "\t" {
        message = "a tab stands where YAML wants spaces"
        help = "indent with spaces"
        mayNeedQuotes = false
      } else {
        message = "no value can begin with \(shown)"
        label = "YAML keeps this character for itself"
      }
    case "did not find expected key":
      message = "this does not belong to the mapping around it"
      label = "expected a key, indented like the others"
      openingLabel = "the mapping starts here"
    case "did not find expected '-' indicator":
      message = "this does not belong to the list around it"
      label = "expected '- ', indented like the others"
      openingLabel = "the list starts here"
    case "did not find expected ',' or '}'":
      message = "a ',' or '}' is missing"
      label = "expected before \(shown)"
      openingLabel = "'{' opened here"
    case "did not find expected ',' or ']'":
      message = "a ',' or ']' is missing"
      label = "expected before \(shown)"
      openingLabel = "'[' opened here"
    case "did not find expected node content":
      message = "a value is missing"
      label = "expected before \(shown)"
    case "did not find expected alphabetic or numeric character":
      let isAlias = context == "while scanning an alias"
      message =
        isAlias
        ? "'*' starts an alias, and no name follows" : "'&' starts an anchor, and no name follows"
      openingLabel = isAlias ? "YAML takes this for an alias" : "YAML takes this for an anchor"
      isAboutOpening = true
    case "block sequence entries are not allowed in this context":
      message = "a list cannot start here"
      label = "'- ' starts an item of a list"
      help = "start the list on the next line, or write [a, b]"
    case "mapping keys are not allowed in this context":
      message = "a key cannot start here"
      label = "'? ' starts a key"
    case "found unexpected end of stream":
      message = "a quote is never closed"
      label = "the file ends here"
      openingLabel = "opened here"
      isAboutOpening = true
      mayNeedQuotes = false
    case "found unexpected document indicator":
      message = "a quote is not closed before the document ends"
      label = "the document ends here"
      openingLabel = "opened here"
      isAboutOpening = true
      mayNeedQuotes = false
    default:
      applyRareWording(problem, context: context, shown: shown, at: scalar)
    }
  }
}
