"""REST, under /api/v1/."""

from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from apps.api.views import checks, gate, knowledge, portal, reviews
from lvsportal.http.problems import problem

app_name = "api"


@csrf_exempt  # it answers 404 to everything and reads nothing
def nothing_here(request: object) -> object:
    return problem(404, "Not found.")


urlpatterns = [
    path("check/", checks.CheckView.as_view(), name="check"),
    path("reviews/", reviews.ReviewsView.as_view(), name="reviews"),
    path("reviews/<uuid:pk>/", reviews.ReviewView.as_view(), name="review"),
    path("reviews/<uuid:pk>/diff.json", reviews.DifferenceView.as_view(), name="difference"),
    path("reviews/<uuid:pk>/<str:name>", reviews.ReportView.as_view(), name="report"),
    path("clusters/", portal.ClustersView.as_view(), name="clusters"),
    path("clusters/<uuid:pk>/", portal.ClusterView.as_view(), name="cluster"),
    path("clusters/<uuid:pk>/revisions/", portal.RevisionsView.as_view(), name="revisions"),
    path("clusters/<uuid:pk>/revisions/<int:number>/approve/", gate.ApproveView.as_view(), name="approve"),
    path("clusters/<uuid:pk>/revisions/<int:number>/deployed/", gate.DeployedView.as_view(), name="deployed"),
    path("reviews/<uuid:pk>/override/", gate.OverrideView.as_view(), name="override"),
    path("changes/<path:ref>/decision/", gate.ChangeView.as_view(), name="change"),
    path("policies/", gate.PoliciesView.as_view(), name="policies"),
    path("policies/<uuid:pk>/", gate.PolicyView.as_view(), name="policy"),
    path("policies/<uuid:pk>/activate/", gate.ActivateView.as_view(), name="activate_policy"),
    path("policies/<uuid:pk>/dry-run/", gate.DryRunView.as_view(), name="dry_run"),
    path("waivers/", gate.WaiversView.as_view(), name="waivers"),
    path("waivers/<uuid:pk>/", gate.WaiverView.as_view(), name="waiver"),
    path("waivers/<uuid:pk>/approve/", gate.ApproveWaiverView.as_view(), name="approve_waiver"),
    path("shares/", portal.SharesView.as_view(), name="shares"),
    path("shares/<uuid:pk>/", portal.ShareView.as_view(), name="share"),
    path("audit/", portal.AuditView.as_view(), name="audit"),
    path("tokens/", portal.TokensView.as_view(), name="tokens"),
    path("tokens/self/", portal.OwnTokenView.as_view(), name="own_token"),
    path("tokens/self/rotate/", portal.RotateView.as_view(), name="rotate_token"),
    path("tokens/<uuid:pk>/", portal.TokenView.as_view(), name="token"),
    path("rules/", knowledge.RulesView.as_view(), name="rules"),
    path("rules/<str:number>/", knowledge.RuleView.as_view(), name="rule"),
    path("articles/", knowledge.ArticlesView.as_view(), name="articles"),
    path("articles/<str:name>/", knowledge.ArticleView.as_view(), name="article"),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api:schema"), name="docs"),
    re_path(r"^.*$", nothing_here),
]
