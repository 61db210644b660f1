"""Which columns each version of a seal binds: of a case with every row of it, and of a grant.

What a version bound never changes, for cases and grants are under it still; a new column is a new version.
"""

from collections.abc import Mapping

from advisory.sealing.seals import Columns

VERSION = 3
_FIRST: Columns = {
    "Case": (
        "id",
        "opened_at",
        "changed_at",
        "closed_at",
        "revision",
        "grants_version",
        "marked_at",
        "held_until",
        "hold_reason",
        "texts_erased_at",
        "erased_at",
        "facts",
    ),
    "CaseKey": ("id", "generation", "epoch", "holder", "wrapped"),
    "Person": ("id", "position", "facts"),
    "Inquiry": (
        "id",
        "post_id",
        "received_on",
        "created_at",
        "status",
        "submission",
        "facts",
        "narrative",
    ),
    "StatusChange": ("id", "inquiry_id", "status", "at"),
    "CaseGroupPermission": ("group_id", "permission_id", "opened_at"),
    "CaseUserPermission": ("user_id", "permission_id", "opened_at"),
}
_SECOND: Columns = {
    **_FIRST,
    "Case": (*_FIRST["Case"], "kept_out"),
    "CaseUserPermission": (*_FIRST["CaseUserPermission"], "ends_at"),
    "Ruling": (
        "id",
        "kind",
        "account_id",
        "post_id",
        "by_id",
        "since",
        "until",
        "ended_at",
        "ended_by_id",
        "reason",
        "end_reason",
    ),
}
VERSIONS: Mapping[int, Columns] = {
    1: _FIRST,
    2: _SECOND,
    3: {
        **_SECOND,
        "CaseGroupPermission": (*_FIRST["CaseGroupPermission"], "ends_at"),
        "Inquiry": (
            *_FIRST["Inquiry"],
            "part",
            "asked_by_id",
            "answer",
            "answered_at",
            "claimed_by_id",
            "access_until",
            "next_post_id",
            "next_due_at",
            "paused_left",
            "chased",
        ),
        "Event": ("id", "lane_id", "post_id", "by_id", "at", "refers_to_id", "due_at", "facts", "text"),
    },
}
GRANT_VERSIONS: Mapping[int, Columns] = {
    1: {
        "CaseGroupPermission": ("content_object_id", "group_id", "permission_id", "opened_at"),
        "CaseUserPermission": ("content_object_id", "user_id", "permission_id", "opened_at"),
        "Case": ("grants_version",),
    },
    2: {
        "CaseGroupPermission": ("content_object_id", "group_id", "permission_id", "opened_at"),
        "CaseUserPermission": ("content_object_id", "user_id", "permission_id", "opened_at", "ends_at"),
        "Case": ("grants_version", "kept_out"),
    },
    3: {
        "CaseGroupPermission": ("content_object_id", "group_id", "permission_id", "opened_at", "ends_at"),
        "CaseUserPermission": ("content_object_id", "user_id", "permission_id", "opened_at", "ends_at"),
        "Case": ("grants_version", "kept_out"),
    },
}
