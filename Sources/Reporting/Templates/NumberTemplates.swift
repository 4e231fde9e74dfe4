extension Templates {
  static let numbers = #"""
    <section id="numbers" aria-labelledby="numbers-title">
    <h2 id="numbers-title">All numbers</h2>
    {{#metrics}}
    <details><summary>Every column</summary>
    {{#columns}}{{> table}}{{/columns}}
    </details>
    {{#uncompared}}
    <details><summary>Columns that are not compared</summary>
    {{> table}}
    </details>
    {{/uncompared}}
    {{#pairs}}
    <details><summary>Pairs</summary>
    {{#pairsLimited}}<p class="quiet">{{pairsLimited}}</p>{{/pairsLimited}}
    {{> table}}
    </details>
    {{/pairs}}
    {{#accuracy}}
    <details><summary>Combination accuracy</summary>
    {{> table}}
    </details>
    {{/accuracy}}
    {{#sdmetrics}}
    <details><summary>SDMetrics’ numbers</summary>
    {{> table}}
    </details>
    {{/sdmetrics}}
    {{/metrics}}
    {{#hasNotes}}
    <h3>Notes</h3>
    <ul class="notes">
    {{#notes}}
    <li>{{.}}</li>
    {{/notes}}
    </ul>
    {{/hasNotes}}
    <h3 id="manifest">Manifest</h3>
    {{^manifest}}<p class="absent">No manifest was given with this report.</p>{{/manifest}}
    {{#manifest}}
    <dl class="manifest">
    {{#entries}}
    <div><dt>{{term}}</dt><dd><bdi>{{value}}</bdi></dd></div>
    {{/entries}}
    </dl>
    <div class="texts">{{#files}}{{> table}}{{/files}}</div>
    {{/manifest}}
    </section>

    """#

  static let definitions = #"""
    <section id="reading" aria-labelledby="reading-title">
    <h2 id="reading-title">How to read it</h2>
    <dl class="definitions">
    <div><dt>Score</dt><dd>The mean of column shapes and pair trends, from 0 to 1; of column shapes alone where there is no pair. No score means much alone: read it beside its references.</dd></div>
    <div><dt>Chance</dt><dd>What as many fresh rows of the real table’s source can be expected to score: what a perfect generator makes. Only what repeats the real rows, or takes its shares from them, does better.</dd></div>
    <div><dt>Held out</dt><dd>What real rows that the generator has not seen score. A generator that beats them by far may have copied.</dd></div>
    <div><dt>Independent</dt><dd>What a table scores whose columns are right one by one and have no relation to each other: the floor of pair trends.</dd></div>
    <div><dt>Column shape</dt><dd>Numbers and dates: one less the Kolmogorov-Smirnov distance, the largest gap of the cumulative shares of the values that are there, or one less the difference of the shares of missing values if that is lower. Levels: one less the total variation distance, the share of rows that would have to change, missing being a level.</dd></div>
    <div><dt>Pair trend</dt><dd>Two columns of numbers: one less half the difference of their correlations, or one less the total variation distance of which of the two are missing if that is lower. Else one less the total variation distance of the joint tables, numbers cut into ten bins common to both tables.</dd></div>
    <div><dt>In words</dt><dd>By what a score lacks beyond chance: nearer than chance where it lacks less than half of what chance takes, within chance to 0.002 or where its interval reaches chance, very close to 0.01, close to 0.03, visible differences to 0.08, else far off.</dd></div>
    <div><dt>Detection</dt><dd>How well a classifier tells synthetic rows from real ones, as the area under its ROC curve: the chance that it ranks a synthetic row above a real one. 0.5 is guessing.</dd></div>
    <div><dt>Utility</dt><dd>A model trained on synthetic rows, tested on real ones, beside one trained on as many real rows.</dd></div>
    <div><dt>Nearness</dt><dd>Copies of real rows, and whether synthetic rows lie nearer to rows the generator saw than to others. A sanity check: passing it proves no privacy.</dd></div>
    <div><dt>Precision, recall, density, coverage</dt><dd>Whether synthetic rows lie where real rows do, and everywhere they do, by balls around nearest neighbours.</dd></div>
    </dl>
    </section>

    """#
}
