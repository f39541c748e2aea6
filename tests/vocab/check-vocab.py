#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Check the vocabularies in schemas/vocab.

usage: check-vocab.py [FOLDER]

Prints one summary line and exits 0, or prints every problem as
"file: concept: what" and exits 1.
"""
import os
import re
import sys
import xml.etree.ElementTree as ET

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
SKOS = "{http://www.w3.org/2004/02/skos/core#}"
HUB = "{urn:ssehub:vocab:}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"

# file: (scheme notation, scheme IRI, number of concepts or None)
FILES = {
    "sdg.rdf": ("sdg", "http://metadata.un.org/sdg", 17 + 169 + 232),
    "themes.rdf": ("theme", "urn:ssehub:vocab:themes", None),
    "places.rdf": ("place", "urn:ssehub:vocab:places", None),
    "types.rdf": ("type", "urn:ssehub:vocab:types", None),
    "licences.rdf": ("licence", "urn:ssehub:vocab:licences", None),
    "languages.rdf": ("language", "urn:ssehub:vocab:languages", None),
}
LIMIT = 1500000

TEXT = {SKOS + n for n in ("prefLabel", "altLabel", "definition")}
TEXT.add(HUB + "short")
PLAIN = {SKOS + "notation"} | {HUB + n for n in (
    "code", "alias", "colour", "group", "m49", "alpha3", "alpha3b",
    "direction", "datacite", "dcmitype", "commercial", "derivatives",
    "attribution")}
LINKS = {SKOS + "inScheme", SKOS + "broader"}

THEMES = """decent-work green-economy local-development sustainable-cities
womens-empowerment food-security universal-health transformative-finance
social-innovation youth-entrepreneurship just-transition sse-statistics
access-to-finance public-policies country-monitoring concepts-history
cooperatives worker-cooperatives platform-cooperatives
agricultural-cooperatives mutual-societies associations foundations
social-enterprises self-help-groups community-organisations
solidarity-finance microfinance community-currencies fair-trade commons
care-economy housing community-energy waste-circular-economy agroecology
food-sovereignty indigenous-peoples migration-refugees disability-inclusion
education-training democratic-governance legal-frameworks public-procurement
impact-measurement culture digital-economy crisis-resilience peacebuilding
value-chains informal-economy social-protection gender-equality sse-networks
sse""".split()
TYPES = """research-paper working-paper think-piece case-study
policy-or-legislation position-paper dataset training-material
conference-paper thesis report book book-chapter other""".split()
RTL = set("ar he fa ur ps sd ug yi dv ks".split())
VALUES = {
    HUB + "group": {"issue-area", "research-area", "field"},
    HUB + "commercial": {"yes", "no"},
    HUB + "derivatives": {"yes", "no", "share-alike"},
    HUB + "attribution": {"yes", "no"},
    HUB + "direction": {"rtl"},
    HUB + "datacite": {"JournalArticle", "Preprint", "Report", "Dataset",
                       "ConferencePaper", "Dissertation", "Book",
                       "BookChapter", "Text", "InteractiveResource",
                       "Other"},
    HUB + "dcmitype": {"Text", "Dataset", "InteractiveResource"},
}
problems = []


def bad(file, concept, what):
    problems.append("%s: %s: %s" % (file, concept, what))


def short(tag):
    for space, prefix in ((SKOS, "skos:"), (HUB, "hub:"), (RDF, "rdf:")):
        if tag.startswith(space):
            return prefix + tag[len(space):]
    return tag


class Concept:
    def __init__(self, file, node):
        self.iri = node.get(RDF + "about", "")
        self.text, self.plain, self.link = {}, {}, {}
        name = self.iri or "(no rdf:about)"
        if not self.iri:
            bad(file, name, "no rdf:about")
        for e in node:
            body = e.text or ""
            if len(e):
                bad(file, name, "nested element in " + short(e.tag))
            if e.tag in TEXT:
                lang = e.get(LANG)
                if not lang or set(e.attrib) != {LANG}:
                    bad(file, name, short(e.tag) + " needs xml:lang only")
                self.text.setdefault(e.tag, []).append((lang, body))
            elif e.tag in PLAIN:
                if e.attrib:
                    bad(file, name, short(e.tag) + " has attributes")
                self.plain.setdefault(e.tag, []).append(body)
            elif e.tag in LINKS:
                if set(e.attrib) != {RDF + "resource"} or body:
                    bad(file, name, short(e.tag) + " needs rdf:resource only")
                self.link.setdefault(e.tag, []).append(
                    e.get(RDF + "resource", ""))
                continue
            else:
                bad(file, name, "unexpected element " + short(e.tag))
                continue
            if not body or body != body.strip() or "\n" in body \
                    or "  " in body:
                bad(file, name, "untidy text in " + short(e.tag))
            if e.tag in VALUES and body not in VALUES[e.tag]:
                bad(file, name, "%s is '%s'" % (short(e.tag), body))
        notations = self.plain.get(SKOS + "notation", [])
        self.notation = notations[0] if notations else ""
        if len(notations) != 1:
            bad(file, name, "%d notations" % len(notations))
        self.pref = dict(self.text.get(SKOS + "prefLabel", []))
        if len(self.pref) != len(self.text.get(SKOS + "prefLabel", [])):
            bad(file, name, "two prefLabels in one language")
        alt = self.text.get(SKOS + "altLabel", [])
        if len(set(alt)) != len(alt):
            bad(file, name, "altLabel twice")
        for lang, label in alt:
            if self.pref.get(lang) == label:
                bad(file, name, "altLabel repeats prefLabel: " + label)

    def languages(self, tag):
        return {l for l, _ in self.text.get(tag, [])}

    def one(self, name):
        v = self.plain.get(HUB + name, [])
        return v[0] if len(v) == 1 else None


def need(file, c, tag, langs):
    missing = [l for l in langs.split() if l not in c.languages(tag)]
    if missing:
        bad(file, c.notation, "no %s in %s" % (short(tag), " ".join(missing)))


def shape(file, path):
    """One element a line, two spaces before those inside a concept."""
    top = re.compile(r"<\?xml |<!-- .* -->$|</?rdf:RDF|</?skos:Concept")
    inner = re.compile(r"  <((?:skos|hub|dct):[A-Za-z0-9]+)( [^<>]*)?"
                       r"(/>|>[^<]*</\1>)$")
    with open(path, encoding="utf-8") as f:
        for n, line in enumerate(f, 1):
            line = line.rstrip("\n")
            if not (top.match(line) or inner.match(line)):
                bad(file, "line %d" % n, "not one element on the line")


def natural(number):
    return [(0, int(p), "") if p.isdigit() else (1, 0, p)
            for p in number.split(".")]


def check_sdg(file, concepts):
    goals, targets, indicators, aliases = [], [], [], []
    for c in concepts:
        n = c.notation
        parents = c.link.get(SKOS + "broader", [])
        base = "http://metadata.un.org/sdg/"
        if re.fullmatch(r"\d+", n):
            goals.append(n)
            need(file, c, SKOS + "prefLabel", "en fr es ar ru zh pt")
            need(file, c, SKOS + "definition", "en fr es ar ru zh")
            if not re.fullmatch("#[0-9A-F]{6}", c.one("colour") or ""):
                bad(file, n, "no colour")
            if c.iri != base + n or parents:
                bad(file, n, "wrong IRI or a goal with a broader concept")
        elif re.fullmatch(r"\d+\.(\d+|[a-d])", n):
            targets.append(n)
            need(file, c, SKOS + "prefLabel", "en fr es ar ru zh")
            need(file, c, HUB + "short", "en fr es")
            for lang, text in c.text.get(HUB + "short", []):
                if not 3 <= len(text.split()) <= 8:
                    bad(file, n, "short label in %s is not 3 to 8 words"
                        % lang)
            if c.iri != base + n or parents != [base + n.split(".")[0]]:
                bad(file, n, "wrong IRI or broader")
        elif re.fullmatch(r"\d+\.(\d+|[a-d])\.\d+", n):
            indicators.append(n)
            need(file, c, SKOS + "prefLabel", "en")
            also = c.plain.get(HUB + "alias", [])
            aliases += also
            if parents != [base + m.rsplit(".", 1)[0] for m in [n] + also]:
                bad(file, n, "broader does not follow its numbers")
            if c.iri != base + (c.one("code") or "?") \
                    or not re.fullmatch("C[0-9]{3}[0-9a-d][0-9]{2}",
                                        c.one("code") or ""):
                bad(file, n, "IRI and code differ")
        else:
            bad(file, n, "neither goal, target nor indicator")
    order = [c.notation for c in concepts]
    if order != sorted(order, key=natural):
        bad(file, "sdg", "not in natural order")
    if set(aliases) & set(order) or len(set(aliases)) != len(aliases):
        bad(file, "sdg", "an indicator number is used twice")
    listed = len(indicators) + len(aliases)
    for what, got, want in (("goals", len(goals), 17),
                            ("targets", len(targets), 169),
                            ("indicators", len(indicators), 232),
                            ("listed indicators", listed, 248)):
        if got != want:
            bad(file, "sdg", "%d %s, %d expected" % (got, what, want))


def check_themes(file, concepts):
    found = {c.notation for c in concepts}
    for slug in THEMES:
        if slug not in found:
            bad(file, slug, "theme is missing")
    for c in concepts:
        need(file, c, SKOS + "prefLabel", "en fr es pt")
        need(file, c, SKOS + "altLabel", "en fr es pt")
        need(file, c, SKOS + "definition", "en")
        if (c.one("group") is None) != (SKOS + "broader" in c.link):
            bad(file, c.notation, "top concepts, and only they, have a group")
        if c.iri != "urn:ssehub:vocab:themes/" + c.notation:
            bad(file, c.notation, "IRI and notation differ")


def check_places(file, concepts):
    up = {c.iri: c.link.get(SKOS + "broader", []) for c in concepts}
    for c in concepts:
        region = re.fullmatch("[0-9]{3}", c.notation)
        if not region and not re.fullmatch("[A-Z]{2}", c.notation):
            bad(file, c.notation, "neither M49 nor alpha-2")
        if c.iri != "urn:ssehub:vocab:places/" + c.notation:
            bad(file, c.notation, "IRI and notation differ")
        if not re.fullmatch("[0-9]{3}", c.one("m49") or ""):
            bad(file, c.notation, "no m49")
        if not region and not re.fullmatch("[A-Z]{3}", c.one("alpha3") or ""):
            bad(file, c.notation, "no alpha3")
        need(file, c, SKOS + "prefLabel", "en fr es ar ru zh")
        at, steps = c.iri, 0
        while up.get(at) and steps < 6:
            at, steps = up[at][0], steps + 1
        if at != "urn:ssehub:vocab:places/001" or len(up[c.iri]) > 1:
            bad(file, c.notation, "does not lead up to the world by one path")


def check_types(file, concepts):
    found = [c.notation for c in concepts]
    if sorted(found) != sorted(TYPES):
        bad(file, "type", "differ from the list: "
            + " ".join(sorted(set(found) ^ set(TYPES))))
    for c in concepts:
        need(file, c, SKOS + "prefLabel", "en fr es pt ar zh ru ko")
        if not c.one("datacite") or not c.one("dcmitype"):
            bad(file, c.notation, "no datacite or dcmitype")


def check_licences(file, concepts):
    owner = {}
    for c in concepts:
        need(file, c, SKOS + "prefLabel", "en fr es")
        need(file, c, SKOS + "definition", "en fr es")
        for name in ("commercial", "derivatives", "attribution"):
            if c.one(name) is None:
                bad(file, c.notation, "no " + name)
        kind = c.notation.split("-")
        if kind[:2] == ["CC", "BY"]:
            want = ("no" if "NC" in kind else "yes",
                    "no" if "ND" in kind else
                    "share-alike" if "SA" in kind else "yes")
            if (c.one("commercial"), c.one("derivatives")) != want:
                bad(file, c.notation, "flags do not follow its name")
        forms = {c.iri, c.notation} | {
            t for k in ("prefLabel", "altLabel")
            for _, t in c.text.get(SKOS + k, [])}
        for form in {f.lower() for f in forms}:
            if owner.setdefault(form, c.notation) != c.notation:
                bad(file, c.notation, "form '%s' also of %s"
                    % (form, owner[form]))
    found = {c.notation for c in concepts}
    for k in ("BY", "BY-SA", "BY-NC", "BY-ND", "BY-NC-SA", "BY-NC-ND"):
        for v in ("1.0", "2.0", "2.5", "3.0", "3.0-IGO", "4.0"):
            if "CC-%s-%s" % (k, v) not in found:
                bad(file, "CC-%s-%s" % (k, v), "licence is missing")
    for n in ("CC0-1.0 CC-PDM-1.0 PD-US-Gov ODbL-1.0 ODC-By-1.0 PDDL-1.0 MIT"
              " Apache-2.0 AGPL-3.0-or-later GFDL-1.3-or-later"
              " all-rights-reserved").split():
        if n not in found:
            bad(file, n, "licence is missing")


def check_languages(file, concepts):
    for c in concepts:
        need(file, c, SKOS + "prefLabel", "en")
        if not re.fullmatch("[a-z]{2}", c.notation):
            bad(file, c.notation, "not two letters")
        if not re.fullmatch("[a-z]{3}", c.one("alpha3") or ""):
            bad(file, c.notation, "no alpha3")
        if (c.one("direction") == "rtl") != (c.notation in RTL):
            bad(file, c.notation, "direction")
        if c.notation in ("en fr es pt ar zh ru ko ja de it nl sw hi id tr pl"
                          " uk fa bn").split():
            need(file, c, SKOS + "prefLabel", c.notation)


def main(argv):
    here = os.path.dirname(os.path.abspath(__file__))
    folder = argv[1] if len(argv) > 1 else os.path.join(
        here, "..", "..", "schemas", "vocab")
    counts, size, all_iris = [], 0, {}
    for file, (notation, scheme, number) in FILES.items():
        path = os.path.join(folder, file)
        try:
            size += os.path.getsize(path)
            root = ET.parse(path).getroot()
        except (OSError, ET.ParseError) as e:
            bad(file, "-", str(e))
            continue
        shape(file, path)
        concepts = []
        for n, node in enumerate(root):
            if n == 0:
                if node.tag != SKOS + "ConceptScheme":
                    bad(file, "-", "does not begin with the scheme")
                head = Concept(file, node)
                if (head.notation, head.iri) != (notation, scheme):
                    bad(file, notation, "scheme is not " + scheme)
                need(file, head, SKOS + "prefLabel", "en fr es pt")
            elif node.tag == SKOS + "Concept":
                concepts.append(Concept(file, node))
            else:
                bad(file, "-", "unexpected element " + short(node.tag))
        iris = {c.iri for c in concepts}
        seen = set()
        for c in concepts:
            if c.notation in seen:
                bad(file, c.notation, "notation used twice")
            seen.add(c.notation)
            if all_iris.setdefault(c.iri, file + c.notation) \
                    != file + c.notation:
                bad(file, c.notation, "IRI used twice")
            if c.link.get(SKOS + "inScheme") != [scheme]:
                bad(file, c.notation, "inScheme is not " + scheme)
            for b in c.link.get(SKOS + "broader", []):
                if b not in iris or b == c.iri:
                    bad(file, c.notation, "broader does not resolve: " + b)
        if number is not None and len(concepts) != number:
            bad(file, notation, "%d concepts, %d expected"
                % (len(concepts), number))
        globals()["check_" + file[:-4]](file, concepts)
        counts.append("%s %d" % (file[:-4], len(concepts)))
    if size > LIMIT:
        bad("-", "-", "%d bytes together, at most %d" % (size, LIMIT))
    if problems:
        print("\n".join(problems))
        return 1
    print("vocabularies sound: %s (%d bytes)" % (", ".join(counts), size))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
