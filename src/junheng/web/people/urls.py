"""Addresses of `people`."""

from __future__ import annotations

from django.urls import path

from junheng.web.people import views, views_login

app_name = "people"
urlpatterns = [
    path("login", views_login.login, name="login"),
    path("logout", views_login.logout, name="logout"),
    path("password", views_login.password, name="password"),
    path("", views.accounts, name="accounts"),
]
