"""Addresses of the analytics app."""

from __future__ import annotations

from django.urls import path

from analytics.views import (
    agency,
    auditing,
    behind,
    budget,
    by_hand,
    campaigns,
    competitors,
    figure_sources,
    figures_in,
    goals,
    handovers,
    hours,
    medians,
    money,
    pieces_told,
    quality,
    reports,
    results,
    shared,
    statements,
    surprises,
    timesheets,
)

app_name = "analytics"

urlpatterns = [
    path("t/results/", agency.agency_results_page, name="agency"),
    path("t/results/networks/", medians.network_medians, name="network_medians"),
    path("t/results.csv", agency.agency_csv, name="agency_csv"),
    path("t/hours/", hours.all_hours, name="all_hours"),
    path("t/hours/add/", hours.hours_add, name="hours_add"),
    path("t/hours/timer/", hours.hours_timer, name="hours_timer"),
    path("t/surprises/", surprises.surprises, name="surprises"),
    path("t/hours/ending/", hours.hours_ending, name="hours_ending"),
    path("t/hours/week/", hours.hours_week, name="hours_week"),
    path("t/hours/<uuid:public_id>/", hours.hours_entry, name="hours_entry"),
    path("c/<slug:slug>/budget/", budget.budget, name="budget"),
    path("c/<slug:slug>/budget/meter/", budget.month_meter, name="month_meter"),
    path("c/<slug:slug>/budget/pieces/", budget.budget_pieces, name="budget_pieces"),
    path("c/<slug:slug>/budget/pieces/told/", pieces_told.pieces_told, name="pieces_told"),
    path("c/<slug:slug>/budget/money/", money.budget_money, name="budget_money"),
    path("c/<slug:slug>/budget/money/cost/", money.budget_cost, name="budget_cost"),
    path("c/<slug:slug>/budget/money/boost/", money.budget_boost, name="budget_boost"),
    path("c/<slug:slug>/budget/money/boosts/", money.budget_boosts, name="budget_boosts"),
    path("c/<slug:slug>/budget/money/extra/", money.budget_extra, name="budget_extra"),
    path(
        "c/<slug:slug>/budget/money/<slug:kind>/<uuid:public_id>/",
        money.budget_settle,
        name="budget_settle",
    ),
    path(
        "c/<slug:slug>/budget/money/<slug:kind>/<uuid:public_id>/edit/",
        money.budget_change,
        name="budget_change",
    ),
    path("c/<slug:slug>/budget/statements/", statements.statements, name="statements"),
    path(
        "c/<slug:slug>/budget/timesheets/<slug:month>/pdf/",
        timesheets.timesheet_pdf,
        name="timesheet_pdf",
    ),
    path(
        "c/<slug:slug>/budget/statements/<uuid:public_id>/",
        statements.statement,
        name="statement",
    ),
    path(
        "c/<slug:slug>/budget/statements/<uuid:public_id>/pdf/",
        statements.statement_pdf,
        name="statement_pdf",
    ),
    path(
        "c/<slug:slug>/budget/statements/<uuid:public_id>/xlsx/",
        statements.statement_xlsx,
        name="statement_xlsx",
    ),
    path(
        "c/<slug:slug>/budget/statements/<slug:month>/",
        statements.statement_of_month,
        name="statement_of_month",
    ),
    path("c/<slug:slug>/results/", results.results, name="results"),
    path("c/<slug:slug>/results.csv", results.results_csv, name="results_csv"),
    path("c/<slug:slug>/results/first-audit/", auditing.audit, name="first_audit"),
    path("c/<slug:slug>/results/quality/", quality.quality, name="quality"),
    path("c/<slug:slug>/results/posts/", behind.behind, name="behind"),
    path("c/<slug:slug>/results/<uuid:public_id>/", behind.post, name="post"),
    path("c/<slug:slug>/results/<uuid:public_id>/figures/", by_hand.figures, name="figures"),
    path(
        "c/<slug:slug>/results/channels/<uuid:public_id>/figures/",
        by_hand.channel_figures,
        name="channel_figures",
    ),
    path(
        "c/<slug:slug>/results/channels/<uuid:public_id>/import/",
        by_hand.import_posts,
        name="import_posts",
    ),
    path("c/<slug:slug>/strategy/competitors/figures/", competitors.compared, name="compared"),
    path("c/<slug:slug>/handover/", handovers.handover_make, name="handover_make"),
    path(
        "c/<slug:slug>/handover/<uuid:public_id>/<slug:form>/",
        handovers.handover_file,
        name="handover_file",
    ),
    path("c/<slug:slug>/reports/", reports.reports, name="reports"),
    path("c/<slug:slug>/reports/<uuid:public_id>/", reports.report, name="report"),
    path("c/<slug:slug>/reports/<uuid:public_id>/send/", reports.report_send, name="report_send"),
    path("c/<slug:slug>/reports/<uuid:public_id>/pdf/", reports.report_pdf, name="report_pdf"),
    path(
        "c/<slug:slug>/reports/<uuid:public_id>/links/new/", reports.report_link, name="report_link"
    ),
    path(
        "c/<slug:slug>/reports/<uuid:public_id>/links/<uuid:link_id>/revoke/",
        reports.report_link_revoke,
        name="report_link_revoke",
    ),
    path("c/<slug:slug>/campaigns/<uuid:public_id>/", campaigns.campaign, name="campaign"),
    path("c/<slug:slug>/strategy/goals/", goals.goals, name="goals"),
    path("c/<slug:slug>/strategy/goals/short/", goals.goals_short, name="goals_short"),
    path("c/<slug:slug>/strategy/goals/new/", goals.goal_new, name="goal_new"),
    path("c/<slug:slug>/strategy/goals/<uuid:public_id>/", goals.goal, name="goal"),
    path("c/<slug:slug>/strategy/goals/<uuid:public_id>/edit/", goals.goal_edit, name="goal_edit"),
    path(
        "c/<slug:slug>/strategy/goals/<uuid:public_id>/close/", goals.goal_close, name="goal_close"
    ),
    path("c/<slug:slug>/strategy/figures/", figure_sources.sources, name="goal_sources"),
    path("c/<slug:slug>/strategy/figures/new/", figure_sources.source_new, name="goal_source_new"),
    path(
        "c/<slug:slug>/strategy/figures/<uuid:public_id>/",
        figure_sources.source,
        name="goal_source",
    ),
    path(
        "c/<slug:slug>/strategy/figures/<uuid:public_id>/edit/",
        figure_sources.source_edit,
        name="goal_source_edit",
    ),
    path(
        "c/<slug:slug>/strategy/figures/<uuid:public_id>/import/",
        figure_sources.source_import,
        name="goal_source_import",
    ),
    path(
        "c/<slug:slug>/strategy/figures/<uuid:public_id>/token/",
        figure_sources.source_token,
        name="goal_source_token",
    ),
    path(
        "c/<slug:slug>/strategy/figures/<uuid:public_id>/<int:figure_id>/take-back/",
        figure_sources.source_take_back,
        name="goal_source_take_back",
    ),
    path("in/figures/<str:token>/", figures_in.figures_in, name="figures_in"),
    path("report/<str:token>/", shared.shared_report, name="shared_report"),
    path("report/<str:token>/seen/", shared.shared_seen, name="shared_seen"),
    path("report/<str:token>/logo/<uuid:public_id>/", shared.shared_logo, name="shared_logo"),
    path("report/<str:token>/pdf/", shared.shared_pdf, name="shared_pdf"),
]
