extension Templates {
  static let detection = #"""
    <section id="detection" aria-labelledby="detection-title">
    <h2 id="detection-title">Detection</h2>
    {{^detection}}<p class="absent">{{detectionAbsent}}</p>{{/detection}}
    {{#detection}}
    <p class="lead">{{lead}}</p>
    <div class="cards two">
    {{#panels}}
    <div class="card"><h3>{{title}}</h3>{{{drawing}}}
    <p>{{words}}</p>
    {{#hasFeatures}}<h4>What gives it away</h4>
    <ul class="cells">
    {{#features}}
    <li class="meter wide"><span><bdi>{{column}}</bdi></span><i class="ms" style="width:calc(({{width}}% - 15rem*{{width}}/100))"></i><b>{{share}}</b></li>
    {{/features}}
    </ul>{{/hasFeatures}}</div>
    {{/panels}}
    </div>
    {{#propensity}}<p class="quiet">{{propensity}}</p>{{/propensity}}
    {{#data}}{{> table}}{{/data}}
    {{/detection}}
    </section>

    """#

  static let usefulness = #"""
    <section id="utility" aria-labelledby="utility-title">
    <h2 id="utility-title">Utility</h2>
    {{^usefulness}}<p class="absent">{{usefulnessAbsent}}</p>{{/usefulness}}
    {{#usefulness}}
    <p class="lead">{{lead}}</p>
    <div class="cards two">
    {{#drawing}}<div class="card"><h3>On the same real test rows</h3>{{{drawing}}}</div>{{/drawing}}
    <div class="card"><h3>Figures</h3>{{#data}}{{> table}}{{/data}}</div>
    </div>
    {{#note}}<p class="quiet">{{note}}</p>{{/note}}
    {{/usefulness}}
    </section>

    """#

  static let nearness = #"""
    <section id="nearness" aria-labelledby="nearness-title">
    <h2 id="nearness-title">Nearness <span class="kind">a sanity check, not proof</span></h2>
    {{^nearness}}<p class="absent">Nearness was not looked at: there is no column in which rows can be near.</p>{{/nearness}}
    {{#nearness}}
    <p class="lead">{{lead}}</p>
    {{^hasHoldout}}<p class="absent">No held-out table was given: whether a row is nearer than chance would have it cannot be said.</p>{{/hasHoldout}}
    <div class="cards two">
    <div class="card"><h3>At a glance</h3>{{{drawing}}}</div>
    <div class="card"><h3>Copies</h3>{{#data}}{{> table}}{{/data}}</div>
    </div>
    {{#distances}}<details><summary>Distances</summary>
    {{> table}}
    </details>{{/distances}}
    {{/nearness}}
    </section>

    """#

  static let surroundings = #"""
    <section id="surroundings" aria-labelledby="surroundings-title">
    <h2 id="surroundings-title">Precision and recall</h2>
    {{^surroundings}}<p class="absent">Precision and recall were not computed: there are too few rows, or no column in which rows can be near.</p>{{/surroundings}}
    {{#surroundings}}
    <p class="lead">{{lead}}</p>
    <div class="cards four">
    {{#measures}}
    <div class="card"><h3>{{name}}</h3><p class="value"><span>{{synthetic}}</span></p>
    <div class="meter"><span>synthetic</span><i class="ms" style="width:calc(({{syntheticWidth}}% - 9rem*{{syntheticWidth}}/100))"></i></div>
    {{#holdout}}<div class="meter"><span>held out</span><i class="mr" style="width:calc(({{holdoutWidth}}% - 9rem*{{holdoutWidth}}/100))"></i><b>{{holdout}}</b></div>{{/holdout}}
    <p class="quiet">{{meaning}}</p></div>
    {{/measures}}
    </div>
    {{/surroundings}}
    </section>

    """#
}
