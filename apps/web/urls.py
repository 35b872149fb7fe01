"""The pages."""

from django.urls import path, re_path
from django.views.i18n import set_language

from apps.web.views import (
    audit,
    clusters,
    gate,
    home,
    knowledge,
    operations,
    reviews,
    revise,
    setup,
    shared,
    team,
)
from apps.web.views.report_parts import PARTS

app_name = "web"

urlpatterns = [
    path("", home.home, name="home"),
    path("setup/", setup.setup, name="setup"),
    path("reviews/<uuid:pk>/", reviews.review, name="review"),
    path("reviews/<uuid:pk>/status/", reviews.review_status, name="review_status"),
    *(
        path(f"reviews/<uuid:pk>/{part}/", reviews.review_part, {"part": part}, name=f"review_{part}")
        for part in PARTS
    ),
    path("reviews/<uuid:pk>/try/", revise.try_fix, name="try_fix"),
    path("reviews/<uuid:pk>/answer/", revise.answer, name="answer"),
    path("reviews/<uuid:pk>/again/", reviews.review_again, name="review_again"),
    path("reviews/<uuid:pk>/share/", reviews.share, name="share"),
    path("reviews/<uuid:pk>/<str:name>", reviews.review_export, name="review_export"),
    path("shares/<uuid:pk>/revoke/", reviews.unshare, name="unshare"),
    path("clusters/", clusters.clusters, name="clusters"),
    path("clusters/<uuid:pk>/", clusters.cluster, name="cluster"),
    path("clusters/<uuid:pk>/delete/", clusters.delete, name="delete_cluster"),
    path("clusters/<uuid:pk>/revise/", revise.revise, name="revise"),
    path("clusters/<uuid:pk>/waivers/new/", gate.new_waiver, name="new_waiver"),
    path(
        "clusters/<uuid:pk>/revisions/<int:number>/approve/",
        gate.mark_revision,
        {"mark": "approve"},
        name="approve",
    ),
    path(
        "clusters/<uuid:pk>/revisions/<int:number>/deployed/",
        gate.mark_revision,
        {"mark": "deployed"},
        name="deployed",
    ),
    path("reviews/<uuid:pk>/override/", gate.override, name="override"),
    path("waivers/", gate.waivers, name="waivers"),
    path("waivers/<uuid:pk>/approve/", gate.approve_waiver, name="approve_waiver"),
    path("waivers/<uuid:pk>/close/", gate.close_waiver, name="close_waiver"),
    path("team/policy/", gate.policy, name="policy"),
    path("team/policy/<uuid:pk>/", gate.policy_version, name="policy_version"),
    path("team/policy/<uuid:pk>/activate/", gate.activate_policy, name="activate_policy"),
    path("kb/", knowledge.index, name="kb"),
    path("kb/feed.xml", knowledge.feed, name="feed"),
    path("kb/symptoms/", knowledge.symptoms, name="symptoms"),
    path("kb/symptoms/<str:name>/", knowledge.symptom, name="symptom"),
    path("kb/<str:name>/", knowledge.article, name="article"),
    path("kb/<str:name>/example/", knowledge.example, name="example"),
    path("sitemap.xml", knowledge.sitemap, name="sitemap"),
    path("s/<str:token>/", shared.shared, name="shared"),
    *(
        path(f"s/<str:token>/{part}/", shared.shared_part, {"part": part}, name=f"shared_{part}")
        for part in PARTS
    ),
    path("team/", team.team, name="team"),
    path("team/audit/", audit.audit, name="audit"),
    re_path(r"^team/audit\.(?P<form>csv|jsonl)$", audit.audit_file, name="audit_file"),
    path("team/keep/", team.keep, name="keep"),
    path("team/invite/", team.invite, name="invite"),
    path("team/invitations/<uuid:pk>/delete/", team.uninvite, name="uninvite"),
    path("team/tokens/", team.make_token, name="make_token"),
    path("team/tokens/<uuid:pk>/delete/", team.drop_token, name="drop_token"),
    path("team/members/<int:pk>/", team.member, name="member"),
    path("join/<str:token>/", team.join, name="join"),
    path("language/", set_language, name="language"),
    path("collect.sh", operations.public_file, {"name": "collect.sh"}, name="collect"),
    path("schema/cluster.json", operations.public_file, {"name": "cluster.json"}, name="cluster_schema"),
    path("schema/report.json", operations.public_file, {"name": "report.json"}, name="report_schema"),
]
