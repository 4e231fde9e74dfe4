extension Templates {
  static let overview = #"""
    <section id="overview" aria-labelledby="overview-title">
    <h2 id="overview-title" class="hidden">Overview</h2>
    {{#overview}}
    <div class="hero">
    <div class="figure"><p class="label">Score</p><p class="score">{{score}}</p><p class="verdict">{{verdict}}</p></div>
    <div class="reading">{{{drawing}}}
    <p>{{words}}</p>
    {{#gate}}<p class="gate{{#gateFailed}} failed{{/gateFailed}}">{{gate}}</p>{{/gate}}
    <p class="quiet">The mean of column shapes and pair trends; 1 is identity. <a href="#reading">How to read it</a></p></div>
    </div>
    <div class="cards">
    {{#cards}}
    <article class="card"><h3><a href="#{{anchor}}">{{title}}</a></h3>
    <p class="value"><span>{{figure}}</span> <span class="verdict">{{verdict}}</span></p>
    {{{drawing}}}
    <p>{{words}}</p></article>
    {{/cards}}
    </div>
    {{/overview}}
    <ul class="key marks" aria-label="Marks on the scales">
    <li><svg viewBox="0 0 18 14" aria-hidden="true" focusable="false"><path class="fs" d="M9 0l7 7l-7 7l-7-7z"/></svg>this synthetic table, its bar a 95&nbsp;% interval</li>
    <li><svg viewBox="0 0 18 14" aria-hidden="true" focusable="false"><path class="tick" d="M9 1v12"/></svg>chance: fresh rows of the real table’s source</li>
    {{#hasHoldout}}<li><svg viewBox="0 0 18 14" aria-hidden="true" focusable="false"><path class="fr" d="M4 7a5 5 0 1 0 10 0a5 5 0 1 0-10 0z"/></svg>held-out real rows</li>{{/hasHoldout}}
    <li><svg viewBox="0 0 18 14" aria-hidden="true" focusable="false"><path class="box" d="M4.500 2.500h9v9h-9z"/></svg>independent: columns without any relation</li>
    </ul>
    {{^hasHoldout}}<p class="absent">No held-out table was given (--holdout FILE), so nothing here shows what real rows that the generator has not seen would score.</p>{{/hasHoldout}}
    </section>

    """#

  static let findings = #"""
    <section id="findings" aria-labelledby="findings-title">
    <h2 id="findings-title">Findings</h2>
    {{^findings}}<p class="absent">Nothing stands out: no column and no pair loses more than chance explains.</p>{{/findings}}
    {{#findings}}
    <p class="lead">What costs the most, where the loss lies, and what to try.</p>
    <ol class="findings">
    {{#items}}
    <li class="card"><h3><bdi>{{title}}</bdi></h3>
    <p class="value"><span>{{figure}}</span>{{#chance}} <span class="quiet">chance {{chance}}</span>{{/chance}}</p>
    <p>{{explanation}}</p>
    <ul class="cells">
    {{#cells}}
    <li><p><bdi>{{label}}</bdi> <span class="sign">{{sign}}</span></p>
    <div class="meter"><span>real</span><i class="mr" style="width:calc(({{realWidth}}% - 9rem*{{realWidth}}/100))"></i><b>{{real}}</b></div>
    <div class="meter"><span>synthetic</span><i class="ms" style="width:calc(({{syntheticWidth}}% - 9rem*{{syntheticWidth}}/100))"></i><b>{{synthetic}}</b></div></li>
    {{/cells}}
    </ul>
    <p class="advice"><b>What may help:</b> {{advice}}</p></li>
    {{/items}}
    </ol>
    {{#rest}}<p class="quiet">{{rest}}</p>{{/rest}}
    {{/findings}}
    </section>

    """#

  static let columns = #"""
    <section id="columns" aria-labelledby="columns-title">
    <h2 id="columns-title">Columns, one by one</h2>
    {{#columns}}
    <p class="lead">The real table filled, the synthetic one as a line over it{{#hasHoldout}}, the held-out one dashed{{/hasHoldout}}: where they part, the synthetic table is wrong.</p>
    {{#limited}}<p class="quiet">{{limited}}</p>{{/limited}}
    <div class="gallery">
    <div class="choices">
    <fieldset><legend>Numbers as</legend><label><input type="radio" name="view" id="view-shares" checked><span>shares</span></label><label><input type="radio" name="view" id="view-cumulative"><span>cumulative</span></label></fieldset>
    <fieldset><legend>Order</legend><label><input type="radio" name="order" id="order-worst" checked><span>least alike first</span></label><label><input type="radio" name="order" id="order-table"><span>as in the table</span></label></fieldset>
    </div>
    <div class="columns">
    {{#items}}
    <article class="card column" style="--place:{{place}}"><h3><bdi>{{name}}</bdi> <span class="kind">{{kind}}</span></h3>
    <p class="value"><span>{{figure}}</span> <span class="quiet">{{references}}</span></p>
    <div class="shares{{^cumulative}} only{{/cumulative}}">{{{shares}}}{{#rooted}}<p class="quiet">Heights are square roots, so that small bars can be seen.</p>{{/rooted}}</div>
    {{#cumulative}}<div class="cumulative">{{{cumulative}}}</div>{{/cumulative}}
    {{#remark}}<p class="quiet">{{remark}}</p>{{/remark}}
    <details><summary>Numbers <span class="hidden">of {{name}}</span></summary>
    {{#data}}{{> table}}{{/data}}
    </details></article>
    {{/items}}
    </div>
    </div>
    {{#skipped}}<p class="quiet">{{skipped}}</p>{{/skipped}}
    {{/columns}}
    </section>

    """#

  static let associations = #"""
    <section id="associations" aria-labelledby="associations-title">
    <h2 id="associations-title">Associations</h2>
    {{^associations}}<p class="absent">No associations: there is no pair of columns to compare.</p>{{/associations}}
    {{#associations}}
    <p class="lead">How strongly columns go together: Pearson’s correlation of two columns of numbers, else Cramér’s V. The first two maps should look the same, and the third empty.</p>
    {{#limited}}<p class="quiet">{{limited}}</p>{{/limited}}
    <div class="maps{{#wide}} wide{{/wide}}">
    {{#maps}}
    <figure><figcaption>{{title}}</figcaption>{{#wide}}<div class="scroll" role="region" tabindex="0" aria-label="{{title}}: heat map">{{{drawing}}}</div>{{/wide}}{{^wide}}{{{drawing}}}{{/wide}}</figure>
    {{/maps}}
    </div>
    <ul class="key" aria-label="Colours of the maps">
    <li><i class="ramp correlation"></i>−1 to 1</li>
    <li><i class="ramp difference"></i>real has more to synthetic has more</li>
    </ul>
    <p class="quiet">{{scale}}</p>
    <details><summary>The associations that differ most</summary>
    {{#data}}{{> table}}{{/data}}
    </details>
    {{/associations}}
    </section>

    """#

  static let pairs = #"""
    <section id="pairs" aria-labelledby="pairs-title">
    <h2 id="pairs-title">Pairs of columns</h2>
    {{^pairs}}<p class="absent">No pairs: there are no two columns to compare.</p>{{/pairs}}
    {{#pairs}}
    <p class="lead">{{lead}} Each map shows how the rows of a table spread over the values of both columns.</p>
    <div class="explorer">
    <fieldset class="list"><legend>Show</legend>
    {{#items}}
    <label><input type="radio" name="pair" id="pair-{{number}}"{{#chosen}} checked{{/chosen}}><span><bdi>{{name}}</bdi> <b>{{figure}}</b></span></label>
    {{/items}}
    </fieldset>
    <div class="panels">
    {{#items}}
    <article class="card panel" id="panel-{{number}}"><h3><bdi>{{firstName}}</bdi> × <bdi>{{secondName}}</bdi></h3>
    <p class="value"><span>{{figure}}</span> <span class="quiet">{{references}}</span></p>
    <div class="maps">
    <figure><figcaption>Real</figcaption>{{{realMap}}}</figure>
    <figure><figcaption>Synthetic</figcaption>{{{syntheticMap}}}</figure>
    <figure><figcaption>Difference, percentage points</figcaption>{{{differenceMap}}}</figure>
    <div><p class="figcaption">The cells that differ most</p>{{#data}}{{> table}}{{/data}}</div>
    </div>
    <p class="quiet">Rows: <bdi>{{firstName}}</bdi>. Columns: <bdi>{{secondName}}</bdi>. Cells: per cent of all rows.{{#remark}} {{remark}}{{/remark}}</p></article>
    {{/items}}
    </div>
    </div>
    {{/pairs}}
    {{#combination}}
    <h3 id="accuracy">Combination accuracy</h3>
    <p class="lead">Columns cut into ten bins: how alike the shares of single values, of pairs and of triples are, beside the most that chance lets one expect.</p>
    <div class="cards">
    {{#panels}}
    <div class="card"><h4>{{title}}</h4>{{{drawing}}}</div>
    {{/panels}}
    </div>
    {{/combination}}
    </section>

    """#
}
