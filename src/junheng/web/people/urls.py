"""Addresses of `people`."""

from __future__ import annotations

from django.urls import path

from junheng.web.people import views, views_import, views_login, views_posts, views_profile, views_signins, views_units

app_name = "people"
urlpatterns = [
    path("login", views_login.login, name="login"),
    path("logout", views_login.logout, name="logout"),
    path("password", views_login.password, name="password"),
    path("profile", views_profile.profile, name="profile"),
    path("notices/read", views_profile.read_notices, name="read_notices"),
    path("notices/<int:notice>/open", views_profile.open_notice, name="open_notice"),
    path("", views.accounts, name="accounts"),
    path("new", views.new_account, name="new_account"),
    path("export", views_import.export, name="export"),
    path("import", views_import.import_accounts, name="import"),
    path("import/template", views_import.template, name="import_template"),
    path("sign-ins", views_signins.sign_ins, name="sign_ins"),
    path("<int:user>", views.account, name="account"),
    path("<int:user>/change", views.change_account, name="change_account"),
    path("<int:user>/active", views.set_active, name="set_active"),
    path("<int:user>/password", views.reset_password, name="reset_password"),
    path("<int:user>/unlock", views.unlock, name="unlock"),
    path("<int:user>/posts", views.give_post, name="give_post"),
    path("posts/<int:post>", views_posts.post, name="post"),
    path("posts/<int:post>/end", views_posts.end, name="end_post"),
    path("posts/<int:post>/deputy", views_posts.deputy, name="name_deputy"),
    path("posts/<int:post>/hand-over", views_posts.pass_on, name="hand_over"),
    path("units", views_units.units, name="units"),
    path("units/new", views_units.new_unit, name="new_unit"),
    path("units/<int:unit>", views_units.unit, name="unit"),
    path("units/<int:unit>/rename", views_units.rename, name="rename_unit"),
    path("units/<int:unit>/retire", views_units.retire, name="retire_unit"),
]
