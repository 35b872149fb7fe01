"""The pages."""

from django.urls import path
from django.views.i18n import set_language

from apps.web.views import clusters, home, knowledge, operations, reviews, revise, shared, team
from apps.web.views.report_parts import PARTS

app_name = "web"

urlpatterns = [
    path("", home.home, name="home"),
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
    path("clusters/<uuid:pk>/revise/", revise.revise, name="revise"),
    path("kb/", knowledge.index, name="kb"),
    path("kb/<str:name>/", knowledge.article, name="article"),
    path("s/<str:token>/", shared.shared, name="shared"),
    *(
        path(f"s/<str:token>/{part}/", shared.shared_part, {"part": part}, name=f"shared_{part}")
        for part in PARTS
    ),
    path("team/", team.team, name="team"),
    path("team/invite/", team.invite, name="invite"),
    path("team/invitations/<uuid:pk>/delete/", team.uninvite, name="uninvite"),
    path("team/tokens/", team.make_token, name="make_token"),
    path("team/tokens/<uuid:pk>/delete/", team.drop_token, name="drop_token"),
    path("team/members/<int:pk>/", team.member, name="member"),
    path("join/<str:token>/", team.join, name="join"),
    path("language/", set_language, name="language"),
    path("collect.sh", operations.public_file, {"name": "collect.sh"}, name="collect"),
    path("schema/cluster.json", operations.public_file, {"name": "cluster.json"}, name="cluster_schema"),
]
