"""What people type about a client's voice and its rules: one calm form each, with rows that may stay empty."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import regex  # type: ignore[import-untyped]
from django import forms
from django.forms import BaseFormSet, formset_factory
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clients.manner import (
    Address,
    Capitals,
    Manner,
    Phrase,
    Register,
    Sentence,
    Topic,
    Where,
    tags_of,
    words_of,
)
from clients.packs import all_packs
from people.models.users import Language

# So many empty rows stand below those that are filled; the button "More rows" brings as many again.
SPARE = 2
MOST_ROWS = 60
MORE = "more"
_EMOJI = regex.compile(r"[\p{Emoji_Presentation}\p{Regional_Indicator}\uFE0F\u20E3]")
_UNSETTLED = ("", _("Not settled"))


def _line(label: Any, most: int, example: Any = "") -> forms.CharField:
    widget = forms.TextInput(attrs={"placeholder": example, "autocomplete": "off"})
    return forms.CharField(label=label, max_length=most, required=False, widget=widget)


def _number(label: Any, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=50,
        help_text=help_text,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class VoiceForm(forms.Form):
    """Everything of the voice that is one field."""

    address = forms.ChoiceField(label=_("Posts speak to"), required=False)
    replies = forms.ChoiceField(
        label=_("Replies speak to"),
        required=False,
        help_text=_("Comments and messages, where it differs from posts."),
    )
    in_short = _line(_("In a few words"), 200, _("calm, hands and weather"))
    emoji_most = _number(
        _("Emoji, at most"), _("In one text. Empty: as many as you like; 0: none.")
    )
    emoji_only = _line(_("Only these emoji"), 60, "🏮 🍷")
    tags_most = _number(_("Hashtags, at most"), _("In one text. Empty: as many as you like."))
    tags_always = _line(_("Hashtags always there"), 300, "#festivallanterne")
    tags_never = _line(_("Hashtags never there"), 500, "#foodporn #tagsforlikes")
    capitals = forms.ChoiceField(label=_("Capitals"), choices=Capitals.choices, required=False)
    exclamations_most = _number(
        _("Exclamation marks, at most"), _("In one text. Empty: as many as you like; 0: none.")
    )
    edit_number = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("address", "replies"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [_UNSETTLED, *Address.choices]

    def clean_emoji_only(self) -> tuple[str, ...]:
        """Only emoji, each once."""
        typed = str(self.cleaned_data["emoji_only"]).replace(",", " ")
        found = [each for each in regex.findall(r"\X", typed) if each.strip()]
        strange = [each for each in found if not _EMOJI.search(each)]
        if strange:
            raise forms.ValidationError(
                gettext("Write only emoji here; this is none: %(what)s")
                % {"what": " ".join(strange[:5])}
            )
        return tuple(dict.fromkeys(found))

    def clean_tags_always(self) -> tuple[str, ...]:
        """Without #, each once."""
        return tags_of(self.cleaned_data["tags_always"])

    def clean_tags_never(self) -> tuple[str, ...]:
        """Without #, each once."""
        return tags_of(self.cleaned_data["tags_never"])

    def clean(self) -> dict[str, Any]:
        """What cannot be kept together is said where it is typed."""
        data = super().clean() or {}
        if data.get("emoji_only") and data.get("emoji_most") == 0:
            self.add_error(
                "emoji_most", gettext("None at all, and only these: choose one of the two.")
            )
        always, never = data.get("tags_always") or (), data.get("tags_never") or ()
        both = {tag.lower() for tag in always} & {tag.lower() for tag in never}
        if both:
            self.add_error(
                "tags_never", gettext("Always and never there: %(tag)s.") % {"tag": f"#{min(both)}"}
            )
        most = data.get("tags_most")
        if most is not None and len(always) > most:
            self.add_error("tags_most", gettext("More tags than that are always there."))
        return data


class SayForm(forms.Form):
    """Words to say."""

    words = _line(_("Words"), 80, _("harvest by hand"))
    example = _line(_("Example"), 200, _("The harvest by hand begins on Monday."))


class AvoidForm(forms.Form):
    """Words to avoid, in all their endings."""

    words = _line(_("Words"), 80, _("excellence"))
    instead = _line(_("Say instead"), 80, _("vintage"))
    example = _line(_("Why, or an example"), 200, _("Everybody says it."))


class TopicForm(forms.Form):
    """What is not talked about."""

    name = _line(_("Topic"), 80, _("diets"))
    triggers = _line(_("Words that give it away"), 400, _("diet*, calories, lose weight"))


class RegisterForm(forms.Form):
    """What is different on one network."""

    address = forms.ChoiceField(label=_("Posts speak to"), required=False)
    emoji_most = _number(_("Emoji, at most"))
    tags_most = _number(_("Hashtags, at most"))
    note = _line(_("What is different"), 200, _("drier, for colleagues"))

    def __init__(self, data: Any = None, *, network: str, **kwargs: Any) -> None:
        super().__init__(data, prefix=f"on-{network}", **kwargs)
        self.network = network
        field = self.fields["address"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("As everywhere")), *Address.choices]


class SentenceForm(forms.Form):
    """Words that must stand in posts."""

    words = _line(_("Sentence"), 300, _("Funded by the European Union"))
    where = forms.ChoiceField(label=_("Where"), choices=Where.choices, required=False)
    language = forms.ChoiceField(label=_("In posts in"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["language"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("any language")), *Language.choices]


class _Rows(BaseFormSet):  # type: ignore[type-arg]
    """Rows of which an emptied one is gone; `first` is the field without which the others mean nothing."""

    first = "words"

    def clean(self) -> None:
        """A row that says why but not what is told so; nothing of it is lost."""
        for form in self.forms:
            data = getattr(form, "cleaned_data", {})
            if not data.get(self.first) and any(
                data.get(name) for name in ("instead", "example", "triggers")
            ):
                form.add_error(self.first, gettext("Write the words this is about."))

    def rows(self) -> list[dict[str, Any]]:
        """The filled rows, of valid forms."""
        return [f.cleaned_data for f in self.forms if f.cleaned_data.get(self.first)]


class _TopicRows(_Rows):
    first = "name"


def _rows(form: type[forms.Form], base: type[_Rows] = _Rows, extra: int = SPARE) -> Any:
    return formset_factory(
        form, formset=base, extra=extra, max_num=MOST_ROWS, absolute_max=MOST_ROWS
    )


_SETS: dict[str, Any] = {
    "say": _rows(SayForm),
    "avoid": _rows(AvoidForm),
    "topics": _rows(TopicForm, _TopicRows),
}


class VoiceForms:
    """The whole screen of the voice: the single fields, and the rows of words, topics and networks."""

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        manner: Manner,
        networks: Iterable[str],
        edit_number: int,
    ) -> None:
        self.single = VoiceForm(data, initial=_initial(manner, edit_number))
        self.sets = {
            name: made(data, prefix=name, initial=_rows_of(manner, name))
            for name, made in _SETS.items()
        }
        own = {each.network: each for each in manner.registers}
        self.registers = [
            RegisterForm(data, network=n, initial=_register(own.get(n))) for n in networks
        ]

    @property
    def forms(self) -> list[forms.Form]:
        """Every form there is, for the summary of errors."""
        rows = [form for each in self.sets.values() for form in each.forms]
        return [self.single, *rows, *self.registers]

    def is_valid(self) -> bool:
        """Every field and every row."""
        valid = [self.single.is_valid(), *(each.is_valid() for each in self.sets.values())]
        return all([*valid, *(each.is_valid() for each in self.registers)])

    @property
    def manner(self) -> Manner:
        """What a valid screen says of the voice."""
        data = {k: v for k, v in self.single.cleaned_data.items() if k != "edit_number"}
        return Manner(
            **data,
            say=tuple(Phrase(r["words"], "", r["example"]) for r in self.sets["say"].rows()),
            avoid=tuple(Phrase(**r) for r in self.sets["avoid"].rows()),
            topics=tuple(
                Topic(r["name"], words_of(r["triggers"])) for r in self.sets["topics"].rows()
            ),
            registers=tuple(
                Register(form.network, **form.cleaned_data)
                for form in self.registers
                if any(value not in (None, "") for value in form.cleaned_data.values())
            ),
        )


def _initial(manner: Manner, edit_number: int) -> dict[str, Any]:
    names = [name for name in VoiceForm.base_fields if name != "edit_number"]
    values = {name: getattr(manner, name) for name in names}
    values["emoji_only"] = " ".join(manner.emoji_only)
    for name in ("tags_always", "tags_never"):
        values[name] = " ".join(f"#{tag}" for tag in getattr(manner, name))
    return {**values, "edit_number": edit_number}


def _rows_of(manner: Manner, name: str) -> list[dict[str, Any]]:
    if name == "topics":
        return [{"name": t.name, "triggers": ", ".join(t.triggers)} for t in manner.topics]
    found: tuple[Phrase, ...] = getattr(manner, name)
    return [{"words": p.words, "instead": p.instead, "example": p.example} for p in found]


def _register(own: Register | None) -> dict[str, Any]:
    names = ("address", "emoji_most", "tags_most", "note")
    return {name: getattr(own, name) for name in names} if own else {}


class RulesForm(forms.Form):
    """Which packs are on."""

    packs = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    edit_number = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["packs"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(pack.id, str(pack.name)) for pack in all_packs().values()]


_Sentences = _rows(SentenceForm)


class RulesForms:
    """The whole screen of the rules: packs, and sentences that must stand in posts."""

    def __init__(self, data: Mapping[str, Any] | None, *, manner: Manner, edit_number: int) -> None:
        self.single = RulesForm(data, initial={"packs": manner.packs, "edit_number": edit_number})
        kept = [
            {"words": each.words, "where": each.where, "language": each.language}
            for each in manner.sentences
        ]
        self.sentences = _Sentences(data, prefix="sentences", initial=kept)

    @property
    def forms(self) -> list[forms.Form]:
        """Every form there is, for the summary of errors."""
        return [self.single, *self.sentences.forms]

    @property
    def chosen(self) -> list[str]:
        """The packs that are ticked now, judged or not."""
        return list(self.single["packs"].value() or ())

    def is_valid(self) -> bool:
        """The packs and every sentence."""
        return all([self.single.is_valid(), self.sentences.is_valid()])

    @property
    def manner(self) -> Manner:
        """What a valid screen says of the rules."""
        return Manner(
            packs=tuple(self.single.cleaned_data["packs"]),
            sentences=tuple(
                Sentence(r["words"], r["where"] or Where.EVERY, r["language"])
                for r in self.sentences.rows()
            ),
        )


def with_more_rows(data: QueryDict, name: str) -> QueryDict:
    """What was posted, with some empty rows more below those of `name`."""
    changed = data.copy()
    key = f"{name}-TOTAL_FORMS"
    try:
        n = int(str(changed.get(key, "0")))
    except ValueError:
        n = 0
    changed[key] = str(min(max(n, 0) + SPARE, MOST_ROWS))
    return changed
