package import Diagnostics
package import Money
package import Prompts
package import YAML

/// What models cost and where they are reached: the file `models.yaml`.
package struct PriceBook: Sendable {
  package let source: SourceText
  /// The day of the figures, as an ISO 8601 date.
  package let asOf: String
  /// In the order of the file.
  package let models: [ModelPrice]
  /// In the order of the file.
  package let providers: [ProviderRule]
  /// Models and providers that were written and could not be decoded.
  package let modelsLeftOut: LeftOut
  package let providersLeftOut: LeftOut

  /// The model of that name; nil where there is none.
  package func model(_ name: String) -> ModelPrice? { models.first { $0.name.value == name } }

  /// The provider of that name; nil where there is none.
  package func provider(_ name: String) -> ProviderRule? {
    providers.first { $0.name.value == name }
  }
}

/// What calls to one model cost, and how its images count.
package struct ModelPrice: Sendable {
  package let name: LocatedText
  package let provider: LocatedText
  package let perMillion: TokenPrices?
  /// What a batch call costs of an ordinary one, from 0 to 1.
  package let batchDiscount: ExactDecimal?
  /// Input tokens that may wait in batches at once; nil where that is not bounded.
  package let enqueuedTokens: Int?
  package let image: ImageTokenRule?
  /// The details at which `image` is known to hold; nil is all.
  package let imageDetails: [ImageDetail]?
  /// How images of this detail count; nil where that is not known.
  package func image(at detail: ImageDetail?) -> ImageTokenRule? {
    guard let imageDetails, let detail else { return image }
    return imageDetails.contains(detail) ? image : nil
  }

  /// The day on which the provider retires the model, as an ISO 8601 date.
  package let retires: Located<String>?
}

/// Where and how a provider is reached.
package struct ProviderRule: Sendable {
  package let name: LocatedText
  package let baseURL: LocatedText
  /// The environment variable that holds the key. Without one, calls carry no key.
  package let keyVariable: LocatedText?
  /// Whether the usage that the provider reports is billed.
  package let isMetered: Bool
  package let interface: ProviderInterface
  package let images: ImagePassing
  /// Larger images are not sent inline.
  package let maxImageBytes: Int
  /// Requests in one batch at most.
  package let maxBatchRequests: Int
  /// Bytes of one batch's file at most.
  package let maxBatchBytes: Int
}

/// What a provider speaks.
package enum ProviderInterface: String, Sendable, Hashable, CaseIterable {
  /// OpenAI's chat completions.
  case openai
  /// Anthropic's Messages.
  case anthropic
}

/// How images get to a provider.
package enum ImagePassing: String, Sendable, Hashable, CaseIterable {
  /// It fetches them from their addresses.
  case url
  /// They are fetched here and go with the question.
  case inline
}
