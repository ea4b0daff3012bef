package import Planning
package import Simulation

extension Bill {
  /// The bill as a comment or a page in Markdown: the tables and notes of the text.
  package func markdown(for plan: RoutingPlan) -> String {
    let title = "### \(markdownText(plan.label)) over \(counted(subjects, "subject"))"
    let notes = notes(for: plan).map { "- \(markdownText($0.text))" }
    let parts =
      [title] + tables(for: plan).map(\.markdown)
      + (notes.isEmpty ? [] : [notes.joined(separator: "\n")]) + ["No call was made."]
    return parts.joined(separator: "\n\n") + "\n"
  }

  private func tables(for plan: RoutingPlan) -> [Table] {
    [
      table(for: plan, showing: BillColumn.whole), comparisonTable, showsDrift ? meterTable : nil,
      useTable, models.count > 1 ? modelTable : nil,
    ].compactMap(\.self)
  }

  /// A line for each stage and tier, with plain figures: US dollars without a sign of the currency.
  package func csv(for plan: RoutingPlan) -> String {
    tierTable(for: plan, showing: BillColumn.spreadsheet).csv
  }
}
