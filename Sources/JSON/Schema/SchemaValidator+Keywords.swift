extension SchemaValidator {
  mutating func validate(_ number: JSONNumber, _ node: SchemaNode) {
    if let minimum = node.minimum, number < minimum {
      report(expected: "at least \(minimum.text)", found: .number(number))
    }
    if let minimum = node.exclusiveMinimum, number <= minimum {
      report(expected: "more than \(minimum.text)", found: .number(number))
    }
    if let maximum = node.maximum, number > maximum {
      report(expected: "at most \(maximum.text)", found: .number(number))
    }
    if let maximum = node.exclusiveMaximum, number >= maximum {
      report(expected: "less than \(maximum.text)", found: .number(number))
    }
    if let divisor = node.multipleOf, !divisor.divides(number) {
      report(expected: "a multiple of \(divisor.number.text)", found: .number(number))
    }
  }

  mutating func validate(_ text: String, _ node: SchemaNode) {
    if node.minLength != nil || node.maxLength != nil {
      let length = text.unicodeScalars.count
      if let minimum = node.minLength, length < minimum {
        report("at least \(counted(minimum, "character")) expected, and \(length) found")
      }
      if let maximum = node.maxLength, length > maximum {
        report("at most \(counted(maximum, "character")) expected, and \(length) found")
      }
    }
    if let pattern = node.pattern, !pattern.matches(text) {
      report(expected: "a string that matches \(pattern.text)", found: .string(text))
    }
  }

  mutating func validate(_ elements: [JSONValue], _ node: SchemaNode) {
    if let minimum = node.minItems, elements.count < minimum {
      report("at least \(counted(minimum, "item")) expected, and \(elements.count) found")
    }
    if let maximum = node.maxItems, elements.count > maximum {
      report("at most \(counted(maximum, "item")) expected, and \(elements.count) found")
    }
    if node.uniqueItems {
      var places: [JSONValue: Int] = [:]
      for (index, element) in elements.enumerated() {
        if let first = places[element] {
          report("items that differ were expected, and items \(first) and \(index) are equal")
          break
        }
        places[element] = index
      }
    }
    for (index, element) in elements.enumerated() {
      if index < node.prefixItems.count {
        validate(element, against: node.prefixItems[index], at: String(index))
      } else if let items = node.items {
        validate(element, against: items, at: String(index))
      }
    }
  }

  mutating func validate(_ object: JSONObject, _ node: SchemaNode) {
    for key in node.required where object[key] == nil {
      report("the property \(JSONValue.string(key)) is missing")
    }
    for (key, index) in node.properties {
      if let value = object[key] { validate(value, against: index, at: key) }
    }
    for (key, value) in object { validate(key, value, node) }
    for (key, index) in node.dependentSchemas where object[key] != nil {
      validate(.object(object), against: index)
    }
  }

  /// What is asked of a member beyond `properties`.
  private mutating func validate(_ key: String, _ value: JSONValue, _ node: SchemaNode) {
    if let names = node.propertyNames, !accepts(.string(key), by: names) {
      report("the name \(JSONValue.string(key)) is not allowed for a property")
    }
    var isKnown = node.property(key) != nil
    for (pattern, index) in node.patternProperties where pattern.matches(key) {
      isKnown = true
      validate(value, against: index, at: key)
    }
    guard !isKnown, let additional = node.additionalProperties else { return }
    if nodes[additional].always == false {
      report("there is no property \(JSONValue.string(key))")
    } else {
      validate(value, against: additional, at: key)
    }
  }
}

private func counted(_ count: Int, _ noun: String) -> String {
  count == 1 ? "1 \(noun) was" : "\(count) \(noun)s were"
}
