import JSON
package import Models
import Money
package import Planning
import Prompts
import Rules
package import Runs
package import Storage

/// A task with what the plan asks of it, at the prices of the way its call is made.
package struct RoutedTask: Sendable {
  package let task: RunTask
  package let stage: Stage
  package let tier: Tier
}

/// A claimed task with everything that its call says.
package struct PreparedTask: Sendable {
  package let routed: RoutedTask
  package let request: ModelRequest

  package var task: RunTask { routed.task }
  package var stage: Stage { routed.stage }
  package var tier: Tier { routed.tier }
}

/// Why a claimed task cannot be asked.
package struct UnpreparedTask: Error {
  package let outcome: String
  package let detail: String
}

extension RoutingPlan {
  /// What the plan asks of a task, at the prices of the way its call is made.
  func route(
    _ task: RunTask, executing execution: Execution? = nil
  ) throws(UnpreparedTask) -> RoutedTask {
    guard let stage = stage(named: task.stage), let tier = stage.tier(named: task.tier) else {
      throw UnpreparedTask(
        outcome: "unknown_tier", detail: "the plan has no tier \(task.stage).\(task.tier)")
    }
    do throws(MoneyOverflow) {
      return RoutedTask(
        task: task, stage: stage, tier: try tier.executed(as: execution ?? stage.execution))
    } catch {
      throw UnpreparedTask(
        outcome: "price_overflow", detail: "its price as a batch call cannot be written")
    }
  }

  /// Renders what a claimed task asks.
  package func prepare(
    _ task: RunTask, with material: PromptMaterial?, timeout: Duration
  ) throws(UnpreparedTask) -> PreparedTask {
    let routed = try route(task)
    guard let material else {
      throw UnpreparedTask(outcome: "subject_gone", detail: "the subject's row is gone")
    }
    guard task.attempts < limits.attempts else {
      throw UnpreparedTask(
        outcome: "attempts_exhausted",
        detail: "\(task.attempts) calls were made for it, and no more are allowed")
    }
    let prompt = routed.tier.call.prompt
    if prompt.sendsImage, material.image == nil {
      throw UnpreparedTask(outcome: "image_gone", detail: "the subject has no image any more")
    }
    let text: String
    do {
      text = try prompt.template.render(material.values)
    } catch {
      throw UnpreparedTask(outcome: "prompt_not_rendered", detail: "\(error)")
    }
    return PreparedTask(
      routed: routed,
      request: ModelRequest(
        model: routed.tier.call.model, prompt: text,
        imageURL: prompt.sendsImage ? material.image : nil,
        imageDetail: ModelRequest.ImageDetail(prompt.detail), answerName: prompt.name,
        answerSchema: prompt.strictAnswer, maxOutputTokens: prompt.maxOutputTokens,
        timeout: timeout,
        repair: task.repair.map {
          .init(
            previousAnswer: $0.text.bounded(toScalars: prompt.longestRepairedAnswer),
            complaint: $0.complaint)
        }))
  }
}

extension ModelRequest.ImageDetail {
  init(_ detail: ImageDetail?) {
    switch detail {
    case .low: self = .low
    case .high: self = .high
    case .auto, nil: self = .auto
    }
  }
}

extension ModelRequest {
  /// The bytes of text that go out, which bound its tokens from above.
  var textBytes: Int {
    prompt.utf8.count + (repair.map { $0.previousAnswer.utf8.count + $0.complaint.utf8.count } ?? 0)
  }
}
