#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Hubs of earlier releases: opened, brought up to date, and searched. NNNN.sql is the hub.db of schema N."""
import glob
import hashlib
import os
import sqlite3
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import harness  # noqa: E402

HERE = os.path.join(harness.SOURCE, "tests", "upgrade")
SCHEMAS = os.path.join(harness.SOURCE, "schemas", "hub")


def newest():
    return max(int(os.path.basename(p)[:4]) for p in glob.glob(os.path.join(SCHEMAS, "*.sql")))


class Upgrade(harness.Case):
    def hub_of(self, dump):
        """A hub folder made of a dump; its blobs are the texts of its pages."""
        path = self.path(os.path.basename(dump)[:-4])
        os.makedirs(os.path.join(path, "blobs"))
        with sqlite3.connect(os.path.join(path, "hub.db")) as db:
            db.executescript(harness.read_text(dump))
            texts = [row[0].encode() for row in db.execute("SELECT text FROM page")]
        db.close()
        for text in texts:
            name = hashlib.sha256(text).hexdigest()
            folder = os.path.join(path, "blobs", name[:2])
            os.makedirs(folder, exist_ok=True)
            with open(os.path.join(folder, name), "wb") as f:
                f.write(text)
        return harness.Hub(path)

    def each(self):
        for dump in sorted(glob.glob(os.path.join(HERE, "*.sql"))):
            with self.subTest(os.path.basename(dump)):
                yield self.hub_of(dump)

    def version(self, hub):
        db = sqlite3.connect(os.path.join(hub.path, "hub.db"))
        try:
            return db.execute("PRAGMA user_version").fetchone()[0]
        finally:
            db.close()

    def test_every_schema_but_the_newest_has_its_hub(self):
        kept = {int(os.path.basename(p)[:4]) for p in glob.glob(os.path.join(HERE, "*.sql"))}
        self.assertEqual(kept, set(range(1, newest())))

    def test_a_hub_of_an_earlier_schema_is_brought_up_to_date_and_searched(self):
        for hub in self.each():
            hub("rebuild")
            self.assertEqual(self.version(hub), newest())
            self.assert_sound(hub)
            self.assertEqual({w["title"]: w["state"] for w in hub.list()},
                             {"The common granary": "published", "Wind for all": "under-review",
                              "Withdrawn seeds": "withdrawn"})
            self.assertEqual([h["title"] for h in hub.find("millet", "--sdg", "2.4")["hits"]], ["The common granary"])
            self.assertEqual(hub.find("quinoa")["total"], 0)

    def test_what_was_begun_before_goes_on_after(self):
        for hub in self.each():
            self.assertIn("older ssehub", hub("list", status=3).err)
            hub("config", "quorum", "1")  # any command that writes
            work = next(w["id"] for w in hub.list() if w["title"] == "Wind for all")
            before = len(hub.history(work)["events"])
            hub.review("declare", work, "none", actor="amina@example.org")
            hub.review("approve", work, actor="amina@example.org")
            self.assertEqual(self.version(hub), newest())
            self.assertEqual(len(hub.history(work)["events"]), before + 2)
            self.assert_sound(hub)

    def test_works_of_before_are_known_as_duplicates(self):
        for hub in self.each():
            line = hub.ingest(self.write_records("again.jsonl", [
                {"title": "Another title", "creators": ["X Y"], "doi": "10.5555/granary"}]))[0]
            self.assertEqual(line["outcome"], "duplicate")


if __name__ == "__main__":
    harness.main()
