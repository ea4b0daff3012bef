/// What one call of a question is expected to take: tokens and time, each with where it is from.
package struct CallUsage: Sendable, Hashable {
  /// Input tokens. Where they are measured, those of the image are among them; else they are of text
  /// alone, and the image comes on top.
  package let input: UsageFigure
  /// Those of the input that the provider had in its cache; 0 where nothing is measured.
  package let cachedInput: Int
  package let output: UsageFigure
  /// Milliseconds from sending to settling.
  package let latency: UsageFigure
  /// The most bytes of text in UTF-8 that were seen, which bound the text's tokens from above.
  package let textBytes: Int

  package init(
    input: UsageFigure, cachedInput: Int = 0, output: UsageFigure, latency: UsageFigure,
    textBytes: Int
  ) {
    self.input = input
    self.cachedInput = cachedInput
    self.output = output
    self.latency = latency
    self.textBytes = textBytes
  }
}

/// A figure and where it is from.
package struct UsageFigure: Sendable, Hashable {
  package let value: Int
  package let source: UsageSource

  package init(_ value: Int, _ source: UsageSource) {
    self.value = value
    self.source = source
  }
}

/// Where a figure of what a call takes is from.
package enum UsageSource: Sendable, Hashable {
  /// The mean over so many settled calls of the same question at the same provider.
  case measured(calls: Int)
  /// The mean over the prompts of so many subjects.
  case sampled(subjects: Int)
  /// The prompt's template, before anything is filled in.
  case template
  /// The schema of the answer, and at most `max_output_tokens`.
  case schema
  /// Nothing is known: what is said in `assumedLatency`.
  case assumed

  package var isMeasured: Bool {
    if case .measured = self { true } else { false }
  }
}

/// How many settled calls it takes before what they used counts more than any estimate.
package let callsToMeasure = 30
