#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The advisory review as the people of a hub live through it, from the command line to the public page."""
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import harness  # noqa: E402
from harness import AMINA, AUTHOR, BRUNO, CHIARA, EDITOR  # noqa: E402

PAPER = """---
title: {title}
creators: [{{name: Signe Halvorsdal}}]
year: 2021
language: en
licence: CC-BY-4.0
type: working-paper
summary: In a nutshell.
sdgs: ["7", "7.2", "13"]
---

{text}
"""
ENTRY = """---
title: {title}
language: en
part: actors
authors: [{{name: Salome Brightwater}}]
summary: {summary}
sdgs: ["8"]
---

{text}
"""


class Review(harness.Case):
    def setUp(self):
        super().setUp()
        self.hub_now = self.people_hub()
        self.addCleanup(self.check_at_the_end)

    def check_at_the_end(self):
        """After each story the hub is sound, and rebuilt it says the same."""
        hub = self.hub_now
        self.assert_sound(hub)
        before = hub.find("--sort", "newest")
        hub("rebuild")
        after = hub.find("--sort", "newest")
        self.assertEqual([h["id"] for h in after["hits"]], [h["id"] for h in before["hits"]])
        self.assertEqual(after["facets"], before["facets"])
        self.assert_sound(hub)

    def submit(self, title="Who owns the wind?", text="A turbine that the village owns makes less noise.",
               who=AUTHOR, name="paper.md"):
        path = self.write(name, PAPER.format(title=title, text=text))
        return self.hub_now.ingest(path, "--as", who)[0]["id"]

    def resubmit(self, work, title, text, who=AUTHOR, status=0):
        path = self.write("next.md", PAPER.format(title=title, text=text))
        return self.hub_now.ingest(path, "--version-of", work, "--as", who, status=status)

    def put(self, slug="commons", title="Commons", summary="Shared and governed.", text="A pasture.", who=AUTHOR,
            status=0):
        path = self.write(f"{slug}.md", ENTRY.format(title=title, summary=summary, text=text))
        return self.hub_now("entry", "put", path, "--as", who, "--json", status=status)

    def refuse(self, *arguments, actor, words=None):
        """The move is answered with no, for that reason, and nothing has changed."""
        before = self.hub_now.history(arguments[1])
        answer = self.hub_now.review(*arguments, actor=actor, status=(0, 1, 2, 3))
        self.assertEqual(answer.status, 1, str(answer))
        self.assertNotEqual(answer.err, "")
        if words:
            self.assertIn(words, answer.err)
        self.assertEqual(self.hub_now.history(arguments[1]), before)

    def move(self, *arguments, actor, state):
        self.hub_now.review(*arguments, actor=actor)
        self.assertEqual(self.hub_now.show(arguments[1])["state"], state)

    def published(self, **more):
        work = self.submit(**more)
        self.hub_now.accept(work, [AMINA, BRUNO], EDITOR)
        self.hub_now.review("publish", work, actor=EDITOR)
        return work


class ThePaper(Review):
    def test_from_submission_to_the_public_page(self):
        hub, work = self.hub_now, self.submit()
        self.assertEqual(hub.show(work)["state"], "submitted")
        daemon = self.daemon(hub)
        self.assertEqual(daemon.get(f"/works/{work}").status, 404)
        self.move("assign", work, AMINA, actor=EDITOR, state="under-review")
        self.move("assign", work, BRUNO, actor=EDITOR, state="under-review")
        self.move("declare", work, "none", actor=AMINA, state="under-review")
        self.move("declare", work, "none", actor=BRUNO, state="under-review")
        self.move("approve", work, actor=AMINA, state="under-review")
        self.assertEqual(daemon.get(f"/works/{work}").status, 404)
        self.move("approve", work, actor=BRUNO, state="accepted")
        self.assertEqual(daemon.get(f"/works/{work}").status, 404)
        self.assertEqual(hub.find()["total"], 0)
        self.move("publish", work, actor=EDITOR, state="published")
        # The command brings the index up before it answers: nothing to wait for.
        self.assertEqual(daemon.get(f"/works/{work}").status, 200)
        self.assertEqual(daemon.api(q="turbine")["total"], 1)
        self.assertEqual(hub.find("turbine")["total"], 1)

    def test_nobody_votes_before_declaring(self):
        work = self.submit()
        self.hub_now.review("assign", work, AMINA, actor=EDITOR)
        for vote in (["approve", work], ["reject", work, "--note", "No."], ["request-changes", work, "--note", "More."]):
            self.refuse(*vote, actor=AMINA, words="conflict")

    def test_nobody_votes_unasked(self):
        work = self.submit()
        self.hub_now.ask(work, [AMINA], EDITOR)
        for who in (BRUNO, EDITOR, AUTHOR, harness.LOCAL):
            self.refuse("approve", work, actor=who)
            self.refuse("declare", work, "none", actor=who)

    def test_who_has_a_conflict_stays_out(self):
        work = self.submit()
        self.hub_now.review("assign", work, AMINA, actor=EDITOR)
        self.hub_now.review("declare", work, "declared", "--note", "We share a grant.", actor=AMINA)
        for vote in (["approve", work], ["reject", work, "--note", "No."]):
            self.refuse(*vote, actor=AMINA, words="conflict")
        shown = self.hub_now.show(work)["review"]
        self.assertEqual([(r["adviser"], r["conflict"], r["note"]) for r in shown],
                         [(AMINA, "declared", "We share a grant.")])

    def test_who_is_unsure_cannot_vote_until_asked_again(self):
        work = self.submit()
        self.hub_now.review("assign", work, AMINA, actor=EDITOR)
        self.hub_now.review("declare", work, "unsure", "--note", "Ten years ago.", actor=AMINA)
        self.refuse("approve", work, actor=AMINA)
        self.hub_now.review("assign", work, AMINA, actor=EDITOR)
        self.hub_now.review("declare", work, "none", actor=AMINA)
        self.hub_now.review("approve", work, actor=AMINA)

    def test_a_declaration_stands_once_it_carried_a_vote(self):
        work = self.submit()
        self.hub_now.ask(work, [AMINA, BRUNO], EDITOR)
        self.hub_now.review("approve", work, actor=AMINA)
        self.refuse("declare", work, "declared", actor=AMINA, words="voted")

    def test_one_approval_is_no_quorum_of_two_and_one_rejection_rejects_nothing(self):
        work = self.submit()
        self.hub_now.ask(work, [AMINA, BRUNO, CHIARA], EDITOR)
        self.move("reject", work, "--note", "Thin.", actor=AMINA, state="under-review")
        self.move("approve", work, actor=BRUNO, state="under-review")
        self.refuse("publish", work, actor=EDITOR)
        self.move("approve", work, actor=CHIARA, state="accepted")

    def test_a_larger_quorum_asks_for_more(self):
        self.hub_now("config", "quorum", "3")
        work = self.submit()
        self.hub_now.ask(work, [AMINA, BRUNO, CHIARA], EDITOR)
        self.move("approve", work, actor=AMINA, state="under-review")
        self.move("approve", work, actor=BRUNO, state="under-review")
        self.move("approve", work, actor=CHIARA, state="accepted")

    def test_a_vote_can_be_changed_while_it_is_open_and_both_are_in_the_trail(self):
        work = self.submit()
        self.hub_now.ask(work, [AMINA, BRUNO], EDITOR)
        self.move("reject", work, "--note", "Misread.", actor=AMINA, state="under-review")
        self.move("approve", work, actor=AMINA, state="under-review")
        self.move("approve", work, actor=BRUNO, state="accepted")
        actions = [(e["action"], e["actor"]) for e in self.hub_now.history(work)["events"]]
        self.assertIn(("reject", AMINA), actions)
        self.assertIn(("approve", AMINA), actions)

    def test_rejection_needs_reasons_and_is_the_end(self):
        work = self.submit()
        self.hub_now.ask(work, [AMINA, BRUNO], EDITOR)
        self.refuse("reject", work, actor=AMINA, words="reason")
        self.refuse("reject", work, "--note", "   ", actor=AMINA, words="reason")
        self.move("reject", work, "--note", "No source.", actor=AMINA, state="under-review")
        self.move("reject", work, "--note", "Out of scope.", actor=BRUNO, state="rejected")
        for move in (["publish", work], ["assign", work, CHIARA], ["approve", work], ["withdraw", work, "--note", "x"]):
            self.refuse(*move, actor=EDITOR)
        line = self.resubmit(work, "Again", "Other words.", status=1)[0]
        self.assertEqual(line["outcome"], "refused")
        self.assertEqual(self.hub_now.find()["total"], 0)

    def test_nobody_decides_on_a_work_of_their_own(self):
        self.hub_now("user", "role", AUTHOR, "administrator")
        work = self.submit()
        self.refuse("assign", work, AUTHOR, actor=EDITOR, words="own")
        self.refuse("reject", work, "--note", "No.", actor=AUTHOR, words="own")
        self.hub_now.accept(work, [AMINA, BRUNO], EDITOR)
        self.refuse("publish", work, actor=AUTHOR, words="own")
        self.hub_now.review("publish", work, actor=EDITOR)

    def test_an_adviser_who_submits_a_later_version_is_no_judge_of_it(self):
        self.hub_now("user", "role", CHIARA, "editor")
        work = self.submit()
        self.hub_now.ask(work, [AMINA, BRUNO], EDITOR)
        self.hub_now.review("request-changes", work, "--note", "More.", actor=AMINA)
        self.resubmit(work, "Who owns the wind, again?", "Better words.", who=CHIARA)
        self.refuse("assign", work, CHIARA, actor=EDITOR, words="own")

    def test_only_editors_assign_publish_and_withdraw(self):
        work = self.submit()
        for who in (AUTHOR, AMINA):
            self.refuse("assign", work, AMINA, actor=who, words="editor")
        self.hub_now.accept(work, [AMINA, BRUNO], EDITOR)
        for who in (AUTHOR, AMINA, BRUNO):
            self.refuse("publish", work, actor=who, words="editor")
        self.hub_now.review("publish", work, actor=EDITOR)
        for who in (AUTHOR, AMINA):
            self.refuse("withdraw", work, "--note", "Mine.", actor=who)

    def test_only_advisers_are_asked_and_once(self):
        work = self.submit()
        self.hub_now("user", "add", "reader@example.org")
        self.refuse("assign", work, "reader@example.org", actor=EDITOR)
        self.refuse("assign", work, "unknown@example.org", actor=EDITOR, words="unknown@example.org")
        self.hub_now.review("assign", work, AMINA, actor=EDITOR)
        self.refuse("assign", work, AMINA, actor=EDITOR)

    def test_nothing_is_published_that_was_not_accepted(self):
        work = self.submit()
        self.refuse("publish", work, actor=EDITOR)
        self.hub_now.ask(work, [AMINA, BRUNO], EDITOR)
        self.refuse("publish", work, actor=EDITOR)
        self.hub_now.review("approve", work, actor=AMINA)
        self.refuse("publish", work, actor=EDITOR)

    def test_unknown_people_do_nothing(self):
        work = self.submit()
        self.refuse("assign", work, AMINA, actor="who@example.org", words="who@example.org")


class Versions(Review):
    def test_requested_changes_are_answered_by_a_version_that_is_judged_afresh(self):
        hub, work = self.hub_now, self.submit(text="A turbine without numbers.")
        hub.ask(work, [AMINA, BRUNO], EDITOR)
        # Two approvals cannot come together any more: the second vote is not waited for.
        self.move("request-changes", work, "--note", "Numbers, please.", actor=AMINA, state="changes-requested")
        line = self.resubmit(work, "Who owns the wind?", "A turbine with 42 numbers.")[0]
        self.assertEqual((line["outcome"], line["id"]), ("added", work))
        shown = hub.show(work)
        self.assertEqual((shown["state"], shown["version"], shown["review"]), ("submitted", 2, []))
        self.refuse("approve", work, actor=AMINA)
        hub.accept(work, [AMINA, BRUNO], EDITOR)
        hub.review("publish", work, actor=EDITOR)
        states = [(v["version"], v["state"]) for v in hub.history(work)["versions"]]
        self.assertEqual(states, [(1, "changes-requested"), (2, "published")])
        self.assertEqual(hub.find("turbine 42")["total"], 1)
        self.assertEqual([e["action"] for e in hub.history(work)["events"]].count("resubmit"), 1)

    def test_a_published_version_stays_until_the_next_takes_its_place_at_the_same_address(self):
        work = self.published(text="The first wind.")
        hub, daemon = self.hub_now, self.daemon(self.hub_now)
        self.resubmit(work, "Who owns the storm?", "The second wind, a gale.")
        for _ in range(2):
            page = daemon.get(f"/works/{work}")
            self.assertEqual(page.status, 200)
            self.assertIn("Who owns the wind?", page.text)
            self.assertNotIn("storm", page.text)
            self.assertEqual(daemon.api(q="gale")["total"], 0)
            self.assertEqual(daemon.api()["total"], 1)
            if hub.show(work)["state"] == "submitted":
                hub.accept(work, [AMINA, CHIARA], EDITOR)
        hub.review("publish", work, actor=EDITOR)
        page = daemon.get(f"/works/{work}")
        self.assertIn("Who owns the storm?", page.text)
        self.assertNotIn("Who owns the wind?", page.text)
        self.assertEqual(daemon.get(f"/api/v1/works/{work}").json["version"], 2)
        self.assertEqual(daemon.api(q='"first wind"')["hits"], [])
        self.assertEqual(daemon.api(q="gale")["total"], 1)
        self.assertEqual(daemon.api()["total"], 1)
        states = [v["state"] for v in hub.history(work)["versions"]]
        self.assertEqual(states, ["superseded", "published"])

    def test_a_revision_that_is_rejected_leaves_the_published_version_alone(self):
        work = self.published(text="The first wind.")
        self.resubmit(work, "Who owns the storm?", "The second wind.")
        self.hub_now.review("reject", work, "--note", "Worse than before.", actor=EDITOR)
        self.assertEqual(self.hub_now.find()["hits"][0]["title"], "Who owns the wind?")
        daemon = self.daemon(self.hub_now)
        self.assertIn("Who owns the wind?", daemon.get(f"/works/{work}").text)

    def test_a_version_comes_from_its_submitter_or_an_editor_and_one_at_a_time(self):
        work = self.submit()
        self.assertEqual(self.resubmit(work, "Too early", "Words.", status=1)[0]["outcome"], "refused")
        self.hub_now.review("request-changes", work, "--note", "More.", actor=EDITOR)
        self.assertEqual(self.resubmit(work, "Not yours", "Words.", who=AMINA, status=1)[0]["outcome"], "refused")
        self.resubmit(work, "Yours", "Words.")
        self.assertEqual(self.resubmit(work, "Twice", "More words.", status=1)[0]["outcome"], "refused")
        self.assertEqual(self.hub_now.show(work)["version"], 2)

    def test_a_version_is_one_work(self):
        work = self.published()
        self.write("two/a.md", PAPER.format(title="A", text="a"))
        self.write("two/b.md", PAPER.format(title="B", text="b"))
        self.hub_now("ingest", self.path("two"), "--version-of", work, "--as", AUTHOR, status=1)
        self.assertEqual(len(self.hub_now.history(work)["versions"]), 1)


class Withdrawal(Review):
    def test_a_tombstone_says_why_when_and_what_to_read_instead(self):
        work = self.published(text="A turbine of old.")
        other = self.published(title="Who owns the sun?", text="A panel on the roof.", name="sun.md")
        hub, daemon = self.hub_now, self.daemon(self.hub_now)
        self.refuse("withdraw", work, actor=EDITOR, words="reason")
        self.move("withdraw", work, "--note", "The data were wrong.", "--replaced-by", other, actor=EDITOR,
                  state="withdrawn")
        page = daemon.get(f"/works/{work}")
        self.assertEqual(page.status, 410)
        self.assertIn("The data were wrong.", page.text)
        self.assertIn(f"/works/{other}", page.text)
        shown = hub.show(work)["tombstone"]
        self.assertEqual((shown["reason"], shown["replaced_by"]), ("The data were wrong.", other))
        self.assertRegex(page.text, re.escape(shown["at"][:10]) + "|" + str(int(shown["at"][8:10])) + r" \w+ "
                         + shown["at"][:4])
        self.assertNotIn("Who owns the wind?", page.text)
        api = daemon.get(f"/api/v1/works/{work}")
        self.assertEqual((api.status, api.json["error"]["message"], api.json["error"]["replaced_by"]),
                         (410, "The data were wrong.", other))
        self.assertEqual(daemon.api()["total"], 1)
        self.assertEqual(daemon.api(q="turbine")["total"], 0)

    def test_a_replacement_must_be_a_work_and_another_one(self):
        work = self.published()
        for other in ("nothing", work):
            self.refuse("withdraw", work, "--note", "Gone.", "--replaced-by", other, actor=EDITOR)

    def test_a_replacement_that_is_not_public_is_not_named_in_public(self):
        work = self.published()
        hidden = self.submit(title="Not yet public", text="Hidden words.", name="hidden.md")
        answer = self.hub_now.review("withdraw", work, "--note", "Gone.", "--replaced-by", hidden, actor=EDITOR,
                                     status=(0, 1))
        daemon = self.daemon(self.hub_now)
        page = daemon.get(f"/works/{work}")
        self.assertEqual(page.status, 410 if answer.status == 0 else 200)
        self.assertNotIn("Not yet public", page.text)

    def test_withdrawn_is_withdrawn(self):
        work = self.published()
        self.hub_now.review("withdraw", work, "--note", "Gone.", actor=EDITOR)
        for move in (["publish", work], ["withdraw", work, "--note", "Again."], ["assign", work, CHIARA]):
            self.refuse(*move, actor=EDITOR)
        self.resubmit(work, "Back again", "Words.", status=(1, 3))
        self.assertEqual(self.hub_now.find()["total"], 0)
        self.assertEqual(self.daemon(self.hub_now).get(f"/works/{work}").status, 410)

    def test_a_submitter_takes_back_what_is_not_decided_and_nobody_else_does(self):
        work = self.submit()
        self.refuse("withdraw", work, "--note", "Not mine.", actor=AMINA)
        self.move("withdraw", work, "--note", "Too early.", actor=AUTHOR, state="withdrawn")
        self.assertEqual(self.daemon(self.hub_now).get(f"/works/{work}").status, 404, "it never was public")


class Entries(Review):
    def test_an_entry_goes_the_same_way_and_its_revisions_are_kept(self):
        hub, daemon = self.hub_now, self.daemon(self.hub_now)
        first = self.put(text="A pasture that is shared.").json
        self.assertEqual((first["slug"], first["version"], first["state"]), ("commons", 1, "submitted"))
        self.assertEqual(daemon.get("/encyclopedia/commons").status, 404)
        self.assertEqual(daemon.api()["total"], 0)
        hub.accept("commons", [AMINA, BRUNO], EDITOR)
        hub.review("publish", "commons", actor=EDITOR)
        self.assertIn("pasture", daemon.get("/encyclopedia/commons").text)
        self.assertEqual(self.put(text="A fishing ground.").json["version"], 2)
        self.assertIn("pasture", daemon.get("/encyclopedia/commons").text)
        hub.accept("commons", [AMINA, BRUNO], EDITOR)
        hub.review("publish", "commons", actor=EDITOR)
        page = daemon.get("/encyclopedia/commons").text
        self.assertIn("fishing ground", page)
        self.assertNotIn("pasture", page)
        self.assertEqual(daemon.api(q="pasture")["total"], 0)
        history = hub.json("entry", "history", "commons")
        self.assertEqual([(v["version"], v["state"]) for v in history["versions"]],
                         [(1, "superseded"), (2, "published")])

    def test_the_same_file_again_changes_nothing(self):
        self.put()
        self.put(status=1)
        self.assertEqual(self.hub_now.show("commons")["version"], 1)

    def test_an_entry_of_ones_own_is_not_approved_by_oneself(self):
        self.hub_now("user", "role", CHIARA, "administrator")
        self.put(who=CHIARA)
        self.refuse("assign", "commons", CHIARA, actor=EDITOR)
        self.hub_now.accept("commons", [AMINA, BRUNO], EDITOR)
        self.refuse("publish", "commons", actor=CHIARA, words="own")

    def test_an_entry_is_withdrawn_with_a_tombstone(self):
        self.put()
        self.hub_now.accept("commons", [AMINA, BRUNO], EDITOR)
        self.hub_now.review("publish", "commons", actor=EDITOR)
        self.hub_now.review("withdraw", "commons", "--note", "Written anew elsewhere.", actor=EDITOR)
        daemon = self.daemon(self.hub_now)
        page = daemon.get("/encyclopedia/commons")
        self.assertEqual(page.status, 410)
        self.assertIn("Written anew elsewhere.", page.text)

    def test_an_entry_with_faults_is_refused_with_a_reason(self):
        for name, text in (("no-front.md", "Only words."), ("bad slug.md", "---\nslug: Bad Slug\n---\nx"),
                           ("part.md", ENTRY.format(title="T", summary="S", text="x").replace("actors", "dragons")),
                           ("key.md", ENTRY.format(title="T", summary="S", text="x").replace("part:", "parts:")),
                           ("work.md", ENTRY.format(title="T", summary="S", text="x").replace(
                               'sdgs: ["8"]', 'works: ["local:nowhere"]'))):
            with self.subTest(name):
                answer = self.hub_now("entry", "put", self.write(name, text), status=(0, 1, 2, 3))
                self.assertEqual(answer.status, 1, str(answer))
                self.assertNotEqual(answer.err, "")
        self.assertEqual(self.hub_now.list(), [])

    def test_entry_and_paper_link_both_ways_once_both_are_public(self):
        hub, work = self.hub_now, self.submit()
        daemon = self.daemon(hub)
        path = self.write("wind.md", ENTRY.format(
            title="Wind", summary="Moving air.", text=f"See [a study](work:{work}) and [commons](entry:commons).")
            .replace('sdgs: ["8"]', f'works: ["{work}"]\nsee-also: [commons]'))
        hub("entry", "put", path, "--as", AUTHOR)
        hub.accept("wind", [AMINA, BRUNO], EDITOR)
        hub.review("publish", "wind", actor=EDITOR)
        page = daemon.get("/encyclopedia/wind").text
        self.assertIn("a study", page)
        self.assertNotIn(work, page, "a paper that is not public is not named")
        self.assertNotIn("/encyclopedia/commons", page)
        hub.accept(work, [AMINA, BRUNO], EDITOR)
        hub.review("publish", work, actor=EDITOR)
        self.assertIn(f'href="/works/{work}"', daemon.get("/encyclopedia/wind").text)
        self.assertIn("/encyclopedia/wind", daemon.get(f"/works/{work}").text)
        hub.review("withdraw", work, "--note", "Gone.", actor=EDITOR)
        self.assertNotIn(f'href="/works/{work}"', daemon.get("/encyclopedia/wind").text)


class Trail(Review):
    def test_review_show_has_every_step_with_who_and_why(self):
        work = self.submit()
        self.hub_now.review("assign", work, AMINA, actor=EDITOR)
        self.hub_now.review("declare", work, "none", actor=AMINA)
        self.hub_now.review("request-changes", work, "--note", "Count the turbines.", actor=AMINA)
        self.hub_now.review("assign", work, BRUNO, actor=EDITOR)
        events = self.hub_now.history(work)["events"]
        self.assertEqual([(e["action"], e["actor"]) for e in events],
                         [("submit", AUTHOR), ("assign", EDITOR), ("declare", AMINA), ("request-changes", AMINA),
                          ("assign", EDITOR)])
        self.assertIn("Count the turbines.", str(events[3]["detail"]))
        self.assertIn(AMINA, str(events[1]["detail"]))
        self.assertEqual([e["seq"] for e in events], sorted(e["seq"] for e in events))
        self.assertTrue(all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", e["at"]) for e in events))
        plain = self.hub_now("review", "show", work).out
        for word in ("assign", AMINA, "Count the turbines."):
            self.assertIn(word, plain)

    def test_the_queue_tells_each_what_waits(self):
        hub, work = self.hub_now, self.submit()
        waits = lambda who=None: [(q["id"], q["waits_for"]) for q in hub.json(  # noqa: E731
            "review", "queue", *(["--as", who] if who else []))]
        self.assertEqual([w for w, _ in waits()], [work])
        self.assertEqual([w for w, _ in waits(EDITOR)], [work])
        self.assertEqual(waits(AMINA), [])
        hub.review("assign", work, AMINA, actor=EDITOR)
        self.assertEqual([w for w, _ in waits(AMINA)], [work])
        self.assertEqual(waits(BRUNO), [])
        self.assertIn(work, hub("review", "queue").out)
        hub.ask(work, [BRUNO], EDITOR)
        hub.review("declare", work, "none", actor=AMINA)
        for who in (AMINA, BRUNO):
            hub.review("approve", work, actor=who)
        self.assertEqual([w for w, _ in waits(EDITOR)], [work])
        hub.review("publish", work, actor=EDITOR)
        self.assertEqual(waits(), [])
        self.assertEqual(hub("review", "queue").out, "Nothing waits.\n")


class Goals(Review):
    def status_of(self, work):
        return {s["notation"]: s["status"] for s in self.hub_now.show(work)["sdgs"]}

    def test_advisers_confirm_and_reject_goals_and_only_confirmed_ones_are_public(self):
        work = self.submit()
        hub, daemon = self.hub_now, self.daemon(self.hub_now)
        hub.ask(work, [AMINA, BRUNO], EDITOR)
        hub.review("approve", work, "--confirm-sdg", "7", "--reject-sdg", "13", actor=AMINA)
        hub.review("approve", work, actor=BRUNO)
        hub.review("publish", work, actor=EDITOR)
        status = self.status_of(work)
        self.assertEqual((status["7"], status["7.2"], status["13"]), ("confirmed", "confirmed", "rejected"))
        public = {s["notation"] for s in daemon.get(f"/api/v1/works/{work}").json["sdgs"]}
        self.assertEqual(public, {"7", "7.2"})
        self.assertEqual(daemon.api("sdg=13")["total"], 0)
        self.assertEqual(daemon.api("sdg=7")["total"], 1)
        self.assertNotIn("/works/" + work, daemon.get("/sdg/13").text)
        self.assertIn("/works/" + work, daemon.get("/sdg/7").text)

    def test_a_verdict_on_no_goal_is_refused(self):
        work = self.submit()
        self.hub_now.ask(work, [AMINA], EDITOR)
        self.refuse("approve", work, "--confirm-sdg", "99", actor=AMINA)


if __name__ == "__main__":
    harness.main()
