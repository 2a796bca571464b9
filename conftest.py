"""Settings for every test, and for the kernels that nbval starts."""

import os

# Kernels inherit these: no progress bars, nothing stored, one thread a worker.
os.environ.setdefault("COURSE_QUIET", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
