import Expressions
import Planning
import Reporting
import Simulation
import Testing

@Suite("A bill is told to a person")
struct BillTextTests {
  @Test("in 80 columns, calls and costs stand in two tables")
  func narrow() throws {
    let plan = try ExamplePlan.load()
    let bill = try simulate(plan, over: ExamplePlan.vectors(of: plan))
    let text = bill.text(for: plan, on: Screen(width: 80))
    #expect(
      text == """
        vehicle-images@1 over 2,734 subjects

                                             ─────── asked ────────
        stage      tier     score  subjects    low  expected    high
        organize              any     2,734  2,734    2,734   2,734
        identify   confirm    60+        34      0     22.1*     34
                   guided   30–59       100      0       65*    100
                   infer    10–29     2,400      0    1,560*  2,400
        find_gaps             any     2,734    200      200     200
        ───────────────────────────────────────────────────────────
        total                                2,934  4,581.1*  5,468

                                                         ───────── cost ──────────
        stage      tier     score  model         a call    low  expected      high
        organize              any  gpt-4o-mini  $0.0001  $0.27     $0.27     $0.27
        identify   confirm    60+  gpt-4o-mini  $0.0001  $0.00  $0.00221*  $0.0034
                   guided   30–59  gpt-4o-mini  $0.0005  $0.00     $0.03*    $0.05
                   infer    10–29  gpt-4o-mini   $0.005  $0.00     $7.80*   $12.00
        find_gaps             any  gpt-4o         $0.02  $4.00     $4.00     $4.00
        ──────────────────────────────────────────────────────────────────────────
        total                                            $4.27    $12.11*   $16.33

        baseline   $54.68   gpt-4o for every subject
        saves      $42.57*  77.86%, as against the expected total
        organize    $0.27   alone, against $54.68: saves $54.41, 99.5%
        identify    $7.83*  alone, against $54.68: saves $46.85, 85.7%
        find_gaps   $4.00   alone, against $54.68: saves $50.68, 92.7%

                                           ───────── cost ──────────
        by the meter              a call     low   expected     high    drift
        organize               $0.000591*  $1.61*    $1.61*   $1.61*  +$1.34  +490.6%
        identify      confirm  $0.000657*  $0.00     $0.01*   $0.02*  +$0.01  +556.7%
                      guided   $0.000659*  $0.00     $0.04*   $0.07*  +$0.01   +31.6%
                      infer     $0.00748*  $0.00    $11.66*  $17.94*  +$3.86   +49.5%
        find_gaps               $0.00751*  $1.50*    $1.50*   $1.50*  −$2.50   −62.5%
        ─────────────────────────────────────────────────────────────────────────────
        total                              $3.12*   $14.83*  $21.14*  +$2.72   +22.5%

                                      ─────────── tokens ───────────
        stage      tier       calls   input   cached  image   output          time
        organize              2,734   9.75M*       0  7.75M*   254k*    8 min 9 s*
        identify   confirm     22.1*  78.7k*       0  62.6k*  4,508*          7 s*
                   guided        65*   232k*       0   184k*  13.3k*       20.6 s*
                   infer      1,560*  76.5M*       0  75.1M*   318k*   8 min 15 s*
        find_gaps               200    447k*       0   289k*  38.2k*        1 min*
        ──────────────────────────────────────────────────────────────────────────
        expected            4,581.1*    87M*       0  83.4M*   628k*  17 min 52 s*

                               ─── tokens ───  ──────── cost ─────────
        model          calls   input   output     low  expected     high
        gpt-4o-mini  4,381.1*  86.5M*   590k*  $0.27    $8.11*  $12.33
        gpt-4o           200    447k*  38.2k*  $4.00    $4.00    $4.00

        score  subjects
            8       200  ██████▍
        ─────  from 10 identify.infer
           10       527  ████████████████▉
           20     1,873  ████████████████████████████████████████████████████████████
        ─────  from 30 identify.guided
           40       100  ███▎
        ─────  from 60 identify.confirm
           60        34  █▏

        * identify: 65% of what is not known yet is expected to be asked: the rule
          file's 'assume'.
        * tokens of organize, identify.confirm, identify.guided, identify.infer,
          find_gaps: four bytes of text are one, by the prompt's template alone; answers
          by their schema; until 30 calls tell.
        * identify.infer: 2,400 images of unknown size, counted at the most that any
          can: say with subjects.width and subjects.height where it stands.
        * find_gaps: 200 images of unknown size, counted at the most that any can: say
          with subjects.width and subjects.height where it stands.
        * time: 16 calls in flight; a call is taken to last a second and 20 ms for each
          token of its answer, until 30 calls tell.
        - At most $27.69 can be billed if every call that is possible is made once and
          reaches its limits; so much is reserved before it is sent.

        No call was made.

        """)
  }

  @Test("on a wide screen it is one table")
  func wide() throws {
    let plan = try ExamplePlan.load()
    let bill = try simulate(plan, over: ExamplePlan.vectors(of: plan))
    let text = bill.text(for: plan, on: Screen(width: 120))
    #expect(
      text == """
        vehicle-images@1 over 2,734 subjects

                                             ─────── asked ────────                        ───────── cost ──────────
        stage      tier     score  subjects    low  expected    high  model         a call    low  expected      high
        organize              any     2,734  2,734    2,734   2,734  gpt-4o-mini  $0.0001  $0.27     $0.27     $0.27
        identify   confirm    60+        34      0     22.1*     34  gpt-4o-mini  $0.0001  $0.00  $0.00221*  $0.0034
                   guided   30–59       100      0       65*    100  gpt-4o-mini  $0.0005  $0.00     $0.03*    $0.05
                   infer    10–29     2,400      0    1,560*  2,400  gpt-4o-mini   $0.005  $0.00     $7.80*   $12.00
        find_gaps             any     2,734    200      200     200  gpt-4o         $0.02  $4.00     $4.00     $4.00
        ────────────────────────────────────────────────────────────────────────────────────────────────────────────
        total                                2,934  4,581.1*  5,468                        $4.27    $12.11*   $16.33

        baseline   $54.68   gpt-4o for every subject
        saves      $42.57*  77.86%, as against the expected total
        organize    $0.27   alone, against $54.68: saves $54.41, 99.5%
        identify    $7.83*  alone, against $54.68: saves $46.85, 85.7%
        find_gaps   $4.00   alone, against $54.68: saves $50.68, 92.7%

                                           ───────── cost ──────────
        by the meter              a call     low   expected     high    drift
        organize               $0.000591*  $1.61*    $1.61*   $1.61*  +$1.34  +490.6%
        identify      confirm  $0.000657*  $0.00     $0.01*   $0.02*  +$0.01  +556.7%
                      guided   $0.000659*  $0.00     $0.04*   $0.07*  +$0.01   +31.6%
                      infer     $0.00748*  $0.00    $11.66*  $17.94*  +$3.86   +49.5%
        find_gaps               $0.00751*  $1.50*    $1.50*   $1.50*  −$2.50   −62.5%
        ─────────────────────────────────────────────────────────────────────────────
        total                              $3.12*   $14.83*  $21.14*  +$2.72   +22.5%

                                      ─────────── tokens ───────────
        stage      tier       calls   input   cached  image   output          time
        organize              2,734   9.75M*       0  7.75M*   254k*    8 min 9 s*
        identify   confirm     22.1*  78.7k*       0  62.6k*  4,508*          7 s*
                   guided        65*   232k*       0   184k*  13.3k*       20.6 s*
                   infer      1,560*  76.5M*       0  75.1M*   318k*   8 min 15 s*
        find_gaps               200    447k*       0   289k*  38.2k*        1 min*
        ──────────────────────────────────────────────────────────────────────────
        expected            4,581.1*    87M*       0  83.4M*   628k*  17 min 52 s*

                               ─── tokens ───  ──────── cost ─────────
        model          calls   input   output     low  expected     high
        gpt-4o-mini  4,381.1*  86.5M*   590k*  $0.27    $8.11*  $12.33
        gpt-4o           200    447k*  38.2k*  $4.00    $4.00    $4.00

        score  subjects
            8       200  ██████▍
        ─────  from 10 identify.infer
           10       527  ████████████████▉
           20     1,873  ████████████████████████████████████████████████████████████
        ─────  from 30 identify.guided
           40       100  ███▎
        ─────  from 60 identify.confirm
           60        34  █▏

        * identify: 65% of what is not known yet is expected to be asked: the rule file's 'assume'.
        * tokens of organize, identify.confirm, identify.guided, identify.infer, find_gaps: four bytes of text are one, by the
          prompt's template alone; answers by their schema; until 30 calls tell.
        * identify.infer: 2,400 images of unknown size, counted at the most that any can: say with subjects.width and
          subjects.height where it stands.
        * find_gaps: 200 images of unknown size, counted at the most that any can: say with subjects.width and subjects.height
          where it stands.
        * time: 16 calls in flight; a call is taken to last a second and 20 ms for each token of its answer, until 30 calls
          tell.
        - At most $27.69 can be billed if every call that is possible is made once and reaches its limits; so much is reserved
          before it is sent.

        No call was made.

        """)
  }

  @Test("no line is wider than the screen", arguments: [80, 100, 120, 200])
  func fits(width: Int) throws {
    let plan = try ExamplePlan.load()
    let bill = try simulate(plan, over: ExamplePlan.vectors(of: plan))
    let lines = bill.text(for: plan, on: Screen(width: width)).split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= width })
  }

  @Test("who is not asked, and why, is counted and named")
  func exceptions() throws {
    let plan = try ExamplePlan.load()
    let kept = KeptAnswer(
      tier: "organize", atLeast: nil, question: plan.stages[0].tiers[0].call.question,
      values: [nil])
    let vectors = [
      ExamplePlan.vector(plan, 3, ["timeline_events": 50], hasImage: false),
      ExamplePlan.vector(plan, 1, ["timeline_events": 50], kept: [kept, nil, nil]),
      ExamplePlan.vector(plan, 2, ["receipts": .string("many\u{1B}[31m")]),
    ]
    let text = try simulate(plan, over: vectors).text(for: plan, on: Screen(width: 100))
    let notes = text.split(separator: "\n").filter { $0.hasPrefix("- ") || $0.hasPrefix("! ") }
    #expect(
      notes == [
        "- organize: 1 answer kept, and not asked for again.",
        "- organize: 3 subjects not asked for want of an image.",
        "! identify: 3 subjects not asked, as the condition erred: 'organize' has no answer.",
        "! identify: 1 subject not asked, as the condition erred: there is no field 'image_quality'.",
        "! 2 subjects without a score, asked nothing: the points of 'receipts' overflow.",
      ])
  }

  @Test("colours are there when they are asked for, and only then")
  func colour() throws {
    let plan = try ExamplePlan.load()
    let bill = try simulate(plan, over: ExamplePlan.vectors(of: plan))
    let coloured = bill.text(for: plan, on: Screen(style: Style(isColored: true)))
    let plain = bill.text(for: plan, on: Screen(style: .plain))
    #expect(coloured.contains("\u{1B}[1m"))
    #expect(!plain.contains("\u{1B}"))
    #expect(coloured.replacing(/\u{1B}\[\d+m/, with: "") == plain)
  }
}
