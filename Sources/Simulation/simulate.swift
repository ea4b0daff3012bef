package import Money
package import Planning

/// Prices `plan` over what a profile tells of its subjects. Nothing is asked and nothing is written.
///
/// - Parameter usage: What calls take, where it is not what the profile says.
/// - Throws: `ProfileMismatch` where the profile does not tell what the plan needs; `MoneyOverflow`
///   where amounts grow past what money holds.
package func simulate(
  _ plan: RoutingPlan, over profile: FactProfile, usage: UsageBook? = nil
) throws -> Bill {
  let vectors = try profile.vectors(for: plan).compactMap(\.self)
  return try simulate(plan, over: vectors, usage: usage ?? profile.usage)
}

/// Prices `plan` over subjects. Nothing is asked and nothing is written.
///
/// Low counts the calls that are certain, high adds every one that is not known yet, and expected
/// weighs those by the share of `Assumption`. Throws when amounts grow past what money holds.
package func simulate(
  _ plan: RoutingPlan, over vectors: [FactVector], usage: UsageBook = UsageBook()
) throws(MoneyOverflow) -> Bill {
  var bill = try StreamedBill(plan, usage: usage)
  for vector in vectors { try bill.add(vector) }
  return try bill.bill()
}
