extension Page {
  /// How every page looks: on light and dark screens, narrow ones, and on paper.
  ///
  /// A test holds the colours against the contrasts of WCAG 2.2: text at least 4.5 to 1, what is
  /// drawn at least 3 to 1.
  static let styleSheet: StaticString = """
    :root {
      --page: #ffffff; --box: #f6f7f9; --ink: #1c2128; --muted: #59636e; --line: #d5dae0;
      --accent: #0b57b0; --low: #0a3f7d; --expected: #3d82d6; --high: #57606a;
      --dearer: #a3400c; --cheaper: #1a6b34; --alert: #b3261e;
      --s0: #7d8690; --s1: #7a4fd0; --s2: #4f5bd5; --s3: #2f74d0; --s4: #1a7f9c; --s5: #14806a;
      --s6: #2f8132; --s7: #687a10; --s8: #96690a;
      --up1: #fdf0e8; --up2: #f9dcc9; --up3: #f4c4a4; --up4: #eca97d;
      --down1: #eaf6ed; --down2: #cfead6; --down3: #addbb9; --down4: #86c898; --same: #eef1f4;
      --heat: #1c2128;
    }
    @media screen and (prefers-color-scheme: dark) {
      :root {
        --page: #0f1318; --box: #171c23; --ink: #e6eaef; --muted: #9ba6b2; --line: #303842;
        --accent: #7db4f5; --low: #a9cdf8; --expected: #5094e6; --high: #929da8;
        --dearer: #f0a070; --cheaper: #6fc98a; --alert: #f28b82;
        --s0: #87919c; --s1: #b494f5; --s2: #979ff3; --s3: #6aaaf4; --s4: #4cb6d4; --s5: #44c0a2;
        --s6: #6dc072; --s7: #a6bd4e; --s8: #d4aa44;
        --up1: #2a1d15; --up2: #43291a; --up3: #5f371f; --up4: #7c4725;
        --down1: #14241a; --down2: #193824; --down3: #1f4d30; --down4: #26653d; --same: #1f262e;
        --heat: #f1f4f7;
      }
    }
    * { box-sizing: border-box; }
    html { background: var(--page); color: var(--ink); -webkit-text-size-adjust: 100%; }
    body {
      margin: 0; font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
      font-variant-numeric: tabular-nums; overflow-wrap: anywhere;
    }
    main { max-width: 62rem; margin: 0 auto; padding: 3rem 1.5rem 4rem; }
    header { margin-bottom: 2rem; }
    h1 { font-size: 1.75rem; line-height: 1.25; margin: 0; font-weight: 650; letter-spacing: -0.01em; }
    h2 { font-size: 1.125rem; line-height: 1.3; margin: 0 0 1rem; font-weight: 650; }
    h3 { font-size: 1rem; margin: 1.5rem 0 0.5rem; font-weight: 600; }
    p { margin: 0 0 0.75rem; }
    code { font: 0.875em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
    bdi, td, th, li, dd, code { unicode-bidi: isolate; }
    .kind { color: var(--muted); margin: 0 0 0.25rem; }
    .lead, figcaption, .hint { color: var(--muted); }
    .arrow { color: var(--muted); font-weight: 400; }
    section { margin-top: 3rem; }
    .headline { margin-top: 0; }
    .headline .figure { font-size: 3.25rem; line-height: 1.1; font-weight: 680; margin: 0; letter-spacing: -0.02em; }
    .headline .what { margin: 0.25rem 0 1.5rem; font-size: 1.0625rem; }
    .dearer { color: var(--dearer); }
    .cheaper { color: var(--cheaper); }
    .facts {
      display: grid; grid-template-columns: repeat(auto-fit, minmax(7rem, 1fr));
      gap: 1.25rem 1.5rem; margin: 1.5rem 0 0; padding: 1.25rem 0 0; border-top: 1px solid var(--line);
    }
    .facts dt { color: var(--muted); font-size: 0.875rem; }
    .facts dd { margin: 0; font-size: 1.125rem; font-weight: 600; }
    .facts dd:not(.meaning) { white-space: nowrap; }
    .facts dd.meaning { white-space: normal; overflow-wrap: break-word; font-size: 0.8125rem; font-weight: 400; color: var(--muted); }
    .scroll { overflow-x: auto; margin: 0 -0.25rem; padding: 0 0.25rem; }
    .scroll:focus-visible, summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
    table { border-collapse: collapse; width: 100%; font-size: 0.9375rem; }
    caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
    th, td {
      text-align: left; padding: 0.4rem 0.75rem; border-bottom: 1px solid var(--line);
      font-weight: 400; vertical-align: baseline; overflow-wrap: normal; min-width: 2.5rem;
      max-width: 24rem;
    }
    th:first-child, td:first-child { padding-left: 0; }
    th:last-child, td:last-child { padding-right: 0; }
    td, tbody th { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
    td.words { white-space: normal; overflow-wrap: break-word; min-width: 14rem; max-width: 36rem; }
    tbody td:first-child { font-weight: 550; }
    thead th { color: var(--muted); font-size: 0.8125rem; white-space: nowrap; }
    thead td { border-bottom: 0; }
    thead tr:last-child td { border-bottom: 1px solid var(--line); }
    th.group { text-align: center; padding-bottom: 0.2rem; }
    tbody th { font-weight: 550; }
    .n { text-align: right; white-space: nowrap; }
    tr.total th, tr.total td { font-weight: 650; }
    tr.sum th, tr.sum td { border-top: 2px solid var(--muted); }
    tr.quiet th, tr.quiet td { color: var(--muted); }
    .star { display: inline-block; width: 0.6em; text-decoration: none; color: var(--accent); font-weight: 600; }
    .headline .figure .star { font-size: 0.6em; vertical-align: 0.5em; }
    figure { margin: 0; }
    figcaption { font-size: 0.875rem; margin-top: 0.75rem; }
    svg { display: block; overflow: visible; }
    svg text { font: 11px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; fill: var(--muted); paint-order: stroke; stroke: var(--page); stroke-width: 3px; stroke-linejoin: round; }
    .threshold { stroke: var(--ink); stroke-width: 1; stroke-dasharray: 3 3; }
    svg text.mark { fill: var(--ink); }
    .grid { stroke: var(--line); stroke-width: 1; }
    .axis { stroke: var(--muted); stroke-width: 1; }
    .skip { stroke: var(--muted); stroke-width: 1.5; stroke-dasharray: 1 4; }
    .s0 { fill: var(--s0); } .s1 { fill: var(--s1); } .s2 { fill: var(--s2); }
    .s3 { fill: var(--s3); } .s4 { fill: var(--s4); } .s5 { fill: var(--s5); }
    .s6 { fill: var(--s6); } .s7 { fill: var(--s7); } .s8 { fill: var(--s8); }
    .low { fill: var(--low); } .expected, .new { fill: var(--expected); }
    .high, .old { fill: none; stroke: var(--high); stroke-width: 1.5; }
    .track { fill: var(--box); }
    .reach { stroke: var(--ink); stroke-width: 1.5; }
    .bars, .notes, .changes, .gates { list-style: none; margin: 0; padding: 0; }
    .bars li { padding: 0.5rem 0; break-inside: avoid; }
    .bars .row { display: flex; flex-wrap: wrap; gap: 0 1.25rem; align-items: baseline; margin-bottom: 0.3rem; font-size: 0.9375rem; }
    .bars .label { font-weight: 550; margin-right: auto; }
    .bars .label small { color: var(--muted); font-weight: 400; font-size: inherit; }
    .bars small { color: var(--muted); font-size: 0.8125rem; }
    @media (min-width: 48rem), print {
      .dense { display: grid; grid-template-columns: minmax(8rem, max-content) minmax(8rem, 1fr) repeat(3, max-content); gap: 0 1rem; }
      .dense li { display: grid; grid-template-columns: subgrid; grid-column: 1 / -1; align-items: center; padding: 0.15rem 0; }
      .dense .row { display: contents; font-size: 0.875rem; }
      .dense li > svg { order: 1; }
      .dense .row > span { order: 2; text-align: right; font-size: 0.875rem; }
      .dense .row > .label { order: 0; text-align: left; margin: 0; max-width: 18rem; }
    }
    .key { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; font-size: 0.875rem; color: var(--muted); margin: 0 0 0.75rem; padding: 0; list-style: none; }
    .key svg, .legend svg { display: inline-block; vertical-align: -0.1em; margin-right: 0.45rem; flex: none; }
    .legend { margin-top: 1rem; }
    .legend td.words { min-width: 7rem; }
    details { margin-top: 1rem; }
    details table { width: auto; }
    details th:first-child { padding-left: 0; }
    summary { cursor: pointer; color: var(--accent); width: fit-content; }
    details[open] summary { margin-bottom: 0.75rem; }
    .notes li { padding-left: 1.5rem; text-indent: -1.5rem; margin: 0.4rem 0; max-width: 48rem; }
    .notes .mark { display: inline-block; width: 1.25rem; text-indent: 0; color: var(--accent); font-weight: 600; }
    .notes .alert, .notes .alert .mark { color: var(--alert); }
    .changes li { margin: 0.35rem 0; }
    .changes code { background: var(--box); padding: 0.1rem 0.35rem; border-radius: 4px; }
    .gates li { padding: 0.6rem 0.9rem; margin: 0.5rem 0; border-left: 3px solid var(--cheaper); background: var(--box); }
    .gates li.closed { border-color: var(--alert); }
    .gates li.warning { border-color: var(--dearer); }
    .heat { margin-bottom: 1.25rem; }
    .heat td, .heat th { vertical-align: middle; text-align: center; min-width: 6.5rem; border: 2px solid var(--page); }
    .heat tbody th { text-align: right; white-space: nowrap; min-width: 0; border-color: var(--page); }
    .heat thead th { white-space: normal; border-color: var(--page); }
    .heat td small { display: block; }
    .heat td.up1, .heat td.up2, .heat td.up3, .heat td.up4, .heat td.down1, .heat td.down2,
    .heat td.down3, .heat td.down4, .heat td.same { color: var(--heat); }
    td.up1 { background: var(--up1); } td.up2 { background: var(--up2); }
    td.up3 { background: var(--up3); } td.up4 { background: var(--up4); }
    td.down1 { background: var(--down1); } td.down2 { background: var(--down2); }
    td.down3 { background: var(--down3); } td.down4 { background: var(--down4); }
    td.same { background: var(--same); }
    footer { margin-top: 3.5rem; padding-top: 1.25rem; border-top: 1px solid var(--line); font-size: 0.875rem; color: var(--muted); }
    footer dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.2rem 1rem; margin: 0 0 1rem; }
    footer dt { grid-column: 1; }
    footer dd { margin: 0; color: var(--ink); }
    @media (max-width: 34rem) {
      main { padding: 1.75rem 1rem 2.5rem; }
      h1 { font-size: 1.375rem; }
      .headline .figure { font-size: 2.5rem; }
      section { margin-top: 2.25rem; }
      .facts { grid-template-columns: repeat(2, 1fr); gap: 1rem; }
      .facts dd:not(.meaning) { font-size: 1rem; }
      .bars .label { flex: 1 0 100%; }
      .bars .row { gap: 0 0.75rem; font-size: 0.875rem; }
      th, td { padding: 0.35rem 0.5rem; }
      .legend th, .legend td { padding: 0.35rem 0.3rem; }
      td.words { min-width: 11rem; }
      footer dl { grid-template-columns: 1fr; }
      footer dd { margin-bottom: 0.4rem; }
    }
    @media print {
      @page { margin: 16mm 14mm; }
      body { font-size: 10.5pt; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
      main { max-width: none; padding: 0; }
      section { margin-top: 1.75rem; }
      h2, h3 { break-after: avoid; }
      .facts { grid-template-columns: repeat(auto-fit, minmax(5.5rem, 1fr)); gap: 0.75rem; }
      .facts dd { font-size: 0.9375rem; }
      .scroll { margin: 0; padding: 0; }
      figure:not(:has(.dense)), tr, thead, .short, .facts, .headline, .notes li { break-inside: avoid; }
      thead { display: table-header-group; break-after: avoid; }
      .scroll { overflow: visible; }
      table { font-size: 8.5pt; }
      th, td { padding: 0.25rem 0.4rem; }
      .heat td, .heat th { min-width: 0; padding: 0.15rem; white-space: normal; font-size: 7pt; }
      details::details-content { content-visibility: visible; display: block; block-size: auto; }
      summary { display: none; }
    }

    """
}
