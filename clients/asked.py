"""What the interview and the first three questions ask, by kind of client: as one who knows the trade says it. Pure.

The names are those of clients/interview.py, the same for all kinds: a client whose kind changes keeps its answers.
"""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Asked(NamedTuple):
    """A question in words, and an example of an answer."""

    asks: Promise
    example: Promise | str = ""


# A shop, a workshop, a winery.
_COMPANY: dict[str, Asked] = {
    "trade": Asked(
        _("What do you do, and for whom?"),
        _("Bread, cakes and pizza by the slice for the valley; we deliver to four restaurants."),
    ),
    "year": Asked(
        _("How does a year go: when is it busy, when quiet, and what changed lately?"),
        _(
            "Panettoni from November, the square full in August, nobody in February; since last year we deliver."
        ),
    ),
    "others": Asked(
        _("Whom do people look at before they choose you?"),
        _("The supermarket at the roundabout and, for cakes, the other bakery."),
    ),
    "thanks": Asked(
        _("What do people thank you for?"), _("One line each: the bread keeps four days")
    ),
    "complaints": Asked(
        _("What do they complain about, or what do you not manage?"),
        _("One line each: by eleven the good bread is gone"),
    ),
    "chances": Asked(
        _("What could go better than today if somebody worked at it?"),
        _("One line each: orders by message the evening before"),
    ),
    "worries": Asked(
        _("What worries you?"),
        _("One line each: the price of flour, nobody who begins at three at night"),
    ),
    "why_you": Asked(
        _("Why you and not the others, in one sentence?"),
        _("Flour from the mill one sees from the window, and dough that rests a whole day."),
    ),
    "reach": Asked(
        _("Whom do you want to reach, and where do they live?"),
        _(
            "Families of the town, and who passes on the main road on Sundays: twenty minutes by car."
        ),
    ),
    "elsewhere": Asked(
        _("Where do people find you besides social networks?"),
        _("The shop window, the sheet on Google, the market on Thursdays."),
    ),
    "job": Asked(
        _("What should social networks do there that nothing else does?"),
        _("Say by seven what comes out of the oven, and show who makes it."),
    ),
    "one_thing": Asked(_("If one thing came of it in a year, which?")),
    "notice": Asked(
        _("What should come of it: what would you notice in half a year?"),
        _("Twenty orders by message on a Friday, and fewer calls to ask when we open."),
    ),
    "aims": Asked(_("What is it for?")),
}

# Works come out on a day.
_ARTIST: dict[str, Asked] = {
    "trade": Asked(
        _("What do you make, and for whom?"),
        _("I write songs for people who go home by the last bus."),
    ),
    "year": Asked(
        _("What comes in the next twelve months: works, dates, silences?"),
        _("A single in December, the record in spring, twenty dates in summer; in autumn I write."),
    ),
    "others": Asked(
        _("Beside whom do people listen to you, read you or look at you?"),
        _("Two songwriters of the same label, and who plays on the same evenings."),
    ),
    "thanks": Asked(
        _("What do they write to you after a concert, a book, an exhibition?"),
        _("One line each: you said what I could not say"),
    ),
    "complaints": Asked(
        _("What do you not feel like doing, or what do they misunderstand?"),
        _("One line each: I do not dance in front of a phone"),
    ),
    "chances": Asked(
        _("Who could open a door for you: a stage, a radio, another artist?"),
        _("One line each: a song with who opened the tour"),
    ),
    "worries": Asked(
        _("What must not happen before the day it comes out?"),
        _("One line each: thirty seconds that go round, the cover seen too soon"),
    ),
    "why_you": Asked(
        _("How would somebody who loves what you make describe you, in one sentence?"),
        _("Small songs that one hears as if they were one’s own."),
    ),
    "reach": Asked(
        _("Who comes to you today, who is missing, and in which towns?"),
        _("From 20 to 35, nearly all in the north; in the south nobody knows me."),
    ),
    "elsewhere": Asked(
        _("Where do people meet you besides social networks?"),
        _("On stage, in two playlists, in a letter that I send when I feel like it."),
    ),
    "job": Asked(
        _("What should your pages do that a concert or a press office does not?"),
        _("Keep who came to one concert until the next."),
    ),
    "one_thing": Asked(_("If one thing came of it by your next work, which?")),
    "notice": Asked(
        _("What would you like to see in the week after it comes out?"),
        _("2,500 pre-saves on the day, and the first date sold out."),
    ),
    "aims": Asked(_("What do you want from your pages?")),
}

# An order says what may be promised.
_PROFESSIONAL: dict[str, Asked] = {
    "trade": Asked(
        _("What is your profession, and whom do you look after?"),
        _("Physiotherapist: backs and knees of people who sit or run."),
    ),
    "year": Asked(
        _("When is the diary full, when empty, and which rules or deadlines make your year?"),
        _(
            "Full from September to June, closed two weeks in August; courses of the order in spring."
        ),
    ),
    "others": Asked(
        _("Whom do people ask before they come to you?"),
        _("Their doctor, a search engine, a friend who had the same."),
    ),
    "thanks": Asked(
        _("What do they thank you for at the last appointment?"),
        _("One line each: nobody had ever explained it to me"),
    ),
    "complaints": Asked(
        _("What do they ask of you that you cannot do or promise?"),
        _("One line each: a diagnosis by message at eleven at night"),
    ),
    "chances": Asked(
        _("Whom could you help who does not know that you can?"),
        _("One line each: who waits for months before a first visit"),
    ),
    "worries": Asked(
        _("What could harm your name, or break a rule of your order?"),
        _("One line each: a review by somebody I have never seen"),
    ),
    "why_you": Asked(
        _("Why you and not a colleague, in a sentence that your order would let you print?"),
        _("I explain first and treat afterwards, and say so when somebody else is needed."),
    ),
    "reach": Asked(
        _("Whom do you want to come, and from how far?"),
        _("Over forty, who work sitting, from the three towns of the valley."),
    ),
    "elsewhere": Asked(
        _("How do people come to you besides social networks?"),
        _("Word of mouth, the advice of doctors, reviews on the map."),
    ),
    "job": Asked(
        _("What should your pages do before somebody calls?"),
        _("Answer the questions that one is ashamed to ask, and promise nothing."),
    ),
    "one_thing": Asked(_("If one thing changed in the practice in a year, which?")),
    "notice": Asked(
        _("What would you like to see in the diary in half a year?"),
        _("Six first visits more a month, and fewer messages at night."),
    ),
    "aims": Asked(_("What may your pages do for the practice?")),
}

# Two hats that never mix.
_PUBLIC_FIGURE: dict[str, Asked] = {
    "trade": Asked(
        _("Which office, until when, and whose is each page: the person’s or the institution’s?"),
        _(
            "Mayor until June; the Facebook page is mine, Instagram and the channel are the municipality’s."
        ),
    ),
    "year": Asked(
        _("Which dates of the office make the year: budget, works, feasts, the vote?"),
        _(
            "Budget in December, patron saint in May, vote in June: once it is called, the institution’s pages are impersonal."
        ),
    ),
    "others": Asked(
        _("From whom else do citizens hear the same news, and whom do they believe?"),
        _("The group of the town on Facebook, the local paper, the bar."),
    ),
    "thanks": Asked(
        _("What do people stop you in the street for, to thank you?"),
        _("One line each: we knew the day before that the road was closed"),
    ),
    "complaints": Asked(
        _("What do they reproach, to the office and to you?"),
        _("One line each: nobody answers, one reads of it when it is done"),
    ),
    "chances": Asked(
        _("What would people use or understand if they knew of it in time?"),
        _("One line each: the school bus can be asked for online"),
    ),
    "worries": Asked(
        _("What can go wrong in public: a false notice, a quarrel, the days of the vote?"),
        _("One line each: the picture of an order that nobody signed"),
    ),
    "why_you": Asked(
        _("What does the person say and what the institution, so that the two never mix?"),
        _("The municipality says what opens and what changes; I say why, in my name, on my page."),
    ),
    "reach": Asked(
        _("Which citizens must hear it, and whom does nothing ever reach?"),
        _("8,400 inhabitants; families with children at school, and the hamlets without a bus."),
    ),
    "elsewhere": Asked(
        _("Where do citizens learn it besides social networks?"),
        _("The municipal site, the notice board, the bulletin, meetings in the hamlets."),
    ),
    "job": Asked(
        _("What do these pages do that the site, the press and the notice board do not?"),
        _("Arrive before seven in the morning, and answer within a working day."),
    ),
    "one_thing": Asked(_("If one thing were different for citizens in a year, which?")),
    "aims": Asked(_("What are these pages for, within the rules of the office?")),
}

# Funders read the last report.
_PROJECT: dict[str, Asked] = {
    "trade": Asked(
        _("What do you want to find out or change, with whose money, and until when?"),
        _(
            "How springs change with the climate; funds of the Union and the Region, until next January."
        ),
    ),
    "year": Asked(
        _(
            "Which work packages and deliverables fall in the coming year, and when is there something to show?"
        ),
        _("Sampling in summer, D5.3 in February, the final meeting in autumn."),
    ),
    "others": Asked(
        _("Who else works on this, and who could say the contrary?"),
        _("Two projects in the next valley; the association of bottlers."),
    ),
    "thanks": Asked(
        _("What have you found or made already that people can see or use?"),
        _("One line each: thirty years of temperatures of one spring"),
    ),
    "complaints": Asked(
        _("What is hard to explain, or easily misunderstood?"),
        _("One line each: a trend is no alarm"),
    ),
    "chances": Asked(
        _("Who could use the results, or help to get them?"),
        _("One line each: schools that bring samples"),
    ),
    "worries": Asked(
        _("Which headline are you afraid of?"),
        _("One line each: “Poisoned water” above a table of ours"),
    ),
    "why_you": Asked(
        _(
            "What will be known or possible at the end that is not today, in a sentence that a neighbour understands?"
        ),
        _("Which springs of the valley will still give water in twenty years."),
    ),
    "reach": Asked(
        _("Who must hear of it: which citizens, which colleagues, which offices, and where?"),
        _(
            "Inhabitants of four municipalities, researchers in Europe, the water office of the Region."
        ),
    ),
    "elsewhere": Asked(
        _("Where does the project speak besides social networks?"),
        _("A site in two languages, papers, workshops, the partners’ newsletters."),
    ),
    "job": Asked(
        _("What must social networks do that you promised the funders, and that no report can do?"),
        _("Bring people to the workshops, and show who measures."),
    ),
    "one_thing": Asked(_("If the final report had room for one result, which?")),
    "notice": Asked(
        _("What must the last communication report be able to say, and what would prove it?"),
        _("120 people at two workshops, 300 samples sent by citizens."),
    ),
    "aims": Asked(_("What does the communication of the project have to do?")),
}

# Everything counts down to an evening.
_EVENT: dict[str, Asked] = {
    "trade": Asked(
        _("What happens, where, on which days, and for whom?"),
        _("Three days of street theatre in the old town; families by day, everybody at night."),
    ),
    "year": Asked(
        _("What comes before the first evening, and when: tickets, line-up, volunteers, hours?"),
        _(
            "Early tickets three months before, the line-up in three parts, the hours a fortnight before."
        ),
    ),
    "others": Asked(
        _(
            "What else is on in those days within an hour, and where does one go who does not come to you?"
        ),
        _("A food fair in the next town and, if the sun shines, the lake."),
    ),
    "thanks": Asked(
        _("What do people tell about it afterwards?"),
        _("One line each: we lost our way and found a show"),
    ),
    "complaints": Asked(
        _("What went wrong last time?"),
        _("One line each: nowhere to park, hours that changed and nobody said so"),
    ),
    "chances": Asked(
        _("Which seats, stalls or hours are still empty, and who could fill them?"),
        _("One line each: Friday afternoon, with the schools"),
    ),
    "worries": Asked(
        _("What could stop it or move it, and what happens then?"),
        _("One line each: rain at six, the great name that cancels"),
    ),
    "why_you": Asked(
        _("Why come to you and not stay at home, in one sentence?"),
        _("The only nights in which nobody looks at the clock and the whole town is a stage."),
    ),
    "reach": Asked(
        _("Who comes, from how far, and when do they make up their minds?"),
        _("Families from an hour around; they decide on Thursday, when they see the weather."),
    ),
    "elsewhere": Asked(
        _("Where is it announced besides social networks?"),
        _("Posters, the site with the tickets, the local press, the windows of the sponsors."),
    ),
    "job": Asked(
        _("What must the pages do before, during and after?"),
        _("Before, sell; during, say at once where it is; afterwards, thank and bring back."),
    ),
    "one_thing": Asked(_("If one thing went better than at the last edition, which?")),
    "notice": Asked(
        _("How will you know on the last evening that it worked?"),
        _("4,200 tickets, and sixty volunteers on the first day."),
    ),
    "aims": Asked(_("What must the pages bring until the last evening?")),
}

ASKED: dict[str, dict[str, Asked]] = {
    "company": _COMPANY,
    "artist": _ARTIST,
    "professional": _PROFESSIONAL,
    "public_figure": _PUBLIC_FIGURE,
    "project": _PROJECT,
    "event": _EVENT,
}
