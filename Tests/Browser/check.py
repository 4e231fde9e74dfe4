"""Opens pages of `sklar evaluate --html` in headless Chromium and checks what only a browser knows.

usage: check.py SKLAR [--screenshots FOLDER]

Wide and narrow, light and dark, with and without scripts: no message on the console, no request but for the file
itself, no horizontal scroll, names for every drawing, headings in order, contrast of every text with what lies behind
it, and controls that work by keyboard.
"""

import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

from playwright.sync_api import sync_playwright

ADULT = "data/adult_train.csv.gz"
HOSTILE_NAMES = [
    "<script>document.title='hacked'</script>",
    '"><img src=x onerror=alert(1)>',
    "a" * 3000,
    "\u202eright to left\u202c שלום",
    "quote\"'\u0301 onmouseover=alert(1) x=",
    "{{{score}}} {{> page}}",
    "number",
]
HOSTILE_LEVELS = [
    "<script>document.title='hacked'</script>",
    "</title></svg><script>document.title='hacked'</script>",
    '"\u0301 onload=alert(1) ',
    "bell\x07 escape\x1b[31m",
    "مرحبا بالعالم",
    "\U0001F468\u200d\U0001F469\u200d\U0001F467 family",
    "&lt;b&gt; &amp;",
    "x" * 1000,
]


def main():
    sklar = os.path.abspath(sys.argv[1])
    shots = sys.argv[sys.argv.index("--screenshots") + 1] if "--screenshots" in sys.argv else None
    chromium = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)
    if chromium is None:
        sys.exit("Tests/Browser: there is no chromium. Install it (apt-get install chromium).")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        pages = make_pages(sklar, pathlib.Path(folder))
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        failures = []
        for name, path in pages.items():
            for width in (1280, 375):
                for scheme in ("light", "dark"):
                    for scripts in (True, False):
                        where = f"{name} {width} {scheme} {'with' if scripts else 'without'} scripts"
                        failures += [f"{where}: {failure}" for failure in check(browser, path, width, scheme, scripts)]
                    if shots:
                        shoot(browser, path, width, scheme, f"{shots}/{name}-{width}-{scheme}.png")
        failures += [f"keyboard: {failure}" for failure in check_keyboard(browser, pages["adult"])]
        browser.close()
    for failure in failures:
        print(failure)
    if failures:
        sys.exit(1)
    print(f"browser: {len(pages)} pages, wide and narrow, light and dark, with and without scripts: fine")


def make_pages(sklar, folder):
    """A page with everything, one with as little as can be, and one of hostile names and levels."""
    run = lambda *words: subprocess.run([sklar, *words], check=True, capture_output=True, text=True)
    run("fit", ADULT, "-o", f"{folder}/model")
    run("sample", f"{folder}/model", "-n", "3000", "--seed", "7", "-o", f"{folder}/synthetic.csv")
    evaluate(sklar, ADULT, f"{folder}/synthetic.csv", folder / "adult.html", "--holdout", "data/adult_test.csv.gz",
             "--target", "income")
    (folder / "one.csv").write_text("a,b\n1,x\n")
    evaluate(sklar, f"{folder}/one.csv", f"{folder}/one.csv", folder / "one.html")
    write_hostile(folder / "real.csv", 1)
    write_hostile(folder / "other.csv", 2)
    evaluate(sklar, f"{folder}/real.csv", f"{folder}/other.csv", folder / "hostile.html")
    return {name: folder / f"{name}.html" for name in ("adult", "one", "hostile")}


def evaluate(sklar, real, synthetic, page, *options):
    done = subprocess.run([sklar, "evaluate", real, synthetic, "--html", str(page), *options], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"sklar evaluate failed: {done.stderr}")


def write_hostile(path, seed):
    import csv

    draw = random.Random(seed)
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HOSTILE_NAMES)
        for _ in range(400):
            row = [draw.choice(HOSTILE_LEVELS[: 3 + k]) for k in range(len(HOSTILE_NAMES) - 1)]
            writer.writerow(row + [f"{draw.gauss(0, 1):.3f}"])


def check(browser, path, width, scheme, scripts):
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=scripts)
    page = context.new_page()
    problems, requests = [], []
    page.on("console", lambda message: problems.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: problems.append(f"error: {error}"))
    page.on("dialog", lambda dialog: (problems.append("a dialog opened"), dialog.dismiss()))
    page.on("request", lambda request: requests.append(request.url))
    address = path.as_uri()
    page.goto(address)
    try:
        if scripts:
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            problems += page.evaluate(CHECKS, width)
        elif page.title() == "hacked" or "Sklar" not in page.title():
            problems.append(f"title: {page.title()[:80]}")
        page.wait_for_timeout(50)
    finally:
        context.close()
    problems += [f"request: {url[:120]}" for url in requests if url != address and not url.startswith("data:")]
    return problems


def shoot(browser, path, width, scheme, name):
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    page.goto(path.as_uri())
    page.screenshot(path=name, full_page=True)
    context.close()


def check_keyboard(browser, path):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(path.as_uri())
    problems = []
    page.focus("#pair-0")
    page.keyboard.press("ArrowDown")
    if not page.is_visible("#panel-1") or page.is_visible("#panel-0"):
        problems.append("an arrow key does not choose the next pair")
    page.focus("#view-shares")
    page.keyboard.press("ArrowRight")
    if page.locator(".cumulative").first.is_hidden() or page.locator(".shares:not(.only)").first.is_visible():
        problems.append("an arrow key does not choose cumulative shares")
    page.focus(".column details summary")
    page.keyboard.press("Enter")
    if not page.locator(".column details").first.get_attribute("open") == "":
        problems.append("the numbers of a column do not open")
    page.close()
    return problems


CHECKS = r"""
(width) => {
  const problems = [];
  const fail = (text) => { if (problems.length < 12) problems.push(text); };
  const root = document.documentElement;
  if (root.scrollWidth > width) {
    const wide = [...document.querySelectorAll('body *')].find(e => e.getBoundingClientRect().right > width + 0.5
      && !e.closest('.scroll, .contents ul, .list, svg, .hidden, .skip'));
    fail(`scrolls to ${root.scrollWidth} of ${width}: ${wide ? wide.outerHTML.slice(0, 120) : '?'}`);
  }
  if (document.title === 'hacked' || !document.title.includes('Sklar')) fail('title: ' + document.title.slice(0, 80));
  if (root.lang !== 'en') fail('no language');
  if (document.querySelectorAll('script, iframe, object, embed, img, link[rel=stylesheet]').length) fail('a foreign element');
  for (const element of document.querySelectorAll('*'))
    for (const attribute of element.attributes) {
      if (attribute.name.startsWith('on')) fail('handler: ' + element.outerHTML.slice(0, 80));
      if ((attribute.name === 'href' || attribute.name === 'src') && !/^(#|data:)/.test(attribute.value)) fail('link: ' + attribute.value);
    }
  for (const link of document.querySelectorAll('a[href^="#"]'))
    if (!document.getElementById(link.getAttribute('href').slice(1))) fail('leads nowhere: ' + link.getAttribute('href'));
  const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
  if (new Set(ids).size !== ids.length) fail('an id occurs twice');
  for (const svg of document.querySelectorAll('svg')) {
    if (svg.getAttribute('aria-hidden') === 'true') continue;
    if (svg.getAttribute('role') !== 'img' || !svg.getAttribute('aria-label') || !svg.querySelector('title')) fail('a drawing without name');
  }
  let level = 0;
  for (const heading of document.querySelectorAll('h1, h2, h3, h4, h5, h6')) {
    const next = Number(heading.tagName[1]);
    if (next > level + 1) fail(`heading ${heading.textContent.slice(0, 40)} skips from ${level} to ${next}`);
    level = next;
  }
  if (document.querySelectorAll('h1').length !== 1) fail('not one h1');
  for (const region of document.querySelectorAll('.scroll'))
    if (region.tabIndex !== 0 || !region.getAttribute('aria-label')) fail('a scrolling box that keys do not reach');
  for (const input of document.querySelectorAll('input')) if (!input.labels.length) fail('an input without label');
  for (const th of document.querySelectorAll('th')) if (!th.scope) fail('a heading cell without scope');

  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminance = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map(v => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const contrast = (a, b) => {
    const [x, y] = [luminance(rgba(a)), luminance(rgba(b))];
    return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
  };
  // What the style's variables promise, of texts (4.5) and of marks (3) on every ground.
  const style = getComputedStyle(root);
  const colour = (name) => style.getPropertyValue('--' + name).trim();
  for (const ground of ['ground', 'panel', 'wash']) {
    for (const text of ['ink', 'muted', 'real', 'synthetic'])
      if (contrast(colour(text), colour(ground)) < 4.5) fail(`${text} on ${ground}: ${contrast(colour(text), colour(ground)).toFixed(2)}`);
    for (const mark of ['holdout', 'positive', 'negative', 'strong-line'])
      if (contrast(colour(mark), colour(ground)) < 3) fail(`${mark} on ${ground}: ${contrast(colour(mark), colour(ground)).toFixed(2)}`);
  }
  // And what each text has in fact, of those outside drawings.
  const behind = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const ground = getComputedStyle(e).backgroundColor;
      if (rgba(ground)[3] === 255) return ground;
    }
    return '#ffffff';
  };
  for (const element of document.querySelectorAll('p, h1, h2, h3, h4, li, dt, dd, a, summary, th, td, caption, span, b, bdi, legend, figcaption')) {
    if (![...element.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())) continue;
    const ratio = contrast(getComputedStyle(element).color, behind(element));
    if (ratio < 4.5) fail(`contrast ${ratio.toFixed(2)}: ${element.outerHTML.slice(0, 80)}`);
  }
  return problems;
}
"""

if __name__ == "__main__":
    main()
