"""Every network of the course, twice: from scratch in NumPy, and in PyTorch.

``from course_lib import scratch as dl`` or ``from course_lib import pytorch as dl``:
the same names, the same arguments, the same first weights.
"""
