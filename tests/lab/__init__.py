"""The kernel lab: definitions built inside a real Linux kernel with ip_vs, and what a client saw there beside the walk."""
