extension Templates {
  /// Nothing is fetched and no script runs: the policy says so to the browser as well.
  static let page = #"""
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'">
    <link rel="icon" href="data:,">
    <title>{{syntheticName}} against {{realName}}: {{overview.score}} (Sklar)</title>
    <style>
    {{{style}}}
    </style>
    </head>
    <body>
    <a class="skip" href="#main">Skip to the report</a>
    <header class="top">
    <div class="wrap">
    <p class="eyebrow">Sklar · evaluation of a synthetic table</p>
    <h1>How like <bdi class="file">{{realName}}</bdi> is <bdi class="file">{{syntheticName}}</bdi>?</h1>
    <p class="rows">{{rowWords}}.</p>
    <ul class="key" aria-label="How the tables are drawn">
    <li><svg viewBox="0 0 28 14" aria-hidden="true" focusable="false"><path class="area" d="M1 13V5h8V2h8v6h10v5z"/></svg>real</li>
    <li><svg viewBox="0 0 28 14" aria-hidden="true" focusable="false"><path class="ls" d="M1 13V6h8V2h8v5h10v6"/></svg>synthetic</li>
    {{#hasHoldout}}<li><svg viewBox="0 0 28 14" aria-hidden="true" focusable="false"><path class="lh" d="M1 13V7h8V3h8v5h10v5"/></svg>held out (real rows the generator has not seen)</li>{{/hasHoldout}}
    </ul>
    </div>
    </header>
    <nav class="contents" aria-label="Sections"><div class="wrap"><ul>
    <li><a href="#overview">Overview</a></li>
    {{#edges}}<li><a href="#edges">Edges</a></li>{{/edges}}
    <li><a href="#findings">Findings</a></li>
    <li><a href="#columns">Columns</a></li>
    <li><a href="#associations">Associations</a></li>
    <li><a href="#pairs">Pairs</a></li>
    <li><a href="#detection">Detection</a></li>
    <li><a href="#utility">Utility</a></li>
    <li><a href="#nearness">Nearness</a></li>
    <li><a href="#numbers">Numbers</a></li>
    <li><a href="#reading">How to read it</a></li>
    </ul></div></nav>
    <main id="main" class="wrap">
    {{> overview}}
    {{> edges}}
    {{> findings}}
    {{> columns}}
    {{> associations}}
    {{> pairs}}
    {{> detection}}
    {{> usefulness}}
    {{> nearness}}
    {{> surroundings}}
    {{> numbers}}
    {{> definitions}}
    </main>
    <footer class="wrap"><p>Made by Sklar. This page holds shares and names of levels of the real table: share it as you would share those. It needs no network, and the same tables and options give the same bytes.</p></footer>
    </body>
    </html>

    """#

  static let edges = #"""
    {{#edges}}
    <section id="edges" aria-labelledby="edges-title">
    <h2 id="edges-title">Edges</h2>
    <p class="lead">One verdict for each edge on which a synthetic table may cut, the figure that decided it, and the command that shows more.</p>
    {{#table}}{{> table}}{{/table}}
    </section>
    {{/edges}}

    """#

  static let table = #"""
    <div class="scroll" role="region" tabindex="0" aria-label="{{caption}}"><table><caption>{{caption}}</caption><thead><tr>{{#head}}<th scope="col">{{.}}</th>{{/head}}</tr></thead><tbody>
    {{#rows}}
    <tr><th scope="row"><bdi>{{heading}}</bdi></th>{{#cells}}<td>{{.}}</td>{{/cells}}</tr>
    {{/rows}}
    </tbody></table></div>

    """#
}
