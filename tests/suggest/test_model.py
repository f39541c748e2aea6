#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The program's arithmetic against the training script's, from the same words and the tables in schemas/sdg."""
import collections
import importlib.machinery
import importlib.util
import json
import math
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import harness  # noqa: E402
from harness import BUILD, SOURCE, read_text  # noqa: E402

sys.dont_write_bytecode = True
SDG = os.path.join(SOURCE, "schemas", "sdg")

TEXTS = [
    "",
    "Poverty.",
    "Cash transfers lift poor households out of extreme poverty, and poor households invest in poor soils.",
    "Worker co-operatives in the informal economy raise wages. Wages are not related to climate policy; forests are.",
    "Ocean acidification damages coral reefs (Smith et al. 2019). The climate of trust among fishers matters.",
    "Les coopératives d'habitation réduisent le mal-logement dans les villes.",
    "Women\u2019s rights, the rule of law & access to justice — “peace” in 2030.",
    "water " * 500 + "energy " * 20,
]


def load_trainer():
    loader = importlib.machinery.SourceFileLoader("train_sdg", os.path.join(SOURCE, "tools", "train-sdg"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("train_sdg", loader))
    loader.exec_module(module)
    return module


def rows(name):
    return [line.split("\t") for line in read_text(os.path.join(SDG, name)).splitlines()
            if line and not line.startswith("#")]


def words_of(texts):
    lines = "".join(json.dumps({"text": t}) + "\n" for t in texts)
    done = subprocess.run([os.path.join(BUILD, "src", "ssehub-sdg-words")], input=lines.encode(),
                          stdout=subprocess.PIPE, check=True)
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def read_model():
    bias, idf, weights = [0.0] * 17, {}, {}
    for term, number, listed in rows("model.tsv"):
        pairs = [(int(g), float(w)) for g, w in (p.split(":") for p in listed.split())]
        if term == "(bias)":
            bias = [dict(pairs).get(g, 0.0) for g in range(1, 18)]
        else:
            idf[term], weights[term] = float(number), dict(pairs)
    return bias, idf, weights


def read_scores():
    curves = {name: {"offset": {}, "threshold": {}} for name in ("model", "rules")}
    for row in rows("scores.tsv"):
        if row[1] == "goal":
            curves[row[0]]["offset"][int(row[2])] = float(row[3])
            curves[row[0]]["threshold"][int(row[2])] = float(row[4])
        else:
            curves[row[0]][row[1]] = float(row[2])
    return curves


def margins_of(said, model):
    bias, idf, weights = model
    counts = collections.Counter()
    for words in said["sentences"]:
        counts.update(words)
        counts.update(f"{a} {b}" for a, b in zip(words, words[1:]))
    values = {t: (1 + math.log(n)) * idf[t] for t, n in counts.items() if t in idf}
    norm = math.sqrt(sum(v * v for v in values.values())) or 1.0
    return [b + sum(weights[t].get(g, 0.0) * v / norm for t, v in values.items()) for g, b in enumerate(bias, 1)]


class Arithmetic(harness.Case):
    def test_margins_and_scores_are_those_of_the_training_script(self):
        model, curves = read_model(), read_scores()
        for text, said in zip(TEXTS, words_of(TEXTS)):
            with self.subTest(text[:40]):
                curve = curves["model" if said["language"] == "en" else "rules"]
                margins = margins_of(said, model) if said["language"] == "en" else [0.0] * 17
                for g in range(1, 18):
                    self.assertAlmostEqual(said["margins"][g - 1], margins[g - 1], delta=2e-6)
                    z = (curve["bias"] + curve["offset"][g] + curve["rules"] * math.log1p(said["rules"][g - 1])
                         + curve.get("model", 0.0) * margins[g - 1])
                    self.assertAlmostEqual(said["scores"][g - 1], 1 / (1 + math.exp(-z)), delta=2e-6)

    def test_texts_are_of_both_kinds(self):
        said = words_of(TEXTS)
        self.assertIn("en", [s["language"] for s in said])
        self.assertIn("fr", [s["language"] for s in said])
        self.assertTrue(any(max(s["margins"]) > 0 for s in said))


class Tables(harness.Case):
    def test_terms_are_sorted_and_written_once(self):
        terms = [row[0] for row in rows("model.tsv")][1:]
        self.assertEqual(terms, sorted(set(terms)))

    def test_all_weights_together_stay_below_a_megabyte_and_a_half(self):
        size = sum(os.path.getsize(os.path.join(SDG, name)) for name in os.listdir(SDG))
        self.assertLess(size, 1_500_000)

    def test_each_goal_has_a_curve_and_a_threshold(self):
        for curve in read_scores().values():
            self.assertEqual(sorted(curve["offset"]), list(range(1, 18)))
            self.assertTrue(all(0 < t < 1 for t in curve["threshold"].values()))

    def test_each_language_has_rules_for_each_goal(self):
        for language in ("en", "fr", "es", "pt"):
            sections = [line.strip("[]\n").split(".")[0] for line in
                        read_text(os.path.join(SDG, language + ".txt")).splitlines() if line.startswith("[")]
            for goal in range(1, 18):
                self.assertIn(str(goal), sections, language)


class Training(harness.Case):
    """The script on texts of its own: it learns what there is to learn."""

    def test_a_word_that_tells_a_goal_gets_weight_for_it(self):
        train = load_trainer()
        texts = []
        for i in range(40):
            text = train.Text("osdg", f"text {i}", {g: g == 1 + i % 2 for g in train.GOALS})
            text.terms = collections.Counter(["common", "first" if i % 2 == 0 else "second", f"rare{i // 4}"])
            text.rules, text.target_points = [float(g == 1 + i % 2) for g in train.GOALS], {}
            texts.append(text)
        vocabulary = train.Vocabulary(texts)
        vectors = [vocabulary.vector(t) for t in texts]
        model = train.Model(vectors, texts, len(vocabulary.idf), 1)
        first, second = vocabulary.number["first"], vocabulary.number["second"]
        self.assertGreater(model.weights[0].get(first, 0), 0.3)
        self.assertLess(model.weights[0].get(second, 0), -0.3)
        self.assertGreater(model.margins(vectors[0])[0], 0)
        self.assertLess(model.margins(vectors[1])[0], 0)

    def test_parts_of_a_cross_validation_share_no_text(self):
        train = load_trainer()
        texts = [train.Text("osdg", f"text {i % 15}", {}) for i in range(30)]
        parts = train.folds_of(texts, 4, 1)
        self.assertEqual(sorted(i for part in parts for i in part), list(range(30)))
        for k, part in enumerate(parts):
            others = {texts[i].text for j, other in enumerate(parts) if j != k for i in other}
            self.assertFalse({texts[i].text for i in part} & others)


if __name__ == "__main__":
    harness.main()
