"""All addresses."""

from django.urls import include, path

urlpatterns = [
    path("api/v1/", include("apps.api.urls")),
    path("account/", include("allauth.urls")),
    path("", include("apps.web.urls")),
]
handler404 = "apps.web.views.errors.not_found"
handler403 = "apps.web.views.errors.forbidden"
handler400 = "apps.web.views.errors.bad_request"
handler500 = "apps.web.views.errors.broken"
