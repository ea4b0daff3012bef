/// Notes what a step came to.
final class TraceStep: Step {
  private let number: Int
  private let step: any Step

  init(_ number: Int, _ step: any Step) {
    self.number = number
    self.step = step
  }

  func run(_ frame: inout Frame) -> Evaluated {
    let result = step.run(&frame)
    frame.trace[number] = result
    return result
  }
}
