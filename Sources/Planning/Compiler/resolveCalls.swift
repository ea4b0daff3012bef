import Diagnostics
import Money
import Prompts
import Rules
import YAML

extension PlanCompiler {
  /// A call with its model, provider, prompt and price; nil where one of them is missing.
  mutating func resolve(_ call: CallRule) -> PlannedCall? {
    let price = priceBook.model(call.model.value)
    if price == nil, !priceBook.modelsLeftOut.mayHold(call.model.value) {
      let near = nearestName(to: call.model.value, in: priceBook.models.map(\.name.value))
      report(
        "unknown-model", "the price book has no model '\(call.model.value)'",
        at: call.model.range,
        help: near.map { "did you mean '\($0)'?" } ?? "add it to \(priceBook.source.name)")
    }
    let prompt = prompts.prompt(call.prompt, reporting: &diagnostics)
    guard let price, let provider = provider(of: price), let prompt else { return nil }
    checkImage(of: prompt, for: call)

    let meter = provider.isMetered ? price.perMillion : nil
    let imageTokens = price.image(at: prompt.detail)
    let ceiling = CallCeiling(
      prices: price.perMillion, imageTokens: imageTokens, prompt: prompt)
    guard let unitCost = call.cost?.value ?? (meter == nil ? nil : ceiling.most) else {
      report(
        "no-price", "a call to '\(call.model.value)' has no price", at: call.model.range,
        help: "declare a 'cost', or give the model prices per million tokens in "
          + "\(priceBook.source.name)")
      return nil
    }
    if meter != nil, ceiling.most == nil {
      report(
        "no-ceiling", "the most that a call to '\(call.model.value)' can cost is not known",
        at: call.model.range,
        help: "it is metered and gets an image: give it an 'image' rule in \(priceBook.source.name)"
      )
    }
    checkDeclaredCost(of: call, ceiling: ceiling, isMetered: meter != nil)
    return PlannedCall(
      model: call.model.value, provider: provider, prompt: prompt, declared: call.cost?.value,
      meter: meter, imageTokens: imageTokens, batchDiscount: price.batchDiscount,
      enqueuedTokens: price.enqueuedTokens,
      confidence: call.confidence?.value,
      question: questionDigest(model: call.model.value, prompt: prompt), unitCost: unitCost)
  }

  private mutating func provider(of price: ModelPrice) -> Provider? {
    let name = reroute ?? price.provider.value
    guard let rule = priceBook.provider(name) else {
      // A reroute names its provider on the command line, not in this file. A model that several
      // calls ask is at fault once.
      let isKnown = diagnostics.diagnostics.contains {
        $0.code == "unknown-provider" && $0.labels.first?.range == price.provider.range
      }
      if reroute == nil, !isKnown, !priceBook.providersLeftOut.mayHold(name) {
        let near = nearestName(to: name, in: priceBook.providers.map(\.name.value))
        report(
          "unknown-provider", "the price book has no provider '\(name)'",
          at: price.provider.range, help: near.map { "did you mean '\($0)'?" })
      }
      return nil
    }
    return Provider(
      name: rule.name.value, baseURL: rule.baseURL.value, keyVariable: rule.keyVariable?.value,
      isMetered: rule.isMetered, interface: rule.interface, images: rule.images,
      maxImageBytes: rule.maxImageBytes, maxBatchRequests: rule.maxBatchRequests,
      maxBatchBytes: rule.maxBatchBytes)
  }

  private mutating func checkImage(of prompt: Prompt, for call: CallRule) {
    guard prompt.sendsImage, rules.subjects.image == nil else { return }
    report(
      "no-image-column", "prompt '\(prompt.id)' sends an image, and the subjects have none",
      at: call.prompt.range, help: "name the column with the image's address: subjects.image")
  }
}
