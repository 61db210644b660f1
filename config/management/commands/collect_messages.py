"""Brings the catalogues up to date with what the code and the templates say."""

from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand

from config.messages import found


class Command(BaseCommand):
    help = "Add new sentences to the catalogues, drop those no longer said; prints what is untranslated."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        messages = found()
        for language in ("nb", "nn"):
            path = settings.LOCALE_PATHS[0] / language / "LC_MESSAGES" / "django.po"
            path.parent.mkdir(parents=True, exist_ok=True)
            before = polib.pofile(str(path)) if path.exists() else polib.POFile()
            known = {(entry.msgctxt, entry.msgid): entry for entry in before}
            after = polib.POFile(wrapwidth=110)
            after.metadata = {
                "Content-Type": "text/plain; charset=UTF-8",
                "Content-Transfer-Encoding": "8bit",
                "Language": language,
                "Plural-Forms": "nplurals=2; plural=(n != 1);",
            }
            for (context, msgid, plural), places in sorted(
                messages.items(), key=lambda one: (one[1][0], one[0][1])
            ):
                old = known.get((context, msgid))
                entry = polib.POEntry(
                    msgctxt=context, msgid=msgid, occurrences=[(place, "") for place in places]
                )
                if plural:
                    entry.msgid_plural = plural
                    entry.msgstr_plural = old.msgstr_plural if old and old.msgid_plural else {0: "", 1: ""}
                else:
                    entry.msgstr = old.msgstr if old else ""
                if "%(" in msgid:
                    entry.flags = ["python-format"]
                after.append(entry)
            after.save(str(path))
            missing = after.untranslated_entries()
            self.stdout.write(f"{language}: {len(after)} sentences, {len(missing)} untranslated")
