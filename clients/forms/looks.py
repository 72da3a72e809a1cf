"""What is typed to have a public account read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.forms.clients import AS_TYPED
from people.templatetags.ui import network_name


class AccountForm(forms.Form):
    """An account on one network: its name there, or its address."""

    use_required_attribute = False
    account = forms.CharField(max_length=300, widget=forms.TextInput(attrs=AS_TYPED))

    def __init__(self, data: Any = None, *, network: str) -> None:
        super().__init__(data, prefix=network)
        self.fields["account"].label = _("Account on %(network)s") % {
            "network": network_name(network)
        }
