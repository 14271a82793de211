"""What turns the course's Markdown into a site in which every block has run.

`page` reads a lesson, `session` runs it in a fresh process, `store` keeps what
came out; the other modules build on these three.
"""
