"""The page that removes the demo: says what goes, asks who goes on, and signs them in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.password_validation import validate_password
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from people.access import SESSION_AGENCY, member_of, requires
from people.clock import database_now
from people.models import Agency, User
from people.models.users import Language
from people.roles import Capability
from smm.demo import removing


class RemoveForm(forms.Form):
    """The demo's name, typed, and who goes on: the person here, or, after the invented ones, a new one."""

    typed = forms.CharField(max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    agency = forms.CharField(
        label=gettext_lazy("Name of your agency"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254)
    password = forms.CharField(
        label=gettext_lazy("Password"),
        help_text=gettext_lazy("At least 12 characters; a short sentence is easy to remember."),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=Language.choices)

    def __init__(self, *args: Any, demo: Agency, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.demo = demo
        self.fields["typed"].label = _("Write %(name)s to confirm") % {"name": demo.name}
        if not removing.is_of_the_cast(user):
            # A person of flesh and blood stays who they are.
            for field in ("name", "email", "password", "language"):
                del self.fields[field]

    def clean_typed(self) -> str:
        typed: str = self.cleaned_data["typed"].strip()
        if typed != self.demo.name:
            raise forms.ValidationError(
                _("That is not the name. Nothing was removed."), code="typed"
            )
        return typed

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].strip().lower()
        if User.objects.filter(email=email).exists():
            raise forms.ValidationError(
                _("Somebody with this e-mail address is already here."), code="taken"
            )
        return email

    def clean(self) -> dict[str, Any]:
        """Checks the password against the person it is for."""
        data = super().clean() or {}
        if data.get("password"):
            person = User(email=data.get("email", ""), name=data.get("name", ""))
            try:
                validate_password(data["password"], person)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return data


@never_cache
@require_http_methods(["GET", "POST"])
@requires(Capability.MANAGE_AGENCY)
def remove_demo(request: HttpRequest) -> HttpResponse:
    """Only the demo's owner finds it; any other agency has no such page."""
    agency, user = member_of(request).agency, request.user
    if not agency.is_demo or not isinstance(user, User):
        raise Http404
    form = RemoveForm(
        request.POST or None, demo=agency, user=user, initial={"language": user.language}
    )
    if request.method == "POST" and form.is_valid():
        return _remove(request, agency, user, form.cleaned_data)
    context = {"form": form, "agency": agency, "contents": removing.contents(agency)}
    status = 422 if request.method == "POST" else 200
    return render(request, "smm/remove_demo.html", context, status=status)


def _remove(request: HttpRequest, agency: Agency, user: User, data: dict[str, Any]) -> HttpResponse:
    heir = removing.Heir(
        agency=data["agency"],
        email=data.get("email", user.email),
        name=data.get("name", user.name),
        password=data.get("password"),
        language=data.get("language", user.language),
    )
    owner = removing.remove(agency=agency, heir=heir, now=database_now())
    if owner.user_id != user.pk:
        request.session.flush()
        login(request, owner.user, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session[SESSION_AGENCY] = owner.agency_id
    messages.success(
        request, _("The demo is gone. %(agency)s is yours, and empty.") % {"agency": owner.agency}
    )
    return redirect(settings.LOGIN_REDIRECT_URL)
