from django.db import migrations, models
from django.db.models import Q, deletion

from people.tenancy import CompositeForeignKey, UniqueWithAgency

ADDRESS = [
    ("tu", "tu: one reader, informally"),
    ("lei", "lei: one reader, formally"),
    ("voi", "voi: all readers together"),
    ("nobody", "nobody: impersonal"),
]
CAPITALS = [("", "As usual"), ("words", "No words all in capitals"), ("none", "No capitals at all")]


def _list(name):
    return models.JSONField(name, blank=True, default=list)


def _most(name):
    return models.PositiveSmallIntegerField(name, blank=True, null=True)


class Migration(migrations.Migration):
    """How a client speaks, and the rules it is under."""

    dependencies = [("clients", "0004_contract"), ("people", "0001_agencies")]

    operations = [
        migrations.CreateModel(
            name="Voice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.CharField("posts speak to", blank=True, choices=ADDRESS, max_length=6)),
                ("replies", models.CharField("replies speak to", blank=True, choices=ADDRESS, max_length=6)),
                ("in_short", models.CharField("in a few words", blank=True, max_length=200)),
                ("say", _list("say")),
                ("avoid", _list("avoid")),
                ("topics", _list("topics left out")),
                ("emoji_most", _most("most emoji")),
                ("emoji_only", _list("only these emoji")),
                ("tags_most", _most("most hashtags")),
                ("tags_always", _list("hashtags always there")),
                ("tags_never", _list("hashtags never there")),
                ("capitals", models.CharField("capitals", blank=True, choices=CAPITALS, max_length=5)),
                ("exclamations_most", _most("most exclamation marks")),
                ("registers", _list("by network")),
                ("packs", _list("rule packs")),
                ("sentences", _list("required sentences")),
                ("edited_at", models.DateTimeField("last saved")),
                ("edit_number", models.PositiveIntegerField(default=1)),
                ("agency", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="people.agency")),
                ("client", models.OneToOneField(on_delete=deletion.CASCADE, related_name="voice", to="clients.client")),
                ("edited_by", models.ForeignKey(on_delete=deletion.PROTECT, related_name="+", to="people.member", verbose_name="last saved by")),
            ],
            options={
                "verbose_name": "voice",
                "verbose_name_plural": "voices",
                "constraints": [
                    models.CheckConstraint(condition=Q(address__in=["", "tu", "lei", "voi", "nobody"]), name="voice_address_known"),
                    models.CheckConstraint(condition=Q(replies__in=["", "tu", "lei", "voi", "nobody"]), name="voice_replies_known"),
                    models.CheckConstraint(condition=Q(capitals__in=["", "words", "none"]), name="voice_capitals_known"),
                    models.CheckConstraint(
                        condition=Q(emoji_only=[]) | Q(emoji_most=None) | Q(emoji_most__gt=0),
                        name="voice_welcome_emoji_may_stand",
                    ),
                ],
            },
        ),
        UniqueWithAgency("Voice"),
        CompositeForeignKey("Voice", "client", "clients.Client"),
        CompositeForeignKey("Voice", "edited_by", "people.Member"),
    ]
