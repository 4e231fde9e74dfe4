/// The page's style. Every colour is a variable, defined for light and for dark.
enum Style {
  static let text = #"""
    :root{--ground:#faf8f4;--panel:#ffffff;--ink:#1d1c1a;--muted:#5b5853;--line:#e3dfd7;--strong-line:#8d8981;--real:#1d5b94;--synthetic:#b34a0a;--holdout:#66625c;--positive:#1a7350;--negative:#7a3fa0;--wash:#f2eee6;
    --serif:"Iowan Old Style","Palatino Linotype",Palatino,"URW Palladio L",Georgia,"Liberation Serif",serif;--sans:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Liberation Sans",Arial,sans-serif}
    @media (prefers-color-scheme:dark){:root{--ground:#131519;--panel:#1b1e24;--ink:#ecebe7;--muted:#a8abb3;--line:#2f343d;--strong-line:#767c87;--real:#7fb8f2;--synthetic:#f3a45f;--holdout:#a3a7b0;--positive:#5fcb9d;--negative:#c99df3;--wash:#22262e}}
    *{box-sizing:border-box}
    html{scroll-behavior:smooth;scroll-padding-top:4rem;-webkit-text-size-adjust:100%}
    @media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
    body{margin:0;background:var(--ground);color:var(--ink);font:400 1rem/1.55 var(--sans);font-variant-numeric:tabular-nums;overflow-wrap:break-word}
    .wrap{width:100%;max-width:76rem;margin:0 auto;padding:0 1.5rem}
    h1,h2,h3,h4,p,ul,ol,dl,dd,figure,fieldset{margin:0;padding:0}
    ul,ol{list-style:none}
    fieldset{border:0;min-width:0}
    bdi{overflow-wrap:anywhere}
    a{color:inherit;text-decoration-color:var(--strong-line);text-underline-offset:.2em}
    a:hover{text-decoration-color:currentColor}
    :focus-visible{outline:3px solid var(--real);outline-offset:2px;border-radius:4px}
    .hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
    .skip{position:absolute;left:-99rem}
    .skip:focus{left:1rem;top:1rem;z-index:9;background:var(--panel);padding:.5rem 1rem}
    .top{padding:3.5rem 0 2rem}
    .eyebrow{color:var(--muted);font-size:.8125rem;letter-spacing:.08em;text-transform:uppercase}
    h1{font:400 clamp(1.75rem,4.6vw,3rem)/1.15 var(--serif);letter-spacing:-.015em;margin:.6rem 0 .8rem;max-width:24em;text-wrap:balance}
    h1 .file:first-of-type{color:var(--real)}
    h1 .file:last-of-type{color:var(--synthetic)}
    .rows{color:var(--muted)}
    .key{display:flex;flex-wrap:wrap;gap:.4rem 1.5rem;color:var(--muted);font-size:.875rem;margin-top:1.1rem}
    .key li{display:flex;align-items:center;gap:.5rem}
    .key svg{width:28px;height:14px;flex:none}
    .key.marks{margin-top:1.5rem}
    .key.marks svg{width:18px}
    .contents{position:sticky;top:0;z-index:2;background:var(--ground);border-bottom:1px solid var(--line)}
    .contents ul{display:flex;gap:1.4rem;overflow-x:auto;scrollbar-width:none;font-size:.875rem}
    .contents a{display:block;padding:.75rem 0;text-decoration:none;color:var(--muted);white-space:nowrap}
    .contents a:hover{color:var(--ink)}
    section{padding-top:4.5rem}
    #overview{padding-top:2rem}
    h2{font:400 clamp(1.5rem,3vw,2.125rem)/1.2 var(--serif);letter-spacing:-.01em}
    h3{font-size:1.0625rem;line-height:1.35;font-weight:600}
    h4{font-size:.875rem;font-weight:600;margin-top:1rem}
    section>h3{font:400 1.5rem/1.25 var(--serif);margin-top:3rem}
    .lead{color:var(--muted);max-width:44rem;margin-top:.6rem;text-wrap:pretty}
    .quiet,.absent{color:var(--muted);font-size:.875rem}
    section>.quiet,section>.absent{margin-top:1rem;max-width:48rem}
    .absent{border-left:3px solid var(--line);padding-left:.9rem}
    .kind{font:400 .8125rem/1 var(--sans);color:var(--muted);letter-spacing:0;white-space:nowrap}
    .hero{display:grid;grid-template-columns:minmax(0,19rem) minmax(0,1fr);gap:1rem 3.5rem;align-items:center;background:var(--panel);border:1px solid var(--line);border-radius:18px;padding:2.25rem 2.5rem}
    .hero .label{color:var(--muted);font-size:.875rem}
    .hero .score{font:400 clamp(4rem,11vw,6.75rem)/1 var(--serif);letter-spacing:-.035em;font-variant-numeric:lining-nums tabular-nums;color:var(--synthetic)}
    .hero .figure .verdict{font:italic 400 1.375rem/1.3 var(--serif);margin-top:.4rem}
    .hero .reading svg{max-width:38rem}
    .hero .reading p{max-width:36rem;margin-top:.5rem}
    .gate{font-weight:600}
    .gate::before{content:"\2713\00a0"}
    .gate.failed::before{content:"\2717\00a0"}
    .cards,.columns{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,20.5rem),1fr));gap:1.25rem;margin-top:1.25rem}
    .cards.two{grid-template-columns:repeat(auto-fit,minmax(min(100%,26rem),1fr))}
    .cards.four{grid-template-columns:repeat(auto-fill,minmax(min(100%,15rem),1fr))}
    .cards.two svg{max-width:30rem}
    .card{background:var(--panel);border:1px solid var(--line);border-radius:14px;padding:1.35rem 1.5rem 1.4rem;min-width:0}
    .card>h4:first-child{margin-top:0}
    .card h3 a{text-decoration:none}
    .card h3 a::after{content:"\00a0\2192";color:var(--muted)}
    .card>p{margin-top:.6rem;font-size:.9375rem;text-wrap:pretty}
    .card>.quiet,.shares .quiet{font-size:.8125rem}
    .card .value{display:flex;flex-wrap:wrap;align-items:baseline;gap:.1rem .8rem;margin:.1rem 0 .4rem}
    .value>span:first-child{font:400 2.125rem/1.2 var(--serif);letter-spacing:-.02em;font-variant-numeric:lining-nums tabular-nums}
    .column .value>span:first-child,.findings .value>span:first-child{font-size:1.5rem}
    .value .verdict{font:italic 400 1.0625rem/1.3 var(--serif);color:var(--muted)}
    .value .quiet{font-size:.8125rem}
    svg{display:block;width:100%;height:auto;font-family:var(--sans);font-variant-numeric:tabular-nums}
    svg text{unicode-bidi:isolate;fill:var(--muted);font-size:11px}
    svg text.own{fill:var(--synthetic);font-weight:600}
    svg text.note,svg text.own{paint-order:stroke;stroke:var(--panel);stroke-width:3px;stroke-linejoin:round}
    svg text.note{fill:var(--ink)}
    svg text.end{font-size:10px}
    svg text.name{fill:var(--ink)}
    svg text.small{font-size:9.5px}
    svg text.tiny{font-size:7px}
    svg text.cell{font-size:7.5px;fill:var(--ink)}
    svg text.large{font-size:9px}
    svg text.strong{fill:var(--panel)}
    @media (prefers-color-scheme:dark){svg text.mid{fill:var(--panel)}}
    path{fill:none}
    .axis{stroke:var(--strong-line);stroke-width:1}
    .grid{stroke:var(--line);stroke-width:1}
    .leader{stroke:var(--strong-line);stroke-width:.75}
    .tick{stroke:var(--ink);stroke-width:2.5}
    .box{fill:var(--panel);stroke:var(--muted);stroke-width:1.5}
    .interval{fill:var(--synthetic);fill-opacity:.35}
    .hollow{fill:var(--panel);stroke:var(--synthetic);stroke-width:2}
    .fr{fill:var(--real)}
    .fs{fill:var(--synthetic)}
    .fp{fill:var(--positive)}
    .fn{fill:var(--negative)}
    .ground{fill:var(--wash)}
    .area{fill:var(--real);fill-opacity:.3;stroke:var(--real);stroke-opacity:.55;stroke-width:1}
    .ls{stroke:var(--synthetic);stroke-width:1.75;stroke-linejoin:round}
    .lh{stroke:var(--holdout);stroke-width:1.25;stroke-dasharray:2.500 2.500}
    .halo{stroke:var(--real);stroke-opacity:.35;stroke-width:6;stroke-linejoin:round;stroke-linecap:round}
    .gap{stroke:var(--ink);stroke-width:1.5}
    .bar{fill:var(--real);fill-opacity:.6}
    .outline{fill:var(--synthetic);fill-opacity:.16;stroke:var(--synthetic);stroke-width:1.25}
    .findings{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,24rem),1fr));gap:1.25rem;margin-top:1.5rem;counter-reset:finding}
    .findings>li{counter-increment:finding;display:flex;flex-direction:column}
    .findings h3::before{content:counter(finding) ". ";color:var(--muted);font-weight:400}
    .cells{margin:.7rem 0;font-size:.875rem}
    .cells li+li{margin-top:.7rem}
    .cells li.wide+li.wide{margin-top:.2rem}
    .sign{color:var(--muted);font-size:.8125rem;white-space:nowrap}
    .meter{display:flex;align-items:center;gap:.6rem;font-size:.8125rem;line-height:1.5;color:var(--muted)}
    .meter>span{flex:0 0 4rem}
    .meter.wide>span{flex:0 0 10rem;color:var(--ink)}
    .meter i{flex:none;height:.55rem;min-width:2px;border-radius:0 3px 3px 0}
    .meter b{font-weight:400;white-space:nowrap;color:var(--ink)}
    .mr{background:var(--real)}
    .ms{background:var(--synthetic)}
    .findings .advice{margin-top:auto;padding-top:.8rem;border-top:1px solid var(--line)}
    .choices{display:flex;flex-wrap:wrap;gap:.75rem 2rem;margin-top:1.25rem}
    .choices fieldset{display:flex;align-items:center;flex-wrap:wrap;gap:.25rem}
    legend{float:left;padding:0;margin-right:.6rem;color:var(--muted);font-size:.875rem}
    .choices label,.list label{position:relative;display:block;cursor:pointer;font-size:.875rem}
    .choices input,.list input{position:absolute;inset:0;opacity:0;margin:0;cursor:pointer}
    .choices span{display:block;padding:.3rem .8rem;border:1px solid var(--line);border-radius:99px;background:var(--panel)}
    .choices input:checked+span{background:var(--ink);color:var(--ground);border-color:var(--ink)}
    input:focus-visible+span{outline:3px solid var(--real);outline-offset:2px}
    .cumulative{display:none}
    .gallery:has(#view-cumulative:checked) .cumulative{display:block}
    .gallery:has(#view-cumulative:checked) .shares:not(.only){display:none}
    .gallery:has(#order-table:checked) .column{order:var(--place)}
    details{margin-top:.75rem}
    section>details{border-bottom:1px solid var(--line);padding:.4rem 0;margin-top:.6rem}
    summary{cursor:pointer;color:var(--muted);font-size:.875rem;padding:.25rem 0}
    section>details>summary{font-size:1rem;color:var(--ink)}
    summary:hover{color:var(--ink)}
    .scroll{overflow-x:auto;margin-top:.5rem;max-width:100%}
    table{border-collapse:collapse;font-size:.8125rem;min-width:100%}
    caption{text-align:left;color:var(--muted);padding:.25rem 0 .4rem}
    .card caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
    th,td{padding:.35rem .75rem .35rem 0;text-align:right;font-weight:400;border-bottom:1px solid var(--line);white-space:nowrap;vertical-align:bottom}
    th:first-child{text-align:left;white-space:normal;min-width:7rem;max-width:20rem}
    thead th:first-child,.texts th,.texts td{text-align:left}
    thead th{color:var(--muted);border-bottom-color:var(--strong-line)}
    section>.scroll{margin-top:1.25rem}
    .maps{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,18rem),1fr));gap:1.25rem 1.5rem;margin-top:1.25rem}
    .maps.wide{grid-template-columns:minmax(0,1fr)}
    .maps.wide svg{min-width:44rem;max-width:60rem}
    figcaption,.figcaption{font-size:.875rem;font-weight:600;margin-bottom:.35rem}
    .ramp{display:inline-block;width:7rem;height:.8rem;border-radius:3px}
    .correlation{background:linear-gradient(90deg,var(--negative),var(--wash),var(--positive))}
    .difference{background:linear-gradient(90deg,var(--real),var(--wash),var(--synthetic))}
    .explorer{display:grid;grid-template-columns:minmax(0,15.5rem) minmax(0,1fr);gap:1.5rem;margin-top:1.25rem;align-items:start}
    .list legend{float:none}
    .list span{display:flex;justify-content:space-between;gap:.75rem;padding:.5rem .75rem;border-radius:9px;border:1px solid transparent}
    .list b{font-weight:400;color:var(--muted)}
    .list label:hover span{background:var(--wash)}
    .list input:checked+span{background:var(--panel);border-color:var(--strong-line)}
    .panel+.panel{margin-top:1.25rem}
    .notes{list-style:disc;padding-left:1.2rem;max-width:48rem;margin-top:.6rem}
    .manifest,.definitions{margin-top:1rem}
    .manifest div,.definitions div{display:grid;grid-template-columns:minmax(0,14rem) minmax(0,1fr);gap:.1rem 1.5rem;padding:.55rem 0;border-bottom:1px solid var(--line)}
    dt{font-weight:600}
    .manifest dt{font-weight:400;color:var(--muted)}
    dd{max-width:44rem}
    footer{color:var(--muted);font-size:.8125rem;padding-top:4rem;padding-bottom:4rem}
    @media (max-width:62rem){.explorer{grid-template-columns:minmax(0,1fr);gap:.75rem}.list{display:flex;overflow-x:auto;gap:.25rem;padding:3px}.list legend{float:left}.list label{flex:none}.list span{white-space:nowrap;border-color:var(--line)}}
    @media (max-width:46rem){.contents ul{-webkit-mask-image:linear-gradient(90deg,#000 calc(100% - 3rem),transparent);mask-image:linear-gradient(90deg,#000 calc(100% - 3rem),transparent);padding-right:3rem}.wrap{padding:0 1rem}.top{padding:2rem 0 1.25rem}.hero{grid-template-columns:minmax(0,1fr);padding:1.5rem 1.25rem}.card{padding:1.1rem 1.15rem}section{padding-top:3.25rem}.manifest div,.definitions div{grid-template-columns:minmax(0,1fr)}.meter.wide>span{flex-basis:7rem}}
    @media print{:root{--ground:#ffffff;--wash:#f4f4f4}.contents,.choices,.list,.skip{display:none}.card,figure,tr{break-inside:avoid}section{padding-top:2rem}.explorer{display:block}.panel{display:block!important}h2,h3{break-after:avoid}a::after{content:""!important}}

    """#

  /// Shows the panel of the pair that is chosen; where a browser cannot choose, all are shown.
  static func explorer(count: Int) -> String {
    if count == 0 { return "" }
    let shown = (0..<count).map { ".explorer:has(#pair-\($0):checked) #panel-\($0)" }.joined(separator: ",")
    return "@supports selector(:has(*)){@media not print{.panel{display:none}\(shown){display:block}}}\n"
  }
}
