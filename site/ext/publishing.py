"""Fill in the addresses that only a published site has.

They come from the environment, not from _config.yml, so that no copy of the course ever
points at somebody else's repository, and a fork's site points at the fork:

    COURSE_REPOSITORY     https://github.com/OWNER/NAME
    COURSE_BRANCH         the branch to edit (default: main)
    COURSE_LAUNCH_BRANCH  the branch that Colab and Binder open (default: the same)
    COURSE_SITE           the address of the site, for its sitemap and link previews

Without COURSE_REPOSITORY no page shows a button that would lead nowhere.
An extension, rather than a generated configuration: _config.yml stays the one that is
used, and `jupyter-book build .` gives the same site as `make html`.
"""

import os


def read_environment(app, config) -> None:
    site = os.environ.get("COURSE_SITE", "")
    if site:
        config.html_baseurl = config.ogp_site_url = site.rstrip("/") + "/"
        config.ogp_social_cards = {"enable": False}
        config.sitemap_url_scheme = "{link}"
    repository = os.environ.get("COURSE_REPOSITORY", "").rstrip("/")
    if not repository:
        return
    branch = os.environ.get("COURSE_BRANCH") or "main"
    config.html_context["course_branch"] = branch
    config.html_theme_options.update(
        repository_url=repository,
        # the launch buttons read this; the edit button reads html_context, below
        repository_branch=os.environ.get("COURSE_LAUNCH_BRANCH") or branch,
        use_repository_button=True,
        use_issues_button=True,
        use_edit_page_button=True,
        launch_buttons={
            "notebook_interface": "jupyterlab",
            "colab_url": "https://colab.research.google.com",
            "binderhub_url": "https://mybinder.org",
        },
    )


def set_edit_branch(app) -> None:
    """Let the edit button lead to the branch that people write on."""
    context = app.config.html_context
    if "course_branch" in context:
        context["github_version"] = context["course_branch"]


def setup(app):
    if os.environ.get("COURSE_SITE"):  # both need the site's address
        app.setup_extension("sphinx_sitemap")
        app.setup_extension("sphinxext.opengraph")
    app.connect("config-inited", read_environment, priority=100)
    # after the theme, which writes its own idea of the branch at priority 500
    app.connect("builder-inited", set_edit_branch, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
