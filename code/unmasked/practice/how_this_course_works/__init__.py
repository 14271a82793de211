"""Checks for the exercises of the lesson on how the course works.

Lesson: docs/start/how-this-course-works.md
"""

from unmasked.practice.how_this_course_works._curve import check_curve
from unmasked.practice.how_this_course_works._exam import check_exam
from unmasked.practice.how_this_course_works._questions import check_questions

__all__ = ["check_curve", "check_exam", "check_questions"]
