"""What runs in the reader's page, under Python for browsers, and nowhere else.

It travels in a wheel beside the course's package (`course.page_wheel`). The
build runs it too, to see that every practice works before a reader tries.
"""
